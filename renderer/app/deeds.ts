// The action of every command in the command table, and its condition. A command without an action does not compile.

import * as stepping from '../../engine/model/stepping.ts';
import type { Seq } from '../../engine/model/event.ts';
import { longestActivity, longestWait, mostRetried } from '../../engine/model/tracks/longest.ts';
import { NONE, type Outline } from '../../engine/model/outline.ts';
import { isFiltered } from '../../engine/model/filter.ts';
import type { LiveRun } from '../../engine/model/live-run.ts';
import type { RunSummary } from '../../engine/model/run.ts';
import type { CommandId } from '../ui/commands.ts';
import * as pairs from '../session/compare/compare-state.ts';
import { copySummary, endComparison, swapSides } from '../session/compare/comparing.ts';
import { backToComparison, openSide } from '../compare/open-side.ts';
import { panLanes, zoomLanes } from '../compare/lanes-time.ts';
import { chooseCode, replayAgain } from '../session/code/ask-code.ts';
import { cancelOwn, compareOwn, makesHistory, useMaking } from '../session/code/own-history.ts';
import { toggleHere, useBreakpoints } from '../session/stops/breakpoints.ts';
import { runTo } from '../session/stops/find-stops.ts';
import { replayedOf } from '../session/code/code-state.ts';
import * as copies from './copies.ts';
import { openEventMenu } from '../events/event-menu.tsx';
import { fitGraph } from '../graph/fit.ts';
import { toggleLegend } from '../graph/graph-state.ts';
import { chooseFiles, openSample } from '../session/open-files.ts';
import { neighbour } from '../library/neighbour.ts';
import { giveAwayShown, saveComparison } from '../session/giving.ts';
import { canUndoDelete, undoDelete } from '../session/library-acts.ts';
import { neighbourInChain } from '../session/chain.ts';
import { noteAbout } from '../session/notes.ts';
import { childRun, openRun, parentRun } from '../session/runs.ts';
import { endSearch, goToMatch } from '../session/search.ts';
import {
  clearFilter,
  moveTo,
  select,
  setFilter,
  setView,
  toggleCritical,
  toggleFollowing,
  useSession,
} from '../session/session.ts';
import { goToPlace } from './follow-address.ts';
import { resumes, setResumes } from './last-place.ts';
import { cameFrom, canGo, enter, moving, step } from '../session/trail.ts';
import { answerLongest, answerSlowestIteration } from './answers.ts';
import { type Deed, runDeeds, seesTable } from './run-deeds.ts';
import { focusSearch } from './search-box.tsx';
import {
  check,
  compareCell,
  hideVersions,
  openDivergence,
  ownOfCell,
  showVersions,
} from '../session/versions/checking.ts';
import {
  changeMatrix,
  isChecking,
  seesVersions,
  stepBreak,
  stepHistory,
  useVersions,
} from '../session/versions/versions-state.ts';
import { say, setShown, togglePane, useShell } from '../session/shell-state.ts';
import { goToChange } from '../session/watches/traces.ts';
import { operationHere, useWatches, watchesOf, watchOperation } from '../session/watches/watches.ts';
import { focusSection } from '../ui/section.tsx';
import { startWorker, steer } from '../session/work/steer.ts';
import { openLive } from '../session/work/work-state.ts';
import { toggleTheme } from './theme.ts';
import { focusTimeField } from '../timeline/go-to-time.ts';
import { fitTimeline, panTimeline, zoomTimeline } from '../timeline/view.ts';
import { focusJump } from '../transport/jump.ts';
import { goFirst, goLast, stepBack, stepForward } from '../transport/moves.ts';
import { faster, slower, togglePlay } from '../transport/playback.ts';

const { getState, setState } = useSession;

