// Somebody has to approve an expense: they are reminded every so often, and after a deadline it is declined by itself. Run it:
// npx retrace run examples/approval.ts expense --input '{"what":"desk","cents":90000,"remindEvery":"10s","deadline":"1m"}' --id desk
// and from another terminal: npx retrace signal desk decide --input '{"by":"ann","approved":true}'

import { activity, type Context, type Duration, signal } from 'retrace';

export type Expense = {
  readonly what: string;
  readonly cents: number;
  readonly remindEvery?: Duration;
  readonly deadline?: Duration;
};
export type Decision = { readonly by: string; readonly approved: boolean };

export const decide = signal<Decision>('decide');

export const remind = activity(
  'remind',
  async ({ what, times }: { what: string; times: number }) => `reminder ${times}: ${what} waits for approval`,
  { retry: { maximumAttempts: 3 } },
);

export async function expense(ctx: Context, { what, remindEvery = '1d', deadline = '7d' }: Expense) {
  let decision: Decision | undefined;
  let reminders = 0;
  ctx.onQuery('state', () => ({ decision: decision ?? 'open', reminders }));

  ctx.spawn(async (fiber) => {
    decision = await fiber.signal(decide).receive();
  });
  const reminding = ctx.scope(async (scope) => {
    for (;;) {
      await scope.sleep(remindEvery);
      await scope.run(remind, { what, times: ++reminders });
    }
  });

  const decided = await ctx.condition(() => decision !== undefined, deadline);
  reminding.cancel('decided');
  const { by, approved } = decision ?? { by: 'the deadline', approved: false };
  return { approved, by, inTime: decided, reminders };
}
