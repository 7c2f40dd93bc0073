// A run that grows by a few events at a time, beside an outline rebuilt from scratch.

import { GrowingOutline } from '../model/growing-outline.ts';
import type { RunId } from '../model/event.ts';
import type { Outline } from '../model/outline.ts';
import { OutlineBuilder } from '../model/outline-builder.ts';
import type { WalkedEvent } from './walk.ts';

/**
 * Calls `look` with the grown outline and one built from the same events; the first call has the first events in both.
 */
export function growRun(
  events: readonly WalkedEvent[],
  atOnce: number,
  look: (grown: Outline, made: Outline) => void,
): void {
  const builder = new OutlineBuilder();
  const run = 'run' as RunId;
  const growing = new GrowingOutline(builder.finish(run, { id: 'temporal', inTasks: true }));
  let extent = builder.extent([]);
  for (const [i, { atMs, explanation }] of events.entries()) {
    builder.add(atMs, `Event ${i % 3}`, explanation);
    if ((i + 1) % atOnce !== 0 && i + 1 < events.length) continue;
    growing.append(builder.since(extent, []));
    extent = builder.extent([]);
    look(growing.outline, builder.finish(run, { id: 'temporal', inTasks: true }));
  }
}
