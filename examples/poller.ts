// Looks at something again and again, for as long as it takes, and goes on as a new run before its history grows long. Run it:
// npx retrace run examples/poller.ts poll --input '{"every":"1s","until":5}'

import { activity, type Context, type Duration, signal } from 'retrace';

export type Polling = { readonly every: Duration; readonly until: number; readonly seen?: number };

export const stop = signal('stop');

const looksInOneRun = 3;

export const look = activity('look', async (seen: number) => seen + 1, {
  retry: { initialIntervalMs: 500 },
  timeouts: { startToCloseMs: 10_000 },
});

export async function poll(ctx: Context, { every, until, seen = 0 }: Polling): Promise<string> {
  let now = seen;
  for (let looks = 0; looks < looksInOneRun; looks++) {
    now = await ctx.run(look, now);
    if (now >= until) return `found after ${now} looks`;
    let stopped = false;
    await ctx
      .selector()
      .on(ctx.signal(stop), () => {
        stopped = true;
      })
      .on(ctx.timer(every), () => {})
      .select();
    if (stopped) return `stopped after ${now} looks`;
  }
  return ctx.continueAsNew({ every, until, seen: now });
}
