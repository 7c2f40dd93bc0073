// Random workflow programs as data, and the workflow that runs them. A program's result does not depend on durations,
// so it must be the same whatever happens to the engines.

import type { Chance } from '../../sandbox/native/kernel/chance.ts';

export type Op =
  | { readonly do: 'activity'; readonly input: number; readonly fails: number; readonly ms: number }
  | { readonly do: 'failing'; readonly input: number }
  | { readonly do: 'sleep'; readonly ms: number }
  | { readonly do: 'fibers'; readonly bodies: readonly (readonly Op[])[] }
  | { readonly do: 'select'; readonly inputs: readonly number[] }
  | { readonly do: 'condition'; readonly ms: number }
  | { readonly do: 'scope'; readonly ms: number }
  | { readonly do: 'child'; readonly ops: readonly Op[] }
  | { readonly do: 'channel'; readonly values: readonly number[] }
  | { readonly do: 'effect' | 'version' | 'signal' | 'again' };

export type Program = { readonly ops: readonly Op[]; readonly signals: number };

export function drawProgram(chance: Chance): Program {
  const ops = drawOps(chance, 3 + below(chance, 5), 0);
  const signals = ops.filter((op) => op.do === 'signal').length;
  return { ops, signals };
}

export function below(chance: Chance, most: number): number {
  return chance.next() % most;
}

function drawOps(chance: Chance, count: number, depth: number): readonly Op[] {
  return Array.from({ length: count }, () => drawOp(chance, depth));
}

function drawOp(chance: Chance, depth: number): Op {
  const pick = below(chance, depth > 1 ? 8 : depth > 0 ? 10 : 12);
  switch (pick) {
    case 0:
    case 1:
    case 2:
      return {
        do: 'activity',
        input: below(chance, 100),
        fails: below(chance, 3),
        ms: below(chance, 2) * below(chance, 8000),
      };
    case 3:
      return { do: 'sleep', ms: below(chance, 20_000) };
    case 4:
      return { do: 'failing', input: below(chance, 100) };
    case 5:
      return { do: 'select', inputs: Array.from({ length: 1 + below(chance, 3) }, () => below(chance, 100)) };
    case 6:
      return below(chance, 2) === 0
        ? { do: 'condition', ms: below(chance, 5000) }
        : { do: 'scope', ms: 1 + below(chance, 5000) };
    case 7:
      return below(chance, 2) === 0
        ? { do: 'effect' }
        : { do: 'channel', values: [1, 2, 3].map(() => below(chance, 9)) };
    case 8:
    case 9:
      return below(chance, 2) === 0
        ? {
            do: 'fibers',
            bodies: Array.from({ length: 1 + below(chance, 3) }, () =>
              drawOps(chance, 1 + below(chance, 3), depth + 1),
            ),
          }
        : { do: 'child', ops: drawOps(chance, 1 + below(chance, 3), depth + 1) };
    case 10:
      return { do: 'signal' };
    default:
      return below(chance, 2) === 0 ? { do: 'version' } : { do: 'again' };
  }
}

/** The file of the workflow `main` and its activities; the simulation replaces `work`. */
export const programCode = `import { activity, Cancelled, NonRetryable, OperationFailed, signal } from 'retrace';
const retry = { initialIntervalMs: 500, maximumIntervalMs: 2000 };
const work = activity('work', async (x: any) => x, { retry, timeouts: { heartbeatMs: 600_000 } });
const go = signal<any>('go');

async function step(ctx: any, op: any): Promise<any> {
  switch (op.do) {
    case 'activity': return await ctx.run(work, op);
    case 'sleep': await ctx.sleep(op.ms); return 'slept';
    case 'failing': try { await ctx.run(work, { input: op.input, never: true }); } catch (e: any) { return e.failure.message; } return 'not failed';
    case 'fibers': { const all = op.bodies.map((body: any) => ctx.spawn((c: any) => steps(c, body))); const got = []; for (const each of all) got.push(await each); return got; }
    case 'select': {
      const selector = ctx.selector().on(ctx.timer(1000), () => 'timer'); const got: any[] = [];
      for (const input of op.inputs) selector.on(ctx.run(work, { input, fails: 0, ms: input * 30 }), (value: any) => value);
      while (selector.hasPending) got.push(await selector.select());
      return got.map(String).sort();
    }
    case 'condition': return await ctx.condition(() => false, op.ms);
    case 'scope': {
      const scope = ctx.scope(async (c: any) => await c.run(work, { input: 1, fails: 0, ms: 9_000_000 }));
      await ctx.sleep(op.ms); scope.cancel('enough');
      try { await scope; } catch (e) { return e instanceof Cancelled ? 'cancelled' : 'other'; } return 'done';
    }
    case 'child': return await ctx.child(child, op.ops);
    case 'channel': {
      const channel = ctx.channel(1);
      ctx.spawn(async () => { for (const value of op.values) await channel.send(value); channel.close(); });
      const got: any[] = []; for (;;) { const each = await channel.receive(); if (!each.ok) return got; got.push(each.value); await ctx.sleep(1); }
    }
    case 'effect': return ctx.sideEffect(() => [ctx.random() < 1, ctx.uuid().length]);
    case 'version': return ctx.version('v');
    case 'signal': return await ctx.signal(go).receive();
    default: return op.do;
  }
}
async function steps(ctx: any, ops: any[]): Promise<any[]> { const got = []; for (const op of ops) got.push(await step(ctx, op)); return got; }

export async function child(ctx: any, ops: any[]) { return await steps(ctx, ops); }
export async function main(ctx: any, { ops, got = [] }: any): Promise<any> {
  const so = [...got];
  for (const [i, op] of ops.entries()) {
    so.push(await step(ctx, op));
    if (op.do === 'again') ctx.continueAsNew({ ops: ops.slice(i + 1), got: so });
  }
  return so;
}
`;
