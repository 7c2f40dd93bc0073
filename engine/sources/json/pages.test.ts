import assert from 'node:assert/strict';
import test from 'node:test';
import type { JsonObject } from '../../model/json.ts';
import { ownCase } from '../../testing/corpus.ts';
import { unwrap } from './envelope.ts';
import { eventText, type History, parseEvent, readHistories } from './history-file.ts';

const event = (id: number): JsonObject => ({
  eventId: String(id),
  eventType: id === 1 ? 'EVENT_TYPE_WORKFLOW_EXECUTION_STARTED' : 'EVENT_TYPE_WORKFLOW_TASK_SCHEDULED',
});
const page = (ids: readonly number[], nextPageToken?: string): JsonObject => ({
  history: { events: ids.map(event) },
  ...(nextPageToken !== undefined && { nextPageToken }),
});

const idsOf = ({ bytes, events }: History): readonly number[] =>
  events.map((each) => Number((parseEvent(bytes, each) as JsonObject)['eventId']));
const exported = ({ envelope, events, bytes }: History): string =>
  Buffer.concat([...unwrap(envelope, events.length, (seq) => eventText(bytes, events[seq - 1]!))]).toString('utf8');
const read = (text: string, partial = false): readonly History[] =>
  readHistories(new Uint8Array(Buffer.from(text)), partial);
const codesOf = ({ envelope }: History): readonly string[] => envelope.warnings.map(({ code }) => code);

/** The event ids of each history, and the warning codes of the file. */
const told = (text: string): unknown => read(text).map((history) => [idsOf(history), codesOf(history)]);

const pages = [page([1, 2], 'a'), page([3], 'b'), page([4, 5])];
const containers: Readonly<Record<string, string>> = {
  'an array': JSON.stringify(pages),
  lines: pages.map((each) => JSON.stringify(each)).join('\n'),
  'an object': JSON.stringify({ pages }),
  'flat answers': JSON.stringify(
    pages.map(({ history, nextPageToken }) => ({ ...(history as JsonObject), nextPageToken: nextPageToken ?? '' })),
  ),
  snake_case: JSON.stringify(
    pages.map(({ history, nextPageToken }) => ({ history: history!, next_page_token: nextPageToken ?? null })),
  ),
};

for (const [name, text] of Object.entries(containers)) {
  test(`I12 X1 pages in ${name} are one history, given back as they stood`, () => {
    const [history, ...more] = read(text);
    assert.deepEqual([idsOf(history!), codesOf(history!), more.length], [[1, 2, 3, 4, 5], [], 0]);
    assert.equal(exported(history!), text);
    assert.equal(read(exported(history!))[0]!.digest, history!.digest);
  });
}

test('I12 X1 pages of a history with its newest event first', () => {
  const text = JSON.stringify([page([5, 4], 'a'), page([3], 'b'), page([2, 1])]);
  const [history, ...more] = read(text);
  assert.deepEqual([idsOf(history!), more.length, exported(history!)], [[1, 2, 3, 4, 5], 0, text]);
});

test('I12 pages without the last one say so, pages with one missing between are joined', () => {
  assert.deepEqual(told(JSON.stringify([page([1, 2], 'a'), page([3, 4], 'b')])), [[[1, 2, 3, 4], ['more-pages']]]);
  assert.deepEqual(told(JSON.stringify([page([1, 2], 'a'), page([7, 8])])), [[[1, 2, 7, 8], []]]);
  assert.deepEqual(told(JSON.stringify([page([1, 2], 'a')])), [[[1, 2], ['more-pages']]], 'one page in an array');
});

test('I12 I13 X2 pages of one history beside others', () => {
  const [other, ...rest] = [page([1, 2, 3]), page([1, 2], 'a'), page([3, 4])];
  for (const [text, lines] of [
    [JSON.stringify([other, ...rest]), false],
    [[other, ...rest].map((each) => JSON.stringify(each)).join('\n'), true],
  ] as const) {
    const [first, second, ...more] = read(text);
    assert.deepEqual([idsOf(first!), idsOf(second!), more.length], [[1, 2, 3], [1, 2, 3, 4], 0]);
    assert.equal(exported(first!), JSON.stringify(other));
    assert.equal(exported(second!), lines ? rest.map((each) => JSON.stringify(each)).join('\n') : JSON.stringify(rest));
    const [again, ...others] = read(exported(second!));
    assert.deepEqual([again!.digest, others.length], [second!.digest, 0]);
  }
});

test('I12 interleaved pages go to the history whose ids they go on with; where two could be, they stay alone', () => {
  assert.deepEqual(told(JSON.stringify([page([1, 2], 'a'), page([1, 2, 3], 'b'), page([3, 4]), page([4])])), [
    [[1, 2, 3, 4], []],
    [[1, 2, 3, 4], []],
  ]);
  assert.deepEqual(told(JSON.stringify([page([1, 2], 'a'), page([1, 2], 'b'), page([3]), page([3])])), [
    [[1, 2], ['more-pages']],
    [[1, 2], ['more-pages']],
    [[3], []],
    [[3], []],
  ]);
  assert.deepEqual(
    told(JSON.stringify([page([1, 2]), page([3])])),
    [
      [[1, 2], []],
      [[3], []],
    ],
    'no token, no page',
  );
});

test('I12 I8 pages of which the last is cut off', () => {
  const text = containers['an array']!;
  const [history, ...more] = read(text.slice(0, -20), true);
  assert.deepEqual([idsOf(history!), codesOf(history!), more.length], [[1, 2, 3, 4], ['partial-file'], 0]);
  JSON.parse(exported(history!));
});

test('I12 the field case pages-in-one-file', () => {
  assert.deepEqual(told(ownCase('pages-in-one-file.input.json')), [[[1, 2, 3, 4], []]]);
});
