// What a run is said to wait for after its last event, as the names of operations.

import type { RunId } from '../model/event.ts';
import type { Explanation } from '../model/explanation.ts';
import { nameOf, type OutlineDialect } from '../model/outline.ts';
import { OutlineBuilder } from '../model/outline-builder.ts';
import { WaitFinder } from '../model/waiting.ts';

/** Empty where it waits for no operation, or where that cannot be told. */
export function waitedFor(explanations: readonly Explanation[], dialect: OutlineDialect): readonly string[] {
  const builder = new OutlineBuilder();
  for (const [i, explanation] of explanations.entries()) builder.add(i, 'Event', explanation);
  const outline = builder.finish('run' as RunId, dialect);
  return (new WaitFinder(outline).at(outline.events)?.operations ?? []).map((operation) => nameOf(outline, operation));
}
