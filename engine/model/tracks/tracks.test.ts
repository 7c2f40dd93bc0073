import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { drawRun } from '../../testing/draw-run.ts';
import { chaoticRun, sensibleRun, writeRun } from '../../testing/random-run.ts';
import { calledOf } from '../operation-name.ts';
import { graphOf } from '../graph/fold-graph.ts';
import { isBad } from '../effect.ts';
import { finalStatusOf, kindOf, nameOf, NONE, type Outline } from '../outline.ts';
import { sumOf, stretchesOf } from '../time-parts.ts';
import { type Grouping, groupings } from './groups.ts';
import { operationTimes } from './operation-times.ts';
import { rangeSums } from './range-sums.ts';
import { percentile } from './fold-sums.ts';
import { inRange, sumsOf } from './sums.ts';
import { LANES, type Tracks, tracksOf } from './tracks.ts';

const run = fc.oneof(sensibleRun, chaoticRun);
const grouping = fc.constantFrom(...groupings);

/** An unknown time is that of the previous event. */
function timeOf({ atMs }: Outline): (seq: number) => number {
  const at: number[] = [];
  for (const ms of atMs) at.push(Number.isFinite(ms) ? ms : (at.at(-1) ?? 0));
  return (seq) => at[seq - 1]! - at[0]!;
}

function allOf(outline: Outline): Uint32Array {
  return Uint32Array.from({ length: outline.operations.count }, (_, i) => i);
}

function tracks(outline: Outline, by: Grouping = 'graph', operations = allOf(outline)): Tracks {
  return tracksOf(outline, { operations, by, single: false }, timeOf(outline));
}

const shown = ({ tracks: rows }: Tracks): string[] =>
  rows.map(({ name, members }) => (members.length > 1 ? `${name} ×${members.length}` : name));

const loop = (times: number) =>
  writeRun(
    Array.from({ length: times }, () => [
      { closes: [0], signals: [], opens: ['charge'], byHandler: false },
      { closes: [0], signals: [], opens: ['ship', 'ship'], byHandler: false },
    ]).flat(),
    true,
  );

