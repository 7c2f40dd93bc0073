// Commands that answer a question: they show a sentence, select its operation, scroll to it, and move the cursor to its
// end.

import { eventsOf, NONE, type Outline } from '../../engine/model/outline.ts';
import { graphOf } from '../../engine/model/graph/fold-graph.ts';
import { slowestIteration } from '../../engine/model/tracks/slowest-iteration.ts';
import type { Longest } from '../../engine/model/tracks/longest.ts';
import { openFold } from '../graph/graph-state.ts';
import { moveTo, select, useSession } from '../session/session.ts';
import { say } from '../session/shell-state.ts';

/** Answers from the operations that pass the filter. */
export function answerLongest(find: (outline: Outline, operations: Uint32Array) => Longest | null): void {
  const { open, visible } = useSession.getState();
  if (open === null) return;
  const found = find(open.outline, visible.operations);
  if (found === null) {
    say('There is none in this run.');
    return;
  }
  select(found.operation);
  moveTo(eventsOf(open.outline, found.operation).at(-1) ?? 0);
  say(found.sentence);
}

/** The loop is opened around it in the graph, where that is on screen. */
export function answerSlowestIteration(): void {
  const { open, view } = useSession.getState();
  if (open === null) return;
  const found = slowestIteration(open.outline, graphOf(open.outline));
  if (found === null) {
    say('There is no loop in this run.');
    return;
  }
  const operation = open.outline.operation[found.seq - 1] ?? NONE;
  select(operation === NONE ? null : operation);
  moveTo(found.seq);
  if (view === 'graph' && found.opens !== null) openFold(found.opens);
  say(found.sentence);
}
