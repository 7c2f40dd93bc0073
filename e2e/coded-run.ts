// A history and the folder of its code: a basket of items whose prices are requested one after the other.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodeFolder } from '../engine/testing/replay/code-folder.ts';
import { RecordedRun } from '../engine/testing/replay/recorded-run.ts';

export const prices = { tea: 3, milk: 4, bread: 5, jam: 6, salt: 7 } as const;

export const basketCode = `import { defineQuery, proxyActivities, setHandler } from '@temporalio/workflow';

type Activities = { price(item: string): Promise<number>; pay(cents: number): Promise<string> };
const { price, pay } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

async function priced(item: string): Promise<number> {
  const found = await price(item);
  return found;
}

export async function basket(items: string[]): Promise<number> {
  let total = 0;
  setHandler(defineQuery('total'), (times = 1) => total * times);
  for (const item of items) {
    total += await priced(item);
  }
  await pay(total);
  return total;
}
`;

export type CodedRun = { readonly file: string; readonly code: CodeFolder; readonly module: string };

/**
 * Price i is requested at event 5 + 6i and known to the code at 9 + 6i. `open`: the run waits for the last price, or
 * its next task is due.
 */
export function writeBasket(scratch: string, ends: 'completed' | 'waits' | 'due' = 'completed'): CodedRun {
  const items = Object.entries(prices);
  const run = new RecordedRun(
    'basket',
    items.map(([item]) => item),
  ).task();
  const [last] = items.slice(-1);
  for (const [item, cents] of items.slice(0, -1)) run.activity('price', item, cents);
  const scheduled = run.schedule('price', last?.[0] ?? '');
  if (ends !== 'waits') run.complete(scheduled, last?.[1] ?? 0);
  if (ends === 'due') run.openTask();
  if (ends === 'completed') run.task().activity('pay', 25, 'paid').completed(25);
  const file = join(scratch, 'basket.json');
  writeFileSync(file, JSON.stringify({ events: run.events }));
  const code = new CodeFolder(join(scratch, 'code'));
  return { file, code, module: code.write('workflows.ts', basketCode) };
}
