import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { graphOf } from '../../engine/model/graph/fold-graph.ts';
import { lookOf } from '../../engine/model/graph/graph-look.ts';
import { sensibleRun, writeRun } from '../../engine/testing/random-run.ts';
import { effortText, nodeLabel, statusText } from './node-text.ts';
import { shownNode } from './shown-node.ts';

test('whatever way the cursor came, a node shows what it is there, in words too', () => {
  fc.assert(
    fc.property(sensibleRun, fc.array(fc.nat(), { minLength: 1, maxLength: 12 }), (outline, places) => {
      for (const node of graphOf(outline).nodes) {
        if (node.type !== 'operations') continue;
        for (const place of places) {
          const at = place % (outline.events + 1);
          const look = lookOf(outline, node, at);
          const shown = shownNode(outline, node, at);
          assert.deepEqual(shown.look, look);
          assert.equal(statusText(outline, node, shown.look, shown.cursor), statusText(outline, node, look, at));
          assert.equal(effortText(outline, shown.look, shown.cursor), effortText(outline, look, at));
          assert.equal(
            nodeLabel(outline, node, shown.look, 'x', shown.cursor),
            nodeLabel(outline, node, look, 'x', at),
          );
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('a node with nothing new to say is the same object', () => {
  const outline = writeRun(
    [
      { closes: [], signals: [], opens: ['charge'], byHandler: false },
      { closes: [0], signals: [], opens: ['mail'], byHandler: false },
    ],
    false,
  );
  const node = graphOf(outline).nodes.find(({ name }) => name === 'charge');
  assert.ok(node !== undefined);
  const closedAt = outline.operations.closedAt[node.members[0] ?? 0] ?? 0;
  assert.ok(closedAt > 0 && closedAt + 2 <= outline.events);
  const after = shownNode(outline, node, closedAt + 1);
  assert.equal(shownNode(outline, node, closedAt + 2), after);
  assert.notEqual(shownNode(outline, node, closedAt - 1), after);
});
