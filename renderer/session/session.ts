// The only store of the screen: the open run, cursor, selection and filter. Panes read it with selectors.

import { create } from 'zustand';
import type { RunSummary } from '../../engine/model/run.ts';
import type { ErrorInfo } from '../../engine/model/errors.ts';
import type { RunId, Seq } from '../../engine/model/event.ts';
import { countUpTo } from '../../engine/model/cursor.ts';
import type { OperationKind } from '../../engine/model/effect.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { OutlineBuilder } from '../../engine/model/outline-builder.ts';
import { type Filter, noFilter, type Visible, VisibleLists } from '../../engine/model/filter.ts';

export const views = ['graph', 'timeline', 'events', 'code'] as const;
export type View = (typeof views)[number];

/**
 * The run on screen. A growing run gets a new object with every picture; the run id tells whether the run is the same.
 */
export type OpenRun = { readonly summary: RunSummary; readonly outline: Outline };

export type ImportJob = {
  readonly job: string;
  readonly file: string;
  readonly filesDone: number;
  readonly filesTotal: number;
  readonly events: number;
};

/** An error of an import. `reopen` imports the readable part of a truncated file. */
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
  /** True: the lists show matches only. False: matches are only marked and stepped through. */
  readonly only: boolean;
  readonly busy: boolean;
  readonly error: string | null;
  /** Seqs of the matches, rising; null without a search. */
  readonly found: Uint32Array | null;
};

/**
 * Operations grouped by graph or timeline. `members` rise. `began`: the rising seqs at which the iterations of their
 * loop begin; null outside a loop. `byIteration`: listed by iteration, not one by one.
 */
export type SelectedGroup = {
  readonly title: string;
  readonly kind: OperationKind;
  readonly members: Uint32Array;
  readonly began: Uint32Array | null;
  readonly byIteration: boolean;
};

export type Session = {
  readonly connection: 'connecting' | 'ready' | 'lost';
  readonly runs: readonly RunSummary[];
  readonly open: OpenRun | null;
  /** Id of the run being opened, before its outline has arrived. */
  readonly opening: string | null;
  readonly imports: readonly ImportJob[];
  readonly problems: readonly ImportProblem[];

  /** 0 = before the first event. */
  readonly cursor: Seq;
  /** The cursor goes to the end with every appended event. */
  readonly following: boolean;
  /** Index of the selected operation in the outline, or null. Independent of the cursor. */
  readonly selected: number | null;
  /** The selected fold, whose members are listed, or null. */
  readonly group: SelectedGroup | null;
  readonly filter: Filter;
  /** The events and operations of the open run that pass the filter. */
  readonly visible: Visible;
  readonly view: View;
  /** The critical path is lit in graph and timeline. */
  readonly critical: boolean;
  readonly playing: boolean;
  /** 1 = recorded speed; 0 = as fast as the screen paints. */
  readonly speed: number;
  readonly search: Search;
  readonly theme: 'dark' | 'light';
  /** Clock in UTC instead of the person's own zone. */
  readonly utc: boolean;
};

const nothing: Visible = { events: new Uint32Array(0), operations: new Uint32Array(0), edition: 0 };
const noSearch: Search = { text: '', regex: false, payloads: true, only: true, busy: false, error: null, found: null };

export const useSession = create<Session>(() => ({
  connection: 'connecting',
  runs: [],
  open: null,
  opening: null,
  imports: [],
  problems: [],
  cursor: 0,
  following: false,
  selected: null,
  group: null,
  filter: noFilter,
  visible: nothing,
  view: 'graph',
  critical: false,
  playing: false,
  speed: 1,
  search: noSearch,
  theme: 'dark',
  utc: false,
}));

const { getState, setState } = useSession;

const noOutline = new OutlineBuilder().finish('' as RunId, { id: '' });
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
};

/** Computes `visible` from the open run and the filter. */
let lists = new VisibleLists(noOutline, noFilter);

/** For the panes: they are drawn hidden before any run is open, so that the first run finds them ready. */
export function useRun(): OpenRun {
  return useSession((session) => session.open ?? noRun);
}

