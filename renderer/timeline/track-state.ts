// The rows of the timeline: grouping, open tracks, selected track. Local to this pane.

import { create } from 'zustand';
import type { RunId } from '../../engine/model/event.ts';
import { kindIndex, type Outline } from '../../engine/model/outline.ts';
import type { Grouping } from '../../engine/model/tracks/groups.ts';
import { type Track, type Tracks, tracksOf, type TracksWish } from '../../engine/model/tracks/tracks.ts';
import { busy } from '../session/idle.ts';
import { pauseAfter } from '../session/outline-thread.ts';
import { isArriving, selectGroup, useSession } from '../session/session.ts';
import { timesOf } from '../../engine/model/time/times.ts';
import { askTracks, type TracksOutcome } from './ask-tracks.ts';
import { Lines } from './lines.ts';

export type TrackState = {
  /** The run that this state is about, except `by`. */
  readonly run: RunId | null;
  readonly by: Grouping;
  readonly lines: Lines;
  readonly opened: ReadonlySet<string>;
  /** Id of the selected track. */
  readonly active: string | null;
  readonly failure: string | null;
};

const none: ReadonlySet<string> = new Set();
const noTimes = new Float64Array(0);
const noTracks: Tracks = {
  tracks: [],
  trackOf: new Int32Array(0),
  laneOf: new Uint8Array(0),
  times: {
    from: noTimes,
    to: noTimes,
    stretchStart: new Uint32Array(1),
    stretchTo: noTimes,
    stretchPart: new Uint8Array(0),
  },
  busy: noTimes,
};

export const useTracks = create<TrackState>(() => ({
  run: null,
  by: 'graph',
  lines: new Lines(noTracks, none),
  opened: none,
  active: null,
  failure: null,
}));

const { getState, setState } = useTracks;

/**
 * Up to this number of operations tracks are made synchronously, in less than a frame: without them the pane is empty.
 */
const AT_ONCE = 400;
/** While a run grows, the tracks thread pauses for this multiple of its working time. */
const REST = 8;

type Asked = {
  readonly outline: Outline;
  readonly operations: Uint32Array;
  readonly by: Grouping;
  /** Its file was still being read. */
  readonly arriving: boolean;
};

let asked: Asked | undefined;
let working: (() => void) | undefined;
let restsUntilMs = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Updates the rows for the open run and its filter. The old rows stay until the new ones are ready. */
export function refreshTracks(outline: Outline, operations: Uint32Array): void {
  const { run, by } = getState();
  if (run !== outline.run)
    setState({ run: outline.run, lines: new Lines(noTracks, none), opened: none, active: null, failure: null });
  else if (asked?.outline === outline && asked.operations === operations && asked.by === by) return;
  const grows =
    asked !== undefined && asked.outline.run === outline.run && asked.outline !== outline && asked.by === by;
  const isWhole = asked?.arriving === true && !isArriving();
  if (grows && !isWhole && operations.length > AT_ONCE) makeSoon();
  else make(outline, operations);
}

/** Requests tracks for everything new, after the thread has answered the previous request and paused. */
function makeSoon(): void {
  timer ??= setTimeout(
    () => {
      timer = undefined;
      const { open, visible } = useSession.getState();
      if (open === null || open.outline.run !== getState().run) return;
      if (working === undefined) make(open.outline, visible.operations);
      else makeSoon();
    },
    Math.max(working === undefined ? 0 : 20, restsUntilMs - performance.now()),
  );
}

function make(outline: Outline, operations: Uint32Array): void {
  const { by, lines } = getState();
  const isKept = asked?.outline.run === outline.run;
  asked = { outline, operations, by, arriving: isArriving() };
  const { tracks } = lines.tracks;
  const single = isKept && tracks.length > 0 && tracks.every((track) => isSingle(outline, track));
  const wish: TracksWish = { operations, by, single };
  working?.();
  working = undefined;
  if (operations.length <= AT_ONCE) {
    const { at } = timesOf(outline);
    show({ tracks: tracksOf(outline, wish, (seq) => at[seq - 1] ?? 0) });
    return;
  }
  // The growth of a run does not count as busy: it may never end.
  working = isKept ? () => undefined : busy();
  const startedAtMs = performance.now();
  askTracks(outline, wish, (outcome) => {
    restsUntilMs = pauseAfter(startedAtMs, REST);
    if (getState().run === outline.run) show(outcome);
    working?.();
    working = undefined;
  });
}

function isSingle(outline: Outline, { members }: Track): boolean {
  return members.length === 1 || outline.operations.kind[members[0]!] === kindIndex.workflowTask;
}

function show(outcome: TracksOutcome): void {
  if ('failure' in outcome) setState({ failure: outcome.failure });
  else {
    const { opened, active } = getState();
    setState({ lines: new Lines(outcome.tracks, opened), failure: null });
    if (active !== null) lookAt(active);
  }
}

export function setGrouping(by: Grouping): void {
  const { open, visible } = useSession.getState();
  if (getState().by === by) return;
  setState({ by, opened: none, active: null });
  if (open !== null) refreshTracks(open.outline, visible.operations);
}

/** Opens a folded track into one row per member, or folds it again. */
export function toggleTrack(id: string): void {
  const { opened: before, lines } = getState();
  const opened = new Set(before);
  if (!opened.delete(id)) opened.add(id);
  setState({ opened, lines: new Lines(lines.tracks, opened) });
}

/** Selects a track; its members are listed as a fold. */
export function activate(id: string | null): void {
  if (getState().active === id) return;
  setState({ active: id });
  if (id !== null) lookAt(id);
}

function lookAt(id: string): void {
  const track = getState().lines.tracks.tracks.find((one) => one.id === id);
  if (track === undefined) return;
  const { name, kind, members, began } = track;
  selectGroup({ title: name, kind, members, began, byIteration: false });
}
