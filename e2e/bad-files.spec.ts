// Malformed files: the page states the problem, its place and a remedy, and nothing else is lost.

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, recorded, sample, test } from './story.ts';

type Events = Record<string, unknown>[];

function sampleEvents(): Events {
  return (JSON.parse(readFileSync(sample, 'utf8')) as { events: Events }).events;
}

function write(folder: string, name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

test('a file that was cut off tells how much of it is whole, and opens that', async ({ retrace, scratch }) => {
  const text = readFileSync(sample, 'utf8');
  const cut = write(scratch, 'cut.json', text.slice(0, text.indexOf('"eventId": "47"') + 40));
  await retrace.drop(cut);
  const problem = retrace.problem('cut.json');
  await expect(problem).toContainText('cut-off');
  await expect(problem).toContainText('46');
  await expect(retrace.position).toBeHidden();
  await expect(retrace.library).toContainText('No runs yet');
  await retrace.click(retrace.button('Open the 46 whole events', problem));
  await expect(problem).toBeHidden();
  await expect(retrace.title).toContainText('order-7781');
  await expect(retrace.header).toContainText('46 events');
  await expect(retrace.header).toContainText('running');
  await retrace.expectAt(46);
});

test('what is no history says so, one problem a file, and leaves what is open alone', async ({ retrace, scratch }) => {
  await retrace.drop(write(scratch, 'letter.json', 'Dear Ann,\nyour order'));
  await expect(retrace.problem('letter.json')).toContainText('not-json');

  await test.step('with nothing open it stands on the first page', async () => {
    await expect(retrace.button('Try the sample')).toBeVisible();
  });

  await retrace.click(retrace.button('Try the sample'));
  await retrace.expectAt(46);
  await retrace.drop(
    write(scratch, 'empty.json', ''),
    write(scratch, 'other.json', '{"name":"package"}'),
    write(scratch, 'letter.json', 'Dear Bob'),
    join(scratch, 'gone.json'),
  );
  await expect(retrace.problem('gone.json')).toContainText('not-found');
  await expect(retrace.problem('empty.json')).toContainText('empty-file');
  await expect(retrace.problem('other.json')).toContainText('not-a-history');
  await expect(retrace.problem('letter.json')).toHaveCount(1);
  await retrace.expectAt(46);
  await expect(retrace.runs).toHaveCount(1);

  await test.step('one is dismissed, then all', async () => {
    await retrace.click(retrace.button('Dismiss', retrace.problem('other.json')));
    await expect(retrace.problem('other.json')).toBeHidden();
    await retrace.click(retrace.button('Dismiss all'));
    await expect(retrace.problem('empty.json')).toBeHidden();
  });
});

test('one page of a history opens, and says that it is one page', async ({ retrace, scratch }) => {
  const page = { history: { events: sampleEvents().slice(0, 20) }, nextPageToken: 'cGFnZSAy' };
  await retrace.drop(write(scratch, 'page.json', JSON.stringify(page)));
  await expect(retrace.header).toContainText('20 events');
  await retrace.click(retrace.warnings);
  await expect(retrace.menuItem(/one page of the history, not the whole/)).toBeVisible();
});

test('a history with oddities is read, and each warning leads to its event', async ({ retrace, scratch }) => {
  const events = sampleEvents().filter(({ eventId }) => eventId !== '9');
  Object.assign(events[16] ?? {}, { eventType: 'EVENT_TYPE_FROM_NEXT_YEAR' });
  await retrace.drop(write(scratch, 'odd.json', JSON.stringify({ events })));
  await expect(retrace.warnings).toHaveText('2 warnings');

  await test.step('an id that is missing', async () => {
    await retrace.click(retrace.warnings);
    await retrace.click(retrace.menuItem(/Event ids? .*9.*missing/));
    await retrace.expectAt(9);
    await expect(retrace.step).toContainText('missing');
  });

  await test.step('a type that this version does not know: shown as it is', async () => {
    await retrace.click(retrace.warnings);
    await retrace.click(retrace.menuItem(/^17/));
    await retrace.expectAt(17);
    await expect(retrace.step).toContainText(/FromNextYear|FROM_NEXT_YEAR/);
  });

  await test.step('in the list the event carries its warning', async () => {
    await retrace.press('3');
    await expect(retrace.warningOf(17)).toBeVisible();
  });
});

test('of a folder the good files open, and the others are listed', async ({ retrace, scratch }) => {
  const folder = join(scratch, 'histories');
  mkdirSync(join(folder, 'old'), { recursive: true });
  copyFileSync(sample, join(folder, 'good.json'));
  copyFileSync(recorded('events.jsonl'), join(folder, 'old', 'events.jsonl'));
  copyFileSync(recorded('deployment.json.gz'), join(folder, 'old', 'deployment.json.gz'));
  write(folder, 'broken.json', '{"events": [');
  write(folder, 'notes.json', '"just a text"');
  await retrace.drop(folder);
  await expect(retrace.runs).toHaveCount(3);
  await expect(retrace.run('order-7781')).toBeVisible();
  await expect(retrace.run('nightly-report')).toBeVisible();
  await expect(retrace.problem('broken.json')).toContainText('cut-off');
  await expect(retrace.problem('notes.json')).toContainText('not-a-history');
});
