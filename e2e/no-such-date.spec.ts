// Times beyond the range of dates: the run opens in every view, which shows them as such and never computes with them.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './story.ts';

const started = {
  eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_STARTED',
  workflowExecutionStartedEventAttributes: {
    workflowType: { name: 'Calendar' },
    workflowId: 'no-such-date',
    originalExecutionRunId: 'no-such-date-run',
  },
};
const timer = (id: string) => ({
  eventType: 'EVENT_TYPE_TIMER_STARTED',
  timerStartedEventAttributes: { timerId: id, startToFireTimeout: '9000000000000s' },
});
const fired = (id: string, of: number) => ({
  eventType: 'EVENT_TYPE_TIMER_FIRED',
  timerFiredEventAttributes: { timerId: id, startedEventId: String(of) },
});
const events = [
  { eventTime: 1e300, ...started },
  { eventTime: '2026-01-01T00:00:00Z', ...timer('a') },
  { eventTime: { seconds: '9000000000000' }, ...fired('a', 2) },
  { eventTime: { seconds: '-9000000000000' }, ...timer('b') },
  { eventTime: '2026-01-01T00:00:02Z', ...fired('b', 4) },
  {
    eventTime: 1e300,
    eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED',
    workflowExecutionCompletedEventAttributes: {},
  },
].map((event, i) => ({ eventId: String(i + 1), ...event }));

const falsehood = /NaN|Invalid Date|Infinity|e\+\d+ d/;

test('a run with times that are no date opens in every view, and each such time is told as one', async ({
  retrace,
  page,
  scratch,
}) => {
  const file = join(scratch, 'no-such-date.json');
  writeFileSync(file, JSON.stringify({ events }));
  await retrace.drop(file);
  await expect(retrace.title).toContainText('no-such-date');
  for (const view of ['1', '2', '3']) {
    await retrace.press(view);
    for (const seq of [1, 3, 4, 5, 6]) {
      await retrace.jump(seq);
      await retrace.rest();
      expect(await page.locator('body').innerText(), `view ${view}, event ${seq}`).not.toMatch(falsehood);
    }
  }
  await retrace.jump(3);
  await expect(page.locator('body')).toContainText('no such date');
  await retrace.press('2', 'f', 'w', 's');
  expect(await page.locator('body').innerText()).not.toMatch(falsehood);
});