const isOpen = (): boolean => getState().open !== null && !pairs.isComparing() && !seesVersions() && !seesTable();
const seesPair = (): boolean => pairs.seesPair() && !seesVersions();
const inPair = (run: () => void): Deed => ({ run, when: seesPair });
/** A deed with one action in a check of code and another in a comparison. */
const inCheckOr = (inCheck: () => void, { run, when }: Deed): Deed => ({
  run: () => (seesVersions() ? inCheck() : run()),
  when: () => seesVersions() || (when?.() ?? true),
});
/** A deed with one action in a comparison and another in a run. */
const inBoth = (inPairs: () => void, run: () => void): Deed => ({
  run: () => (pairs.isComparing() ? inPairs() : run()),
  when: () => seesPair() || isOpen(),
});
const hasBreakpoints = (): boolean => isOpen() && useBreakpoints.getState().list.length > 0;
const hasWatches = (): boolean => isOpen() && watchesOf(useWatches.getState(), getState().open?.summary).length > 0;
const seesLanes = (): boolean => seesPair() && pairs.useCompare.getState().view === 'timeline';
/** The host may read files and servers for the page. */
const readsHere = (): boolean => useShell.getState().engine?.filesByPath === true;
const inRun = (run: () => void): Deed => ({ run, when: isOpen });
/** A deed for an open run that workers can work on. */
const inLive = (run: () => void, fits: (live: LiveRun) => boolean = () => true): Deed => ({
  run,
  when: () => isOpen() && openLive() !== null && fits(openLive()!),
});
const searching = (): boolean => getState().search.found !== null;
const seesTimeline = (): boolean =>
  isOpen() && (getState().view === 'timeline' || (getState().view === 'graph' && useShell.getState().shown.timeline));

