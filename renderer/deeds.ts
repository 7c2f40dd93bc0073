// What every command of the table does, and when it applies. A command without a deed does not compile.

import * as stepping from '../engine/model/stepping.ts';
import type { Seq } from '../engine/model/event.ts';
import type { Outline } from '../engine/model/outline.ts';
import { isFiltered } from '../engine/model/filter.ts';
import type { RunSummary } from '../engine/model/run.ts';
import type { CommandId } from './commands.ts';
import * as copies from './copies.ts';
import { fitGraph } from './graph/fit.ts';
import { chooseFiles, openSample } from './open-files.ts';
import { childRun, neighbour, openRun, parentRun } from './runs.ts';
import { saveHistory } from './save-history.ts';
import { endSearch, goToMatch } from './search.ts';
import { clearFilter, moveTo, select, setFilter, setView, useSession } from './session.ts';
import { focusSearch } from './shell/search-box.tsx';
import { togglePane, useShell } from './shell/shell-state.ts';
import { toggleTheme } from './theme.ts';
import { fitTimeline, panTimeline, zoomTimeline } from './timeline/view.ts';
import { focusJump } from './transport/jump.ts';
import { goFirst, goLast, stepBack, stepForward } from './transport/moves.ts';
import { faster, slower, togglePlay } from './transport/playback.ts';

type Deed = { readonly run: () => void; readonly when?: () => boolean };

const { getState, setState } = useSession;

const isOpen = (): boolean => getState().open !== null;
const inRun = (run: () => void): Deed => ({ run, when: isOpen });
const searching = (): boolean => getState().search.found !== null;
const seesTimeline = (): boolean => isOpen() && (getState().view === 'timeline' || (getState().view === 'graph' && useShell.getState().shown.timeline));

const deeds: Readonly<Record<CommandId, Deed>> = {
  step: inRun(stepForward),
  back: inRun(stepBack),
  first: inRun(goFirst),
  last: inRun(goLast),
  'operation-next': inRun(() => stepInOperation(stepping.nextOfOperation)),
  'operation-previous': inRun(() => stepInOperation(stepping.previousOfOperation)),
  'kind-next': inRun(() => go(stepping.nextOfKind)),
  'kind-previous': inRun(() => go(stepping.previousOfKind)),
  'failure-next': inRun(() => (searching() ? goToMatch(1) : go(stepping.nextBad))),
  'failure-previous': inRun(() => (searching() ? goToMatch(-1) : go(stepping.previousBad))),
  'task-next': inRun(() => go(stepping.nextTask)),
  'task-previous': inRun(() => go(stepping.previousTask)),
  headline: inRun(() => moveTo(getState().open?.summary.headline.seq ?? 0)),
  jump: inRun(focusJump),
  play: inRun(togglePlay),
  faster: inRun(faster),
  slower: inRun(slower),

  'view-graph': inRun(() => setView('graph')),
  'view-timeline': inRun(() => setView('timeline')),
  'view-events': inRun(() => setView('events')),
  fit: inRun(fit),
  bookkeeping: inRun(() => setFilter({ bookkeeping: !getState().filter.bookkeeping })),
  'pane-library': { run: () => togglePane('library') },
  'pane-timeline': { run: () => togglePane('timeline'), when: () => isOpen() && getState().view === 'graph' },
  'pane-inspector': { run: () => togglePane('inspector') },
  utc: { run: () => setState({ utc: !getState().utc }) },
  theme: { run: toggleTheme },

  'zoom-in': { run: () => zoomTimeline(1.5), when: seesTimeline },
  'zoom-out': { run: () => zoomTimeline(1 / 1.5), when: seesTimeline },
  'pan-left': { run: () => panTimeline(-0.2), when: seesTimeline },
  'pan-right': { run: () => panTimeline(0.2), when: seesTimeline },

  search: inRun(focusSearch),
  'clear-filter': { run: clearFilter, when: () => isFiltered(getState().filter) || getState().search.text !== '' },
  escape: { run: stepOut, when: () => getState().search.text !== '' || getState().selected !== null },

  open: { run: () => void chooseFiles(false) },
  'open-folder': { run: () => void chooseFiles(true) },
  sample: { run: () => void openSample() },
  export: inRun(() => void saveHistory()),
  'run-previous': toRun(() => neighbour(-1)),
  'run-next': toRun(() => neighbour(1)),
  child: toRun(childRun),
  parent: toRun(parentRun),

  copy: inRun(() => void (getState().selected === null ? copies.copyEvent() : copies.copyOperation())),
  'copy-event': { run: () => void copies.copyEvent(), when: () => getState().cursor > 0 },
  'copy-operation': { run: () => void copies.copyOperation(), when: () => copies.operationId() !== null },
  'copy-workflow': { run: () => void copies.copyWorkflow(), when: () => (getState().open?.summary.workflowId ?? null) !== null },
  'copy-run': inRun(() => void copies.copyRun()),
  'copy-link': inRun(() => void copies.copyLink()),

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

function go(target: (outline: Outline, cursor: Seq) => Seq | null): void {
  const { open, cursor } = getState();
  const seq = open === null ? null : target(open.outline, cursor);
  if (seq !== null) moveTo(seq);
}

/** Of the selected operation; with none, of the one that the event at the cursor is about. */
function stepInOperation(target: (outline: Outline, operation: number, cursor: Seq) => Seq | null): void {
  const { open, selected, cursor } = getState();
  const operation = selected ?? open?.outline.operation[cursor - 1] ?? -1;
  if (operation >= 0) go((outline, from) => target(outline, operation, from));
}

function toRun(find: () => RunSummary | null): Deed {
  const run = (): void => {
    const found = find();
    if (found !== null) void openRun(found.runId);
  };
  return { run, when: () => find() !== null };
}

function fit(): void {
  if (getState().view === 'graph') fitGraph();
  if (seesTimeline()) fitTimeline();
}

function stepOut(): void {
  if (getState().search.text !== '') endSearch();
  else select(null);
}
