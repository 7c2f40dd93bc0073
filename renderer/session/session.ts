// The one store of the screen: what is open, where the cursor stands, what is selected and filtered. Panes read it with selectors.

import { create } from 'zustand';
import type { RunSummary } from '../../engine/model/run.ts';
import type { ErrorInfo } from '../../engine/model/errors.ts';
import type { RunId, Seq } from '../../engine/model/event.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { OutlineBuilder } from '../../engine/model/outline-builder.ts';
import { OpenOperations } from '../../engine/model/cursor.ts';
import { type Filter, noFilter, type Visible, visible } from '../../engine/model/filter.ts';

export const views = ['graph', 'timeline', 'events'] as const;
export type View = (typeof views)[number];

/** A run on screen. */
export type OpenRun = {
  readonly summary: RunSummary;
  readonly outline: Outline;
  readonly openOperations: OpenOperations;
};

export type ImportJob = {
  readonly job: string;
  readonly file: string;
  readonly filesDone: number;
  readonly filesTotal: number;
  readonly events: number;
};

/** What went wrong with a file that somebody opened. `reopen` tries again with what is there of a file cut off. */
export type ImportProblem = {
  readonly file: string;
  readonly error: ErrorInfo;
  readonly wholeEvents?: number;
  readonly reopen?: () => void;
};

export type Search = {
  readonly text: string;
  readonly regex: boolean;
  readonly payloads: boolean;
  /** Leave only what was found in the lists; otherwise it is only marked and stepped through. */
  readonly only: boolean;
  readonly busy: boolean;
  readonly error: string | null;
  /** Seqs of what was found, rising; null = nothing is being looked for. */
  readonly found: Uint32Array | null;
};

export type Session = {
  readonly connection: 'connecting' | 'ready' | 'lost';
  readonly runs: readonly RunSummary[];
  readonly open: OpenRun | null;
  /** The run being opened, before its outline is here. */
  readonly opening: string | null;
  readonly imports: readonly ImportJob[];
  readonly problems: readonly ImportProblem[];

  /** 0 = before the first event. */
  readonly cursor: Seq;
  /** Index of the selected operation in the outline, or null. Stays while the cursor moves. */
  readonly selected: number | null;
  readonly filter: Filter;
  /** What the filter leaves of the open run. */
  readonly visible: Visible;
  readonly view: View;
  readonly playing: boolean;
  /** 1 = as recorded; 0 = as fast as the screen paints. */
  readonly speed: number;
  readonly search: Search;
  readonly theme: 'dark' | 'light';
  /** Clock in UTC instead of the person's own zone. */
  readonly utc: boolean;
};

const nothing: Visible = { events: new Uint32Array(0), operations: new Uint32Array(0) };
const noSearch: Search = { text: '', regex: false, payloads: true, only: true, busy: false, error: null, found: null };

export const useSession = create<Session>(() => ({
  connection: 'connecting',
  runs: [],
  open: null,
  opening: null,
  imports: [],
  problems: [],
  cursor: 0,
  selected: null,
  filter: noFilter,
  visible: nothing,
  view: 'graph',
  playing: false,
  speed: 1,
  search: noSearch,
  theme: 'dark',
  utc: false,
}));

const { getState, setState } = useSession;

const noOutline = new OutlineBuilder().finish('' as RunId, 'temporal');
const noRun: OpenRun = {
  summary: {
    runId: noOutline.run,
    dialect: noOutline.dialect,
    form: '',
    workflowId: null,
    workflowType: null,
    status: 'unknown',
    events: 0,
    operations: 0,
    startedAtMs: null,
    endedAtMs: null,
    source: '',
    importedAtMs: 0,
    warnings: 0,
    headline: { sentence: '', seq: 0 },
    family: {},
  },
  outline: noOutline,
  openOperations: new OpenOperations(noOutline),
};

/** For the panes: they are drawn before any run is open, out of sight, so that the first one finds them there. */
export function useRun(): OpenRun {
  return useSession((session) => session.open ?? noRun);
}

/** Shows a run that has just arrived; the cursor stands where its bundle says, else where its headline points. */
export function showRun(summary: RunSummary, outline: Outline, cursor?: Seq): void {
  performance.mark('run-shown');
  const filter: Filter = { ...noFilter, bookkeeping: getState().filter.bookkeeping };
  setState({
    open: { summary, outline, openOperations: new OpenOperations(outline) },
    opening: null,
    cursor: Math.min(cursor ?? summary.place?.seq ?? summary.headline.seq, outline.events),
    view: (cursor === undefined ? views.find((view) => view === summary.place?.view) : undefined) ?? getState().view,
    selected: null,
    filter,
    visible: visible(outline, filter),
    playing: false,
    search: { ...getState().search, text: '', busy: false, error: null, found: null },
  });
}

/** Moves the cursor, clamped to the run. */
export function moveTo(seq: Seq): void {
  const { open, cursor } = getState();
  if (open === null) return;
  const next = Math.max(0, Math.min(Math.round(seq), open.outline.events));
  if (next !== cursor) setState({ cursor: next });
}

export function select(operation: number | null): void {
  if (getState().selected !== operation) setState({ selected: operation });
}

export function setFilter(change: Partial<Filter>): void {
  const { filter, open } = getState();
  const next = { ...filter, ...change };
  setState({ filter: next, visible: open === null ? nothing : visible(open.outline, next) });
}

export function clearFilter(): void {
  setFilter({ ...noFilter, bookkeeping: getState().filter.bookkeeping });
  setSearch({ text: '', busy: false, error: null, found: null });
}

export function setSearch(change: Partial<Search>): void {
  setState({ search: { ...getState().search, ...change } });
}

export function setView(view: View): void {
  setState({ view });
}
