// Commands that answer a question: they show a sentence, select its operation, scroll to it, and move the cursor to its
// end.

import { eventsOf, type Outline } from '../../engine/model/outline.ts';
import type { Longest } from '../../engine/model/tracks/longest.ts';
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
