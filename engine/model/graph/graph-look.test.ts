import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { drawRun } from '../../testing/draw-run.ts';
import { sensibleRun, writeRun } from '../../testing/random-run.ts';
import { attemptsAt, statusAt } from '../cursor.ts';
import { graphOf } from './fold-graph.ts';
import type { GraphNode } from './graph.ts';
import { lookOf, memberAt } from './graph-look.ts';
import type { Outline } from '../outline.ts';

function nodeNamed(outline: Outline, name: string): GraphNode {
  const node = graphOf(outline).nodes.find((one) => one.name === name);
  assert.ok(node !== undefined);
  return node;
}

suite('the look of a node', () => {
  const run = drawRun(`1 Started run running wakes
    2-4 task
    5 Scheduled open activity:5 charge task=2
    6 Started start activity:5 3
    7 Failed close activity:5 failed CardDeclined wakes`);

  test('is that of the cursor, not of the end', () => {
    const node = nodeNamed(run, 'charge');
    const at = (cursor: number): unknown => [lookOf(run, node, cursor).status, lookOf(run, node, cursor).here];
    assert.deepEqual([4, 5, 6, 7].map(at), [
      [null, false],
      ['scheduled', true],
      ['started', true],
      ['failed', true],
    ]);
  });

  test('knows an attempt from the event that names it', () =>
    assert.deepEqual(
      [5, 6, 7].map((cursor) => attemptsAt(run, 0 + 1, cursor)),
      [0, 3, 3],
    ));

  test('of a loop shows the iteration at the cursor, and waits where the iteration has not come yet', () => {
    const loop = writeRun(
      Array.from({ length: 10 }, () => [
        { closes: [0], signals: [], opens: ['charge'], byHandler: false },
        { closes: [0], signals: [], opens: ['mail'], byHandler: false },
      ]).flat(),
      false,
    );
    const mail = nodeNamed(loop, 'mail');
    const third = loop.operations.openedAt[mail.members[2]!]!;
    assert.equal(lookOf(loop, mail, third).shown, mail.members[2]);
    assert.equal(lookOf(loop, mail, third).iteration, 3);
    const charge = nodeNamed(loop, 'charge');
    const fourth = loop.operations.openedAt[charge.members[3]!]!;
    assert.deepEqual([lookOf(loop, mail, fourth).reached, lookOf(loop, mail, fourth).iteration], [false, 4]);
    assert.equal(memberAt(mail, fourth), mail.members[2]);
  });

  test('counts what the members are at the cursor', () =>
    fc.assert(
      fc.property(sensibleRun, fc.nat(), (outline, at) => {
        const cursor = at % (outline.events + 1);
        for (const node of graphOf(outline).nodes) {
          if (node.tally === null) continue;
          const statuses = [...node.members].map((member) => statusAt(outline, member, cursor));
          const { open, ok, bad, off } = lookOf(outline, node, cursor);
          assert.equal(open + ok + bad + off, statuses.filter((status) => status !== null).length);
          assert.equal(ok, statuses.filter((status) => status === 'completed').length);
          assert.equal(bad, statuses.filter((status) => status === 'failed').length);
        }
      }),
    ));
});