suite('which rows there are', () => {
  test('V200 every operation is in exactly one row, whatever rows are made by', () =>
    fc.assert(
      fc.property(run, grouping, (outline, by) => {
        const made = tracks(outline, by);
        const all = made.tracks.flatMap(({ members }) => [...members]).sort((a, b) => a - b);
        assert.deepEqual(all, [...allOf(outline)]);
        made.tracks.forEach(({ members }, index) =>
          members.forEach((operation) => assert.equal(made.trackOf[operation], index)),
        );
      }),
    ));

  test('V200 what the filter hides is in no row', () =>
    fc.assert(
      fc.property(run, grouping, (outline, by) => {
        const left = allOf(outline).filter((operation) => operation % 2 === 0);
        const made = tracks(outline, by, left);
        assert.deepEqual(
          made.tracks.flatMap(({ members }) => [...members]).sort((a, b) => a - b),
          [...left],
        );
        allOf(outline).forEach((operation) => operation % 2 === 1 && assert.equal(made.trackOf[operation], NONE));
      }),
    ));

  test('V201 as the graph folds: what is one node there is one row here', () => {
    const outline = loop(40);
    const { nodes } = graphOf(outline);
    const work = nodes.filter(({ members }) => members.length > 0).map(({ members }) => [...members]);
    const rows = tracks(outline).tracks.filter(({ kind }) => kind !== 'workflowTask');
    assert.deepEqual(
      rows.map(({ members }) => [...members]),
      work,
    );
  });

  test('V202 so few operations that they can be read stand one by one; while a run grows that began so, longer', () => {
    const outline = loop(8);
    const work = allOf(outline).filter((operation) => kindOf(outline, operation) !== 'workflowTask');
    assert.equal(tracks(outline, 'graph', work).tracks.length, work.length);
    const more = loop(30);
    const all = allOf(more).filter((operation) => kindOf(more, operation) !== 'workflowTask');
    assert.ok(tracks(more, 'graph', all).tracks.length < 5);
    const grown = tracksOf(more, { operations: all, by: 'graph', single: true }, timeOf(more));
    assert.equal(grown.tracks.length, all.length);
  });

  test('V203 workflow tasks are one row, the last', () => {
    for (const by of groupings) {
      const rows = tracks(loop(30), by).tracks;
      assert.deepEqual(
        rows.flatMap(({ kind }, row) => (kind === 'workflowTask' ? [row] : [])),
        [rows.length - 1],
      );
    }
  });

  test('V204 by type: kind and name, whoever asked for them', () =>
    fc.assert(
      fc.property(sensibleRun, (outline) => {
        for (const { members, kind } of tracks(outline, 'type').tracks) {
          for (const operation of members) {
            assert.equal(kindOf(outline, operation), kind);
            if (kind === 'activity') assert.equal(nameOf(outline, operation), nameOf(outline, members[0]!));
          }
        }
      }),
    ));

  const start = '1 Started run running wakes\n2-4 task\n';

  test('V204 by handler: what a message asked for apart from what the workflow did itself', () => {
    const outline = drawRun(`${start}
      5 Scheduled open activity:5 charge task=2
      6 Signaled open signal:6 go & close signal:6 completed wakes
      7-9 task
      10 Scheduled open activity:10 charge task=7 cause=signal:6
      11 Scheduled open activity:11 charge task=7 cause=signal:6`);
    assert.deepEqual(shown(tracks(outline, 'handler')), ['charge', 'go', 'go › charge ×2', 'Workflow tasks ×2']);
  });

  test('V204 by child: each child with the messages to it', () => {
    const outline = drawRun(`${start}
      5 Started open childWorkflow:5 ship task=2 about=order-1
      6 Started open childWorkflow:6 ship task=2 about=order-2
      7 Sent open signalExternal:7 stop task=2 about=order-1
      8 Scheduled open activity:8 charge task=2`);
    assert.deepEqual(shown(tracks(outline, 'child')), [
      'ship (order-1) ×2',
      'ship (order-2)',
      'charge',
      'Workflow tasks',
    ]);
  });

  test('V204 by iteration: each iteration of the outermost loop', () => {
    const rows = tracks(loop(30), 'iteration').tracks.filter(({ kind }) => kind !== 'workflowTask');
    assert.equal(rows.length, 30);
    assert.ok(rows.every(({ members }) => members.length === 3));
  });

  test('V304 an iteration says which it is, and what is in it', () => {
    const made = tracks(loop(30), 'iteration').tracks.filter(({ kind }) => kind !== 'workflowTask');
    assert.deepEqual(
      [made[0]!, made[16]!, made.at(-1)!].map(({ name }) => name),
      ['iteration 1: charge, ship', 'iteration 17: charge, ship', 'iteration 30: charge, ship'],
    );
  });

  test('V205 a row keeps its id while its run grows', () =>
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 40 }), fc.integer({ min: 1, max: 20 }), (times, more) => {
        for (const by of ['graph', 'type', 'iteration', 'operation'] as const) {
          const before = tracks(loop(times), by).tracks.map(({ id }) => id);
          const after = new Set(tracks(loop(times + more), by).tracks.map(({ id }) => id));
          // A loop that has just begun another iteration folds that iteration with the next one.
          assert.ok(before.filter((id) => !after.has(id)).length <= 3);
        }
      }),
      { numRuns: 20 },
    ));
});

suite('lanes', () => {
  test('V206 no two of a lane overlap, and there are no more lanes than go on at once', () =>
    fc.assert(
      fc.property(run, grouping, (outline, by) => {
        const { tracks: rows, times } = tracks(outline, by);
        for (const { order, lane, lanes, peak } of rows) {
          if (lanes === 0) continue;
          assert.ok(lanes <= LANES);
          assert.equal(peak, lanes);
          for (let at = 0; at < lanes; at++) {
            const own = [...order].filter((_, i) => lane[i] === at);
            own.forEach((operation, i) => i > 0 && assert.ok(times.from[operation]! >= times.to[own[i - 1]!]!));
          }
        }
      }),
    ));

  test('V206 too many at once have no lanes but a count of the most', () => {
    const opens = Array.from({ length: 60 }, (_, i) => `${i + 2} Scheduled open activity:${i} square`);
    const [row] = tracks(
      drawRun(['1 Started run running wakes', ...opens, '62 Ended run completed'].join('\n')),
    ).tracks;
    assert.equal(row?.lanes, 0);
    assert.equal(row?.peak, 60);
  });
});

