// Workflows for the tests of replay: the recorded ones, and changed versions. The engine's own code does not run them.

import {
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  deprecatePatch,
  executeChild,
  log,
  patched,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  sleep,
  uuid4,
} from '@temporalio/workflow';

type Activities = Record<'reserve' | 'charge' | 'ship' | 'notify', (...args: unknown[]) => Promise<string>>;
const { reserve, charge, ship, notify } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });
const { price } = proxyLocalActivities<{ price(item: string): Promise<number> }>({ startToCloseTimeout: '5s' });

export const approve = defineSignal<[string]>('approve');
export const add = defineUpdate<number, [number]>('add');
export const state = defineQuery<string>('state');

export async function order(item: string): Promise<string> {
  await reserve(item);
  await sleep(1000);
  const charged = await charge(item);
  return charged;
}

export async function orderRenamed(item: string): Promise<string> {
  await reserve(item);
  await sleep(1000);
  return notify(item);
}

export async function orderSwapped(item: string): Promise<string> {
  await sleep(1000);
  await reserve(item);
  return charge(item);
}

export async function orderPatched(item: string): Promise<string> {
  if (patched('notify-first')) await notify(item);
  await reserve(item);
  await sleep(1000);
  return charge(item);
}

export async function orderDrifted(item: string): Promise<string> {
  await reserve(`${item}!`);
  await sleep('30 days');
  await charge(item);
  return 'another result';
}

const hurried = proxyActivities<Activities>({ startToCloseTimeout: '5s', retry: { maximumAttempts: 3 } });

export async function orderHurries(item: string): Promise<string> {
  await hurried.reserve(item);
  await sleep(1000);
  return charge(item);
}

export async function both(): Promise<void> {
  await Promise.all([reserve('tea', { cups: 2 }), reserve('milk', { cups: 1 })]);
}

export async function bothSwapped(): Promise<void> {
  await Promise.all([reserve('milk', { cups: 1 }), reserve('tea', { cups: 2 })]);
}

export async function bothChanged(): Promise<void> {
  await Promise.all([reserve('tea', { cups: 3 }), reserve('milk', { cups: 1, sugar: true })]);
}

export async function orderThrows(item: string): Promise<string> {
  await reserve(item);
  throw new Error('the shelf is empty');
}

export async function orderAsksMore(item: string): Promise<string> {
  await reserve(item);
  await sleep(1000);
  const charged = await charge(item);
  await ship(item);
  return charged;
}

export async function orderLeaves(item: string): Promise<string> {
  await reserve(item);
  await sleep(1000);
  const charged = await charge(item);
  void ship(item);
  return charged;
}

export async function orderLoops(item: string): Promise<string> {
  await reserve(item);
  for (;;);
}

export async function orderHoards(item: string): Promise<string> {
  const hoard: number[][] = [];
  await reserve(item);
  for (;;) hoard.push(new Array<number>(1000).fill(hoard.length));
}

export async function orderRejects(item: string): Promise<string> {
  void Promise.reject(new Error('nobody waits'));
  return reserve(item);
}

/** Accesses things that a workflow must not have: the error states what it got. */
export async function orderBreaksOut(item: string): Promise<void> {
  const make = URL.constructor as (code: string) => () => unknown;
  const got: unknown[] = [];
  for (const wanted of ['process', 'require', 'fetch', 'WebSocket', 'Worker', 'navigator', 'BroadcastChannel'])
    if (make(`return typeof ${wanted}`)() !== 'undefined') got.push(wanted);
  make(`import('node:fs').then(() => { globalThis.got = 'fs'; }, () => { globalThis.got = 'no module'; })`)();
  await reserve(item);
  got.push(make('return globalThis.got')());
  throw new Error(got.join());
}

export async function approval(): Promise<string> {
  let by = '';
  setHandler(approve, (name) => {
    by = name;
  });
  setHandler(state, () => by || 'waiting');
  log.info('waits');
  await condition(() => by !== '');
  await ship(by);
  return by;
}

export async function counter(): Promise<number> {
  let total = 0;
  setHandler(add, async (amount) => {
    total += amount;
    await notify(amount);
    return total;
  });
  await condition(() => total >= 3);
  return total;
}

export async function priced(): Promise<number> {
  const [one, two] = await Promise.all([price('tea'), price('milk')]);
  await sleep(10);
  return one + two;
}

export async function pricedOnce(): Promise<number> {
  const one = await price('tea');
  await sleep(10);
  return one;
}

export async function parent(): Promise<string> {
  return executeChild('child', { args: [uuid4()] });
}

export async function parentDraws(): Promise<string> {
  Math.random();
  return executeChild('child', { args: [uuid4()] });
}

export async function again(n: number): Promise<void> {
  await reserve(n);
  if (n > 1) await continueAsNew<typeof again>(n - 1);
}

export async function migrated(item: string): Promise<string> {
  deprecatePatch('notify-first');
  await notify(item);
  return CancellationScope.withTimeout(60_000, () => reserve(item));
}

export async function ends(way: 'early' | 'late' | 'nothing' | 'own' | 'passed'): Promise<string | void> {
  if (way === 'early') return 'early';
  const reserved = await reserve(way);
  if (way === 'nothing') return;
  if (way === 'passed') await charge(way);
  if (way === 'own') throw ApplicationFailure.nonRetryable('no cups');
  return reserved.toUpperCase();
}