const deeds: Readonly<Record<CommandId, Deed>> = {
  step: inRun(stepForward),
  back: inRun(stepBack),
  first: inBoth(() => pairs.goToLine(0), goFirst),
  last: inBoth(() => pairs.stepLine(Number.MAX_SAFE_INTEGER), goLast),
  follow: inRun(toggleFollowing),
  'operation-next': inRun(() => stepInOperation(stepping.nextOfOperation)),
  'operation-previous': inRun(() => stepInOperation(stepping.previousOfOperation)),
  'type-next': inRun(() => go(stepping.nextOfType)),
  'type-previous': inRun(() => go(stepping.previousOfType)),
  'failure-next': inCheckOr(
    () => stepBreak(1),
    inBoth(
      () => pairs.goToDifference(1),
      () => (searching() ? goToMatch(1) : go(stepping.nextBad)),
    ),
  ),
  'failure-previous': inCheckOr(
    () => stepBreak(-1),
    inBoth(
      () => pairs.goToDifference(-1),
      () => (searching() ? goToMatch(-1) : go(stepping.previousBad)),
    ),
  ),
  'task-next': inRun(() => go(stepping.nextTask)),
  'task-previous': inRun(() => go(stepping.previousTask)),
  headline: inBoth(pairs.goToFirstDifference, () => moveTo(getState().open?.summary.headline.seq ?? 0)),
  'watch-back': { run: () => void goToChange(-1), when: hasWatches },
  'watch-on': { run: () => void goToChange(1), when: hasWatches },
  jump: inRun(focusJump),
  play: inRun(togglePlay),
  faster: inRun(faster),
  slower: inRun(slower),

  'view-graph': inBoth(
    () => pairs.setCompareView('graph'),
    () => setView('graph'),
  ),
  'view-timeline': inBoth(
    () => pairs.setCompareView('timeline'),
    () => setView('timeline'),
  ),
  'view-events': inBoth(
    () => pairs.setCompareView('list'),
    () => setView('events'),
  ),
  'view-code': inRun(() => setView('code')),
  fit: inRun(fit),
  legend: { run: toggleLegend, when: () => isOpen() && getState().view === 'graph' },
  'critical-path': inRun(toggleCritical),
  'event-menu': { run: openEventMenu, when: () => isOpen() && getState().view === 'events' },
  'workflow-tasks': inRun(() => setFilter({ workflowTasks: !getState().filter.workflowTasks })),
  'pane-library': { run: () => togglePane('library') },
  'pane-timeline': { run: () => togglePane('timeline'), when: () => isOpen() && getState().view === 'graph' },
  'pane-inspector': { run: () => togglePane('inspector') },
  utc: { run: () => setState({ utc: !getState().utc }) },
  theme: { run: toggleTheme },

  time: inRun(() => {
    if (!seesTimeline()) setView('timeline');
    focusTimeField();
  }),
  'longest-activity': inRun(() => answerLongest(longestActivity)),
  'slowest-iteration': inRun(answerSlowestIteration),
  'longest-wait': inRun(() => answerLongest(longestWait)),
  'most-retried': inRun(() => answerLongest(mostRetried)),
  'zoom-in': onTime(
    () => zoomLanes(1.5),
    () => zoomTimeline(1.5),
  ),
  'zoom-out': onTime(
    () => zoomLanes(1 / 1.5),
    () => zoomTimeline(1 / 1.5),
  ),
  'pan-left': onTime(
    () => panLanes(-0.2),
    () => panTimeline(-0.2),
  ),
  'pan-right': onTime(
    () => panLanes(0.2),
    () => panTimeline(0.2),
  ),

  compare: {
    run: () => useShell.setState({ dialog: 'compare' }),
    when: () => getState().open !== null && getState().runs.length > 1,
  },
  'row-next': inCheckOr(
    () => stepHistory(1),
    inPair(() => pairs.stepLine(1)),
  ),
  'row-previous': inCheckOr(
    () => stepHistory(-1),
    inPair(() => pairs.stepLine(-1)),
  ),
  'row-act': inCheckOr(() => void openDivergence(), inBoth(pairs.actOnRow, goToSelected)),
  'differences-only': inCheckOr(
    () => changeMatrix({ filter: useVersions.getState().filter === 'breaks' ? 'all' : 'breaks', fewest: false }),
    inPair(() => pairs.changeLook({ onlyDifferences: !pairs.useCompare.getState().onlyDifferences })),
  ),
  'compare-swap': inPair(swapSides),
  'compare-copy': inPair(copySummary),
  'compare-save': inPair(() => void saveComparison()),
  'open-left': inPair(() => openSide('left')),
  'open-right': inPair(() => openSide('right')),
  'compare-back': {
    run: goBack,
    when: () =>
      !seesVersions() &&
      (useVersions.getState().left || (!pairs.isComparing() && pairs.useCompare.getState().last.length > 1)),
  },

  'check-code': { run: () => (seesVersions() ? hideVersions() : void showVersions()) },
  'check-run': { run: () => void check(), when: () => seesVersions() && !isChecking() },
  'check-bisect': {
    run: () => useVersions.setState({ detail: 'commit' }),
    when: () => seesVersions() && useVersions.getState().cursor.run !== null,
  },

  // Without breakpoints the browser keeps its keys: F5 reloads the page.
  'run-on': { run: () => void runTo(1), when: hasBreakpoints },
  'run-back': { run: () => void runTo(-1), when: hasBreakpoints },
  breakpoint: { run: toggleHere, when: () => isOpen() && getState().cursor > 0 },
  'breakpoint-add': inRun(() => focusInInspector('breakpoints')),
  'code-choose': inRun(chooseCode),
  'code-own': {
    run: () => void (seesVersions() ? compareCell() : compareOwn()),
    when: () => (seesVersions() ? ownOfCell() !== null : isOpen() && makesHistory(getState().open?.summary.runId)),
  },
  'code-replay': { run: replayAgain, when: () => isOpen() && replayedOf(getState().open?.summary.runId) !== null },

  watch: { run: watchOperation, when: () => isOpen() && operationHere() !== NONE },
  'watch-add': inRun(() => focusInInspector('watches')),
  'run-start': { run: () => useShell.setState({ dialog: 'start' }) },
  'run-signal': inLive(() => useShell.setState({ dialog: 'signal' })),
  'run-query': inLive(() => useShell.setState({ dialog: 'ask' })),
  'run-pause': inLive(() => void steer(openLive()?.state === 'paused' ? 'resume' : 'pause')),
  'run-retry': inLive(
    () => void steer('retry'),
    ({ state }) => state === 'quarantined',
  ),
  'run-worker': inLive(
    () => void startWorker(),
    ({ worker, file }) => worker === null && file !== null,
  ),
  'run-cancel': inLive(() => useShell.setState({ dialog: 'cancel' })),
  'run-terminate': inLive(() => useShell.setState({ dialog: 'terminate' })),

  search: inRun(focusSearch),
  'clear-filter': { run: clearFilter, when: () => isFiltered(getState().filter) || getState().search.text !== '' },
  escape: {
    run: stepOut,
    when: () =>
      useMaking.getState().making !== null ||
      seesVersions() ||
      seesTable() ||
      pairs.isComparing() ||
      getState().search.text !== '' ||
      getState().selected !== null,
  },

  open: { run: () => void chooseFiles(false) },
  'open-folder': { run: () => void chooseFiles(true) },
  sample: { run: () => void openSample() },
  server: { run: () => useShell.setState({ dialog: 'server' }), when: readsHere },
  codec: { run: () => useShell.setState({ dialog: 'codec' }), when: () => isOpen() && readsHere() },
  dialects: {
    run: () => useShell.setState({ dialog: 'dialects' }),
    when: readsHere,
  },
  table: {
    run: () => useShell.setState(({ table }) => ({ table: !table })),
    when: () => getState().open !== null && !pairs.isComparing(),
  },
  note: inRun(() => writeAbout('event')),
  'note-run': inRun(() => writeAbout('run')),
  'undo-delete': { run: () => void undoDelete(), when: canUndoDelete },
  ...runDeeds,
  bundle: { run: giveAwayShown, when: () => isOpen() || seesPair() },
  'run-previous': toRun(() => neighbour(-1)),
  'run-next': toRun(() => neighbour(1)),
  'chain-previous': toRun(() => neighbourInChain(-1)),
  'chain-next': toRun(() => neighbourInChain(1)),
  child: toRun(childRun, enter),
  parent: { run: leave, when: () => cameFrom() !== null || parentRun() !== null },
  'go-back': { run: () => travel('back'), when: () => canGo('back') },
  'go-forward': { run: () => travel('forward'), when: () => canGo('forward') },

  copy: inRun(() => void (getState().selected === null ? copies.copyEvent() : copies.copyOperation())),
  'copy-event': { run: () => void copies.copyEvent(), when: () => getState().cursor > 0 },
  'copy-operation': { run: () => void copies.copyOperation(), when: () => copies.operationId() !== null },
  'copy-workflow': {
    run: () => void copies.copyWorkflow(),
    when: () => (getState().open?.summary.workflowId ?? null) !== null,
  },
  'copy-run': inRun(() => void copies.copyRun()),
  'copy-link': inRun(() => void copies.copyLink()),

  resume: {
    run: () => {
      setResumes(!resumes());
      say(resumes() ? 'The next start begins where you left off.' : 'The next start begins with nothing open.');
    },
  },
  palette: { run: () => useShell.setState({ dialog: 'palette' }) },
  help: { run: () => useShell.setState({ dialog: 'help' }) },
};

