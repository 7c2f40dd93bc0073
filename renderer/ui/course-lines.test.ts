import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CourseRow } from '../../engine/model/replay/call.ts';
import { courseLines } from './course-lines.ts';

const row = (was: string, is: string, seq: number): CourseRow => ({
  recorded: was === '' ? null : { kind: 'activity', name: was, seq },
  now: is === '' ? null : { kind: 'activity', name: is, source: [] },
});

const drawn = (rows: readonly CourseRow[], opened: readonly number[] = []): readonly string[] =>
  courseLines(rows, new Set(opened)).map((line) =>
    line.type === 'fold'
      ? `… ${line.count}`
      : `${line.row.recorded?.name ?? '–'} | ${line.row.now?.name ?? '–'}${line.elsewhere === null ? '' : ' moved'}`,
  );

const same = Array.from({ length: 20 }, (_, index) => row(`s${index}`, `s${index}`, index));

test('P71 what both histories have is folded, but for three calls around each difference', () => {
  const rows = [...same, row('charge', '', 20), ...same.slice(0, 2), row('', 'audit', 0), ...same];
  const shown = ['s17 | s17', 's18 | s18', 's19 | s19', 'charge | –', 's0 | s0', 's1 | s1', '– | audit'];
  assert.deepEqual(drawn(rows), ['… 17', ...shown, 's0 | s0', 's1 | s1', 's2 | s2', '… 17']);
  assert.equal(drawn(rows, [0]).length, drawn(rows).length + 16);
  assert.deepEqual(drawn([]), []);
});

test('P71 a call that stands elsewhere now is told from one that is gone', () => {
  const rows = [
    row('charge', '', 1),
    row('ship', 'ship', 2),
    row('', 'charge', 0),
    row('mail', '', 3),
    row('charge', '', 4),
  ];
  assert.deepEqual(drawn(rows), ['charge | – moved', 'ship | ship', '– | charge moved', 'mail | –', 'charge | –']);
});

test('P71 every row stands once, in its place, whatever is folded', () => {
  for (let seed = 1; seed < 200; seed++) {
    const rows = Array.from({ length: seed % 40 }, (_, index) => {
      const bits = (seed * 7919 * (index + 1)) % 11;
      return row(bits === 1 ? '' : `a${bits}`, bits === 2 ? '' : `a${bits}`, index);
    });
    const counted = courseLines(rows, new Set()).flatMap((line) =>
      line.type === 'fold' ? rows.slice(line.first, line.first + line.count) : [line.row],
    );
    assert.deepEqual(counted, rows);
  }
});
