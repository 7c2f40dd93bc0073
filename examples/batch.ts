// Many items, each in a workflow of its own, a few at a time. What fails is counted and stops nothing. Run it:
// npx retrace run examples/batch.ts batch --input '{"items":[1,2,3,4,5,6,7],"atOnce":3}'

import { activity, type Context, NonRetryable } from 'retrace';

export type Batch = { readonly items: readonly number[]; readonly atOnce?: number };

export const convert = activity(
  'convert',
  async (item: number) => {
    if (item % 7 === 0) throw new NonRetryable(`item ${item} cannot be converted`);
    return item * item;
  },
  { retry: { initialIntervalMs: 100, maximumAttempts: 4 } },
);

export async function item(ctx: Context, number: number) {
  await ctx.sleep('50ms');
  return await ctx.run(convert, number);
}

export async function batch(ctx: Context, { items, atOnce = 3 }: Batch) {
  const waiting = [...items];
  const done: number[] = [];
  const failed: number[] = [];
  ctx.onQuery('progress', () => ({ waiting: waiting.length, done: done.length, failed: failed.length }));

  const lanes = Array.from({ length: atOnce }, () =>
    ctx.spawn(async (fiber) => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        try {
          done.push(await fiber.child(item, next));
        } catch {
          failed.push(next);
        }
      }
    }),
  );
  for (const lane of lanes) await lane;
  return { sum: done.reduce((sum, each) => sum + each, 0), done: done.length, failed };
}
