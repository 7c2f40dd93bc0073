import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { graphOf } from '../../engine/model/graph/fold-graph.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { NONE } from '../../engine/model/outline.ts';
import { chaoticRun, growingTasks, type RandomTask, sensibleRun, writeRun } from '../../engine/testing/random-run.ts';
import type { Graph } from '../../engine/model/graph/graph.ts';
import { type Layout, layOut, layoutOf, type Standing } from './layout.ts';
import type { Box } from './level.ts';
import { FRAME } from './sizes.ts';

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

function check(outline: Outline): void {
  const folded = graphOf(outline);
  const loops = folded.frames.flatMap(({ opens }) => (opens === null ? [] : [opens]));
  for (const graph of [folded, graphOf(outline, null, new Map(loops.map((id) => [id, 1])))])
    checkLayout(graph, layoutOf(outline, graph));
}

function checkLayout(graph: Graph, layout: Layout): void {
  const boxes = [...layout.nodes, ...layout.frames];
  const around = [...graph.nodes, ...graph.frames].map(({ frame }) => frame);
  for (const { x, y, width, height } of boxes) {
    assert.ok(
      x >= 0 && y >= 0 && x + width <= layout.width && y + height <= layout.height,
      `inside: ${x},${y} ${width}×${height} in ${layout.width}×${layout.height}`,
    );
  }
  boxes.forEach((a, i) => {
    boxes.forEach((b, k) => assert.ok(k <= i || around[i] !== around[k] || !overlap(a, b), 'side by side, apart'));
    const frame = around[i] === NONE ? undefined : layout.frames[around[i] ?? NONE];
    if (frame !== undefined)
      assert.ok(
        a.x >= frame.x + FRAME.left &&
          a.y >= frame.y + FRAME.top &&
          a.x + a.width <= frame.x + frame.width &&
          a.y + a.height <= frame.y + frame.height,
        'in its frame',
      );
  });
  for (const { path } of layout.edges) assert.match(path, /^M[-\d.]+,[-\d.]+[HLC]/);
}

/** Lays out the outlines in order, each based on the previous layout. */
function grow(outlines: readonly Outline[], look: (graph: Graph, layout: Layout) => void): void {
  let standing: Standing | undefined;
  for (const outline of outlines) {
    const graph = graphOf(outline);
    const laid = layOut(outline, graph, standing);
    ({ standing } = laid);
    look(graph, laid.layout);
  }
}

const linear = (names: readonly string[]): Outline =>
  writeRun(
    names.map((name): RandomTask => ({ closes: [0], signals: [], opens: [name], byHandler: false })),
    false,
  );

suite('layout', () => {
  test('nothing overlaps and everything is inside its frame', () =>
    fc.assert(fc.property(sensibleRun, check), { numRuns: 60 }));
  test('not even in chaos', () => fc.assert(fc.property(chaoticRun, check), { numRuns: 100 }));

  test('while a run grows, what stands stays where it is; what comes is added behind it', () => {
    const names = Array.from(
      { length: 60 },
      (_, i) => `step${'abcdefghij'[Math.floor(i / 10)]}${'abcdefghij'[i % 10]}`,
    );
    const stood = new Map<string, Box>();
    grow(
      names.map((_, i) => linear(names.slice(0, i + 1))),
      (graph, layout) => {
        checkLayout(graph, layout);
        graph.nodes.forEach(({ id }, i) => {
          const { x, y } = layout.nodes[i]!;
          const before = stood.get(id);
          if (before !== undefined && id !== 'end') assert.deepEqual([id, x, y], [id, before.x, before.y]);
          stood.set(id, layout.nodes[i]!);
        });
      },
    );
  });

  test('however a run grows, nothing overlaps and everything is inside its frame', () =>
    fc.assert(
      fc.property(growingTasks, (tasks) =>
        grow(
          tasks.map((_, i) => writeRun(tasks.slice(0, i + 1), false)),
          checkLayout,
        ),
      ),
      { numRuns: 60 },
    ));

  test('what leads stands left of what follows, in one line', () => {
    const outline = linear(['a', 'b', 'c']);
    const { nodes } = layoutOf(outline, graphOf(outline));
    nodes.forEach(({ x }, i) => assert.ok(i === 0 || x > (nodes[i - 1]?.x ?? 0)));
    assert.equal(new Set(nodes.map(({ y, height }) => y + height / 2)).size, 1);
  });

  test('a long sequence wraps like text, in lines of about equal length', () => {
    const outline = linear(
      Array.from({ length: 40 }, (_, i) => `step${'abcdefghij'[Math.floor(i / 10)]}${'abcdefghij'[i % 10]}`),
    );
    const layout = layoutOf(outline, graphOf(outline));
    const lines = Map.groupBy(layout.nodes, ({ y, height }) => y + height / 2);
    assert.ok(lines.size >= 4 && lines.size <= 10, `${lines.size} lines`);
    const lengths = [...lines.values()].map((line) => line.length);
    assert.ok(Math.max(...lengths) - Math.min(...lengths) <= 2, lengths.join(' '));
    assert.ok(layout.width / layout.height < 3 && layout.width / layout.height > 1, 'shaped like a pane');
  });

  test('V300 in a narrow pane it wraps into lines as narrow as that', () => {
    const outline = linear(Array.from({ length: 12 }, (_, i) => `step${'abcdefghijkl'[i]}`));
    const graph = graphOf(outline);
    const { layout } = layOut(outline, graph, undefined, 'narrow');
    checkLayout(graph, layout);
    assert.ok(layout.width < 580 && layoutOf(outline, graph).width > 580, String(layout.width));
  });

  test('is the same each time', () =>
    fc.assert(
      fc.property(sensibleRun, (outline) =>
        assert.deepEqual(layoutOf(outline, graphOf(outline)), layoutOf(outline, graphOf(outline))),
      ),
      { numRuns: 20 },
    ));
});
