import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { NONE } from '../../engine/model/outline.ts';
import type { Track, Tracks } from '../../engine/model/tracks/tracks.ts';
import { Lines, linesOf } from './lines.ts';

/** Tracks with the given numbers of members and lanes. */
function tracks(sizes: readonly (readonly [members: number, lanes: number])[]): Tracks {
  let next = 0;
  const made = sizes.map(([members, lanes]): Track => {
    const own = Uint32Array.from({ length: members }, () => next++);
    const lane = Uint8Array.from(own, (_, i) => (lanes === 0 ? 0 : i % lanes));
    return {
      id: `t${own[0]}`,
      name: '',
      kind: 'activity',
      members: own,
      order: own,
      lane,
      lanes,
      sums: { max: members % 3 },
    } as unknown as Track;
  });
  const trackOf = new Int32Array(next);
  const laneOf = new Uint8Array(next);
  made.forEach(({ order, lane }, index) =>
    order.forEach((operation, i) => {
      trackOf[operation] = index;
      laneOf[operation] = lane[i]!;
    }),
  );
  return { tracks: made, trackOf, laneOf } as unknown as Tracks;
}

const sizes = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 4 })), { maxLength: 12 });

test('an operation stands in the line that says it, or in the lane of its folded track', () =>
  fc.assert(
    fc.property(sizes, fc.boolean(), (wanted, opens) => {
      const all = tracks(wanted);
      const lines = new Lines(all, new Set(opens ? all.tracks.map(({ id }) => id) : []));
      all.tracks.forEach((track) =>
        track.members.forEach((operation) => {
          const line = lines.at(lines.of(operation)!)!;
          assert.equal(line.track, track);
          if (track.members.length === 1 || opens) assert.equal(line.operation, operation);
          else assert.deepEqual([line.operation, line.lane], [NONE, all.laneOf[operation]]);
        }),
      );
    }),
  ));

test('V301 a fold that takes time has a line below its lanes, or its curve, for the mark of the slowest', () => {
  const [one, four, curve] = tracks([
    [5, 1],
    [5, 4],
    [5, 0],
  ]).tracks.map(linesOf);
  assert.deepEqual([one, four, curve], [2, 5, 3]);
});

test('lines follow each other without holes; a track is found by its first', () =>
  fc.assert(
    fc.property(sizes, (wanted) => {
      const all = tracks(wanted);
      const lines = new Lines(all, new Set(all.tracks.slice(0, 3).map(({ id }) => id)));
      let line = 0;
      for (const track of all.tracks) {
        assert.equal(lines.ofTrack(track.id), line);
        assert.ok(lines.isRow(line));
        const taken = linesOf(track) + (lines.isOpen(track) ? track.members.length : 0);
        const end = line + taken;
        for (; line < end; line++) assert.equal(lines.at(line)?.track, track);
      }
      assert.equal(lines.count, line);
      assert.equal(lines.at(line), undefined);
      assert.equal(lines.at(-1), undefined);
    }),
  ));

test('what is in no track has no line', () => {
  const lines = new Lines(tracks([[2, 1]]), new Set());
  assert.deepEqual([lines.of(null), lines.of(-1), lines.of(7)], [null, null, null]);
});
