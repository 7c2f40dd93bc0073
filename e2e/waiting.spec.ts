// A person asks what an open run waits for. The answer is shown beside every event, and is true there.

import { boxOf } from './run-page.ts';
import { expect, sample, test } from './story.ts';
import { writeWaitingOrder } from './waiting-history.ts';

const anything = 'a signal, an update or its own condition; update setPrice is in progress since 10:00:19, #19';

const moments: readonly (readonly [seq: number, kind: string, waits: string])[] = [
  [1, 'a workflow task is due, and why', 'a workflow task to be scheduled, because it was started 10:00:01, #1'],
  [2, 'a workflow task is scheduled', 'a worker to take its workflow task, scheduled 10:00:02, #2'],
  [3, 'a worker runs it', 'worker 7@till to finish its workflow task, started 10:00:03, #3'],
  [4, 'its commands are still to come', 'nothing: its code has run, and what it asked for follows, #5'],
  [
    9,
    'operations are pending',
    'chargeCard “order 7”, scheduled 10:00:05, #5 (whether it runs is not in a history); timer 1 h, until 11:00:06, since 10:00:06, #6; and 3 more',
  ],
  [
    10,
    'an activity is known to run',
    'chargeCard “order 7”, running since 10:00:10, #10 on worker 7@till, attempt 3, last failure gateway busy; timer 1 h, until 11:00:06, since 10:00:06, #6; and 3 more',
  ],
  [11, 'an activity failed', 'a workflow task to be scheduled, because chargeCard “order 7” failed 10:00:11, #11'],
  [
    14,
    'a workflow task failed',
    'a retry of its workflow task, which failed with NonDeterministicError: the code is another, 10:00:14, #14; later attempts are not in a history',
  ],
  [20, 'it is paused', 'somebody to resume it, paused 10:00:20, #20'],
  [28, 'nothing is pending', anything],
];

test.use({ timezoneId: 'UTC' });

test('at every kind of moment the run says what it waits for, in one true sentence, and nothing moves for it', async ({
  retrace,
  scratch,
}) => {
  await retrace.drop(writeWaitingOrder(scratch));
  const counts = await boxOf(retrace.counts);
  for (const [seq, kind, waits] of moments) {
    await test.step(`after event ${seq}: ${kind}`, async () => {
      await retrace.jump(seq);
      await expect(retrace.waits).toHaveText(waits);
      expect(await boxOf(retrace.counts), 'what stands below it').toEqual(counts);
    });
  }
  await test.step('the headline says the same of the end', async () => {
    await expect(retrace.headline).toHaveText(`Waits for ${anything.replace('10:00:19', '2026-11-21 10:00:19 UTC')}`);
  });
});

test('what was it waiting for at event 31, since when: three keys; the moment before the signal: two acts', async ({
  retrace,
}) => {
  await retrace.drop(sample);
  await retrace.press('g');
  await retrace.type('31');
  await retrace.press('Enter');
  await expect(retrace.waits).toHaveText('worker worker-2 to finish its workflow task, started 22:14:38, #31');

  await test.step('the moment before the signal', async () => {
    await retrace.press('1');
    await retrace.doubleClick(retrace.node('changeAddress'));
    await retrace.press('ArrowLeft');
    await retrace.expectAt(18);
    await expect(retrace.section(/^Pending operations/)).toContainText('timer 30 s');
    await expect(retrace.section(/^Pending operations/)).not.toContainText('changeAddress');
  });

  await test.step('at its end it waits for nothing', async () => {
    await retrace.jump(59);
    await expect(retrace.waits).toHaveText('nothing');
  });
});
