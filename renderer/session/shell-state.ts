// The state of the frame around the panes: visible panes, open dialog, notices.

import { create } from 'zustand';

export const panes = ['library', 'timeline', 'inspector'] as const;
export type PaneName = (typeof panes)[number];

/** Facts about the connected engine. `filesByPath`: the engine may read files by path. */
export type EngineFacts = {
  readonly version: string;
  readonly database: string;
  readonly filesByPath: boolean;
};

/** Why no engine is connected. `mismatch`: a retry cannot help. */
export type Fault = { readonly type: 'unreachable' | 'mismatch'; readonly message: string };

/** `act`: the action offered to a person, in a word. */
export type Notice = {
  readonly tone: 'info' | 'bad';
  readonly text: string;
  readonly act?: { readonly word: string; readonly run: () => void } | undefined;
};

export type ShellState = {
  readonly engine: EngineFacts | null;
  readonly fault: Fault | null;
  readonly shown: Readonly<Record<PaneName, boolean>>;
  readonly dialog:
    | 'palette'
    | 'help'
    | 'compare'
    | 'start'
    | 'signal'
    | 'ask'
    | 'cancel'
    | 'terminate'
    | 'dialects'
    | 'server'
    | 'codec'
    | null;
  /** The table of the library covers the open run; without an open run the table is always shown. */
  readonly table: boolean;
  readonly dragging: boolean;
  readonly notice: Notice | null;
};

const KEY = 'retrace.panes';

export const useShell = create<ShellState>(() => ({
  engine: null,
  fault: null,
  shown: { library: true, timeline: true, inspector: true, ...remembered() },
  dialog: null,
  table: false,
  dragging: false,
  notice: null,
}));

const { getState, setState } = useShell;

export function setShown(pane: PaneName, on: boolean): void {
  const { shown } = getState();
  if (shown[pane] === on) return;
  const next = { ...shown, [pane]: on };
  localStorage.setItem(KEY, JSON.stringify(next));
  setState({ shown: next });
}

export function togglePane(pane: PaneName): void {
  setShown(pane, !getState().shown[pane]);
}

let fading: ReturnType<typeof setTimeout> | undefined;

/**
 * Shows a notice of one line. A good notice disappears by itself, later if it offers an action; a bad one stays until
 * it is dismissed.
 */
export function say(text: string, tone: Notice['tone'] = 'info', act?: Notice['act']): void {
  clearTimeout(fading);
  setState({ notice: { tone, text, act } });
  if (tone === 'info') fading = setTimeout(() => setState({ notice: null }), act === undefined ? 4000 : 15_000);
}

export function unsay(): void {
  clearTimeout(fading);
  setState({ notice: null });
}

/** Removes a bad notice that no longer applies. */
export function unsayBad(): void {
  if (getState().notice?.tone === 'bad') unsay();
}

function remembered(): Partial<Record<PaneName, boolean>> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return {};
    const entries = Object.entries(kept).filter(
      ([name, on]) => (panes as readonly string[]).includes(name) && typeof on === 'boolean',
    );
    return Object.fromEntries(entries);
  } catch {
    return {};
  }
}