export function canRun(id: CommandId): boolean {
  return deeds[id].when?.() ?? true;
}

/** Does nothing where the command does not apply. */
export function runCommand(id: CommandId): void {
  if (canRun(id)) deeds[id].run();
}

function onTime(inPairs: () => void, run: () => void): Deed {
  return { run: () => (seesLanes() ? inPairs() : run()), when: () => seesLanes() || seesTimeline() };
}

function focusInInspector(section: string): void {
  setShown('inspector', true);
  focusSection(section);
}

function writeAbout(about: 'event' | 'run'): void {
  noteAbout(about);
  focusInInspector('notes');
}

function go(target: (outline: Outline, cursor: Seq) => Seq | null): void {
  const { open, cursor } = getState();
  const seq = open === null ? null : target(open.outline, cursor);
  if (seq !== null) moveTo(seq);
}

/** Steps within the selected operation or, without a selection, within the operation of the event at the cursor. */
function stepInOperation(target: (outline: Outline, operation: number, cursor: Seq) => Seq | null): void {
  const { open, selected, cursor } = getState();
  const operation = selected ?? open?.outline.operation[cursor - 1] ?? -1;
  if (operation >= 0) go((outline, from) => target(outline, operation, from));
}

function goToSelected(): void {
  const { selected } = getState();
  if (selected !== null) go((outline, cursor) => stepping.latestOfOperation(outline, selected, cursor));
}

function toRun(find: () => RunSummary | null, before: (run: string) => void = () => undefined): Deed {
  const run = (): void => {
    const found = find();
    if (found === null) return;
    before(found.runId);
    void openRun(found.runId);
  };
  return { run, when: () => find() !== null };
}

/** Returns to the exact place from which the run was entered. */
function leave(): void {
  const place = cameFrom();
  const parent = parentRun();
  if (place !== null) void goToPlace(place);
  else if (parent !== null) void openRun(parent.runId);
}

function travel(way: 'back' | 'forward'): void {
  const place = step(way);
  if (place !== null) void moving(() => goToPlace(place));
}

function fit(): void {
  if (getState().view === 'graph') fitGraph();
  if (seesTimeline()) fitTimeline();
}

/** Returns to the check, where a run or a call-by-call view was opened from a check. */
function goBack(): void {
  if (useVersions.getState().left) void showVersions();
  else backToComparison();
}

function stepOut(): void {
  if (cancelOwn()) return;
  if (seesVersions()) hideVersions();
  else if (pairs.isComparing() && useVersions.getState().left) void showVersions();
  else if (pairs.isComparing()) endComparison();
  else if (seesTable()) useShell.setState({ table: false });
  else if (getState().search.text !== '') endSearch();
  else select(null);
}
