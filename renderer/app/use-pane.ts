import { useEffect, useRef } from 'react';
import type { LayoutChangedMeta, PanelImperativeHandle, PanelProps, PanelSize } from 'react-resizable-panels';
import { type PaneName, setShown, useShell } from '../session/shell-state.ts';

const handles = new Map<PaneName, PanelImperativeHandle>();

/** Props of a panel that remembers its size, can collapse and follows the shell's state. */
export function usePane(pane: PaneName): PanelProps {
  const handle = useRef<PanelImperativeHandle | null>(null);
  const shown = useShell((shell) => shell.shown[pane]);
  useEffect(() => {
    const panel = handle.current;
    if (panel === null || panel.isCollapsed() !== shown) return;
    if (shown) panel.resize(sizeOf(pane));
    else panel.collapse();
  }, [pane, shown]);
  useEffect(() => {
    if (handle.current !== null) handles.set(pane, handle.current);
    return () => {
      handles.delete(pane);
    };
  }, [pane]);
  return {
    panelRef: handle,
    collapsible: true,
    collapsedSize: 0,
    defaultSize: useShell.getState().shown[pane] ? sizeOf(pane) : 0,
    groupResizeBehavior: 'preserve-pixel-size',
    onResize: ({ inPixels }: PanelSize, _id, before) => {
      if (before !== undefined) setShown(pane, inPixels > 0);
    },
  };
}

/** Stores sizes that a person chose; sizes that follow from the window are not stored. */
export function rememberSizes(_layout: unknown, { isUserInteraction }: LayoutChangedMeta): void {
  if (!isUserInteraction) return;
  for (const [pane, panel] of handles) {
    if (!useShell.getState().shown[pane]) continue;
    localStorage.setItem(keyOf(pane), String(Math.round(panel.getSize().inPixels)));
  }
}

function sizeOf(pane: PaneName): number {
  const kept = Number(localStorage.getItem(keyOf(pane)));
  return Number.isFinite(kept) && kept >= 100 ? kept : defaultPx(pane);
}

/** In a narrow window the default leaves enough room for the middle pane. */
function defaultPx(pane: PaneName): number {
  const { innerWidth, innerHeight } = window;
  if (pane === 'library') return between(216, innerWidth * 0.19, 244);
  if (pane === 'inspector') return between(290, innerWidth * 0.26, 356);
  return between(150, innerHeight * 0.28, 260);
}

function between(least: number, value: number, most: number): number {
  return Math.round(Math.max(least, Math.min(value, most)));
}

function keyOf(pane: PaneName): string {
  return `retrace.size.${pane}`;
}
