// Requests to the layout thread: only the newest is sent, recent answers are cached.

import type { Seq } from '../../engine/model/event.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { type Failed, OutlineThread } from '../session/outline-thread.ts';
import type { Laid, LayoutWish } from './laid.ts';
import type { Shape } from './layers.ts';

/** `stands`: items of the previous layout keep their places. */
export type Wanted = {
  readonly outline: Outline;
  readonly opened: ReadonlyMap<string, Seq>;
  readonly shape: Shape;
  readonly stands: boolean;
};
export type Outcome = { readonly laid: Laid } | Failed;

const KEPT = 6;
const kept: (Wanted & { readonly laid: Laid })[] = [];

const thread = new OutlineThread<LayoutWish, { readonly laid: Laid }>(
  () => new Worker(new URL('./graph.worker.ts', import.meta.url), { type: 'module' }),
  'The thread that draws up the graph ended.',
);

export function recentLayout(wanted: Wanted): Laid | undefined {
  return kept.find(
    ({ outline, opened, shape }) => outline === wanted.outline && opened === wanted.opened && shape === wanted.shape,
  )?.laid;
}

/** Calls `done` once, unless a newer request comes first. */
export function askLayout(wanted: Wanted, done: (outcome: Outcome) => void): void {
  const { outline, opened, shape, stands } = wanted;
  const wish = { opened, shape, stands: stands && thread.knows(outline) };
  thread.ask(outline, wish, (outcome) => {
    if ('laid' in outcome) {
      kept.unshift({ ...wanted, laid: outcome.laid });
      kept.splice(KEPT);
    }
    done(outcome);
  });
}