/** True while the file of the open run is being read. */
export function isArriving(): boolean {
  return getState().open?.summary.expected !== undefined;
}

/** Shows a run that has just arrived; the cursor is at the place in its bundle, else at its headline's event. */
export function showRun(summary: RunSummary, outline: Outline, cursor?: Seq): void {
  // For performance measurements.
  performance.mark('run-shown');
  if (summary.expected === undefined) performance.mark('run-whole');
  const filter: Filter = { ...noFilter, workflowTasks: getState().filter.workflowTasks };
  const at = Math.min(cursor ?? summary.place?.seq ?? summary.headline.seq, outline.events);
  lists = new VisibleLists(outline, filter);
  setState({
    open: { summary, outline },
    opening: null,
    cursor: at,
    following: at === outline.events,
    view: (cursor === undefined ? views.find((view) => view === summary.place?.view) : undefined) ?? getState().view,
    selected: null,
    group: null,
    filter,
    visible: lists.visible,
    playing: false,
    search: { ...getState().search, text: '', busy: false, error: null, found: null },
  });
}

/** The open run has more events: everything stays in place, but a following cursor goes to the end. */
export function growRun(summary: RunSummary, outline: Outline): void {
  const { open, following } = getState();
  lists.grow(outline);
  // If a person did nothing while the run was read, the cursor ends at the headline's event, as for any opened run.
  const isWhole = open?.summary.expected !== undefined && summary.expected === undefined;
  if (isWhole) performance.mark('run-whole');
  const end = isWhole ? Math.min(summary.headline.seq, outline.events) : outline.events;
  setState({
    open: { summary, outline },
    visible: lists.visible,
    ...(following && { cursor: end, following: end === outline.events }),
  });
}

/** Replaces the open run after a new explanation: cursor and selection stay, as far as their targets exist. */
export function replaceRun(summary: RunSummary, outline: Outline): void {
  if (summary.expected === undefined) performance.mark('run-whole');
  const { cursor, following, selected, filter } = getState();
  lists = new VisibleLists(outline, filter);
  setState({
    open: { summary, outline },
    visible: lists.visible,
    cursor: following ? outline.events : Math.min(cursor, outline.events),
    selected: selected !== null && selected < outline.operations.count ? selected : null,
    group: null,
  });
}

/** Moves the cursor, clamped to the run. At the end it follows further growth. */
export function moveTo(seq: Seq): void {
  const { open, cursor, following } = getState();
  if (open === null) return;
  const { events } = open.outline;
  const next = Math.max(0, Math.min(Math.round(seq), events));
  if (next !== cursor || following !== (next === events)) setState({ cursor: next, following: next === events });
}

/** Starts following the end of the run, or stops following it and keeps the cursor. */
export function toggleFollowing(): void {
  const { open, following } = getState();
  if (open === null) return;
  if (following) setState({ following: false });
  else moveTo(open.outline.events);
}

/** Selects an operation; a fold that contains it stays selected, any other does not. */
export function select(operation: number | null): void {
  const { selected, group } = getState();
  const stays = group !== null && operation !== null && isMember(group, operation);
  if (selected !== operation || (group !== null && !stays))
    setState({ selected: operation, group: stays ? group : null });
}

function isMember({ members }: SelectedGroup, operation: number): boolean {
  return members[countUpTo(members, operation) - 1] === operation;
}

export function selectGroup(group: SelectedGroup | null): void {
  if (getState().group !== group) setState({ group });
}

export function setFilter(change: Partial<Filter>): void {
  const { filter, open } = getState();
  const next = { ...filter, ...change };
  if (open !== null) lists = new VisibleLists(open.outline, next);
  setState({ filter: next, visible: open === null ? nothing : lists.visible });
}

export function clearFilter(): void {
  setFilter({ ...noFilter, workflowTasks: getState().filter.workflowTasks });
  setSearch({ text: '', busy: false, error: null, found: null });
}

export function setSearch(change: Partial<Search>): void {
  setState({ search: { ...getState().search, ...change } });
}

export function toggleCritical(): void {
  setState({ critical: !getState().critical });
}

export function setView(view: View): void {
  setState({ view });
}