suite('what they took together', () => {
  test('V207 sums of a range are what one finds operation by operation', () =>
    fc.assert(
      fc.property(run, fc.nat(200_000), fc.nat(200_000), (outline, one, other) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        const timeAt = timeOf(outline);
        const times = operationTimes(outline, timeAt);
        const members = inRange(times, allOf(outline), from, to);
        const sums = sumsOf(outline, times, members, from, to);
        const naive = [...allOf(outline)].flatMap((operation) => wholeOf(outline, operation, timeAt, from, to));
        assert.deepEqual(
          naive.map(({ operation }) => operation),
          [...members],
        );
        const durations = naive.map(({ duration }) => duration).sort((a, b) => a - b);
        const add = (part: (each: (typeof naive)[number]) => number): number =>
          naive.reduce((sum, each) => sum + part(each), 0);
        assert.equal(sums.count, naive.length);
        assert.equal(sums.max, Math.max(0, ...durations));
        assert.equal(sums.failed, naive.filter(({ operation }) => isBad(finalStatusOf(outline, operation))).length);
        assert.equal(
          sums.retries,
          add(({ attempts }) => Math.max(0, attempts - 1)),
        );
        assert.equal(sums.retried, naive.filter(({ attempts }) => attempts > 1).length);
        assert.ok(Math.abs(sums.total - add(({ within }) => within.totalMs + within.between)) < 1e-6);
        assert.ok(Math.abs(sums.parts.running - add(({ within }) => within.running)) < 1e-6);
        assert.ok(Math.abs(sums.parts.scheduleToStart - add(({ within }) => within.scheduleToStart)) < 1e-6);
        for (const [share, told] of [
          [0.5, sums.p50],
          [0.95, sums.p95],
        ] as const)
          assert.equal(told, durations.find((_, i) => i + 1 >= share * durations.length) ?? 0);
      }),
    ));

  test('V209 by type a range adds up to all of it, what took most first', () =>
    fc.assert(
      fc.property(run, fc.nat(200_000), fc.nat(200_000), (outline, one, other) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        const times = operationTimes(outline, timeOf(outline));
        const { types, ...sums } = rangeSums(outline, times, allOf(outline), from, to);
        const all = sumsOf(outline, times, inRange(times, allOf(outline), from, to), from, to);
        assert.equal(sums.count, all.count);
        assert.ok(Math.abs(sums.total - all.total) < 1e-6);
        assert.ok(Math.abs(sums.parts.running - all.parts.running) < 1e-6);
        const add = (part: (each: (typeof types)[number]) => number): number =>
          types.reduce((sum, each) => sum + part(each), 0);
        assert.equal(
          add(({ count }) => count),
          all.count,
        );
        assert.equal(
          add(({ failed }) => failed),
          all.failed,
        );
        assert.equal(
          add(({ retries }) => retries),
          all.retries,
        );
        assert.ok(Math.abs(add(({ total }) => total) - all.total) < 1e-6);
        assert.equal(Math.max(0, ...types.map(({ max }) => max)), all.max);
        types.forEach(({ total }, i) => assert.ok(i === 0 || total <= types[i - 1]!.total));
        const ofType = (each: (typeof types)[number]): number =>
          [...inRange(times, allOf(outline), from, to)].filter(
            (operation) => kindOf(outline, operation) === each.kind && calledOf(outline, operation) === each.name,
          ).length;
        for (const each of types) if (each.kind === 'activity') assert.equal(each.count, ofType(each));
      }),
    ));

  test('V208 the slowest is the first of those that took longest', () =>
    fc.assert(
      fc.property(run, (outline) => {
        const times = operationTimes(outline, timeOf(outline));
        const { slowest, max } = sumsOf(outline, times, allOf(outline));
        const durations = [...allOf(outline)].map((operation) => times.to[operation]! - times.from[operation]!);
        assert.equal(slowest, durations.length === 0 ? NONE : durations.indexOf(Math.max(...durations)));
        assert.equal(max, Math.max(0, ...durations));
      }),
    ));

  test('V208 of no operations nothing is said', () => {
    const outline = loop(1);
    const sums = sumsOf(outline, operationTimes(outline, timeOf(outline)), new Uint32Array(0));
    assert.deepEqual([sums.count, sums.p50, sums.p95, sums.max, sums.slowest], [0, 0, 0, 0, NONE]);
  });

  test('V208 percentiles are values that are there', () => {
    const four = Float64Array.of(1, 2, 3, 4);
    assert.deepEqual([percentile(four, 0.5), percentile(four, 0.95), percentile(four, 0.25)], [2, 4, 1]);
  });
});

function wholeOf(outline: Outline, operation: number, timeAt: (seq: number) => number, from: number, to: number) {
  const opened = timeAt(outline.operations.openedAt[operation]!);
  const stretches = stretchesOf(outline, operation, timeAt);
  const end = stretches.at(-1)?.to ?? opened;
  if (opened > to || end < from) return [];
  const attempts = outline.operations.attempts[operation]!;
  return [{ operation, duration: end - opened, attempts, within: sumOf(stretches, from, to) }];
}
