// A kind of history that Retrace does not know opens once its dialect was taken from a folder.

import { join, resolve } from 'node:path';
import { writeFileSync } from 'node:fs';
import { expectReadable } from './readable.ts';
import { expect, test } from './story.ts';

const dialects = resolve(import.meta.dirname, '..', 'examples', 'dialects');

test('a folder of dialects is taken by keys alone, and then their logs open', async ({ retrace, scratch }) => {
  const log = join(scratch, 'conveyor.jsonl');
  const events = [
    { job: 'j-1', n: 1, at: '2026-03-01T10:00:00Z', what: 'job.begun', belt: 'order', with: { id: 7 } },
    { job: 'j-1', n: 2, at: '2026-03-01T10:00:01Z', what: 'step.queued', step: 'charge' },
    { job: 'j-1', n: 3, at: '2026-03-01T10:00:03Z', what: 'step.broke', step: 'charge', why: 'card declined' },
  ];
  writeFileSync(log, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  await retrace.drop(log);
  await expect(retrace.says(/none of its objects is an event/)).toBeVisible();
  await retrace.command('Dialects of your own…');
  await expect(retrace.page.getByRole('textbox', { name: /^Folder/ })).toBeFocused();
  await retrace.page.keyboard.type(dialects);
  await retrace.press('Enter');
  await expect(retrace.says('Conveyor log')).toBeVisible();
  await expectReadable(retrace, 'the dialects that are taken');
  await retrace.press('Escape');
  await retrace.drop(log);
  await expect(retrace.title).toContainText('j-1');
  await expect(retrace.node('charge')).toBeVisible();
});
