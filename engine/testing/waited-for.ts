// Names of the operations that a run waits for after its last event.

import type { RunId } from '../model/event.ts';
import type { Explanation } from '../model/explanation.ts';
import { nameOf, type OutlineDialect } from '../model/outline.ts';
import { OutlineBuilder } from '../model/outline-builder.ts';
import { WaitFinder } from '../model/waiting.ts';

/** Empty where the run waits for no operation, or where its wait is unknown. */
export function waitedFor(explanations: readonly Explanation[], dialect: OutlineDialect): readonly string[] {
  const builder = new OutlineBuilder();
  for (const [i, explanation] of explanations.entries()) builder.add(i, 'Event', explanation);
  const outline = builder.finish('run' as RunId, dialect);
  return (new WaitFinder(outline).at(outline.events)?.operations ?? []).map((operation) => nameOf(outline, operation));
}
