// What the frame around the panes remembers: which panes are there, which dialog is open, what there is to say.

import { create } from 'zustand';

export const panes = ['library', 'timeline', 'inspector'] as const;
export type PaneName = (typeof panes)[number];

/** The engine that answered hello. `filesByPath`: it may read files where they lie. */
export type EngineFacts = {
  readonly version: string;
  readonly database: string;
  readonly filesByPath: boolean;
};

/** Why there is no engine to talk to. `mismatch` cannot be cured by trying again. */
export type Fault = { readonly type: 'unreachable' | 'mismatch'; readonly message: string };

/** `act`: what a person may do about it, in a word. */
export type Notice = {
  readonly tone: 'info' | 'bad';
  readonly text: string;
  readonly act?: { readonly word: string; readonly run: () => void } | undefined;
};

export type ShellState = {
  readonly engine: EngineFacts | null;
  readonly fault: Fault | null;
  readonly shown: Readonly<Record<PaneName, boolean>>;
  readonly dialog: 'palette' | 'help' | 'compare' | null;
  /** The library as a table stands over the open run; without one it is there anyway. */
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

/** Says something in one line. Good news goes by itself, later where there is something to do about it; bad news stays until it is dismissed. */
export function say(text: string, tone: Notice['tone'] = 'info', act?: Notice['act']): void {
  clearTimeout(fading);
  setState({ notice: { tone, text, act } });
  if (tone === 'info') fading = setTimeout(() => setState({ notice: null }), act === undefined ? 4000 : 15_000);
}

export function unsay(): void {
  clearTimeout(fading);
  setState({ notice: null });
}

/** Bad news that the person has got past. */
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
