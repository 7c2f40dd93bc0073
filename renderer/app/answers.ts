// Questions that a command answers: a sentence, and what it speaks of selected, in view, with the cursor at its end.

import { eventsOf, type Outline } from '../../engine/model/outline.ts';
import type { Longest } from '../../engine/model/tracks/longest.ts';
import { moveTo, select, useSession } from '../session/session.ts';
import { say } from '../session/shell-state.ts';

/** Of what the filter leaves. */
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
