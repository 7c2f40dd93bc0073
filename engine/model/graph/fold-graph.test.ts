import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { drawRun, withoutTasks } from '../../testing/draw-run.ts';
import { chaoticRun, type RandomTask, sensibleRun, writeRun } from '../../testing/random-run.ts';
import { failedTasks } from '../failed-tasks.ts';
import { graphOf } from './fold-graph.ts';
import { type Graph, NODES, type Opened } from './graph.ts';
import type { RunId } from '../event.ts';
import { kindOf, type Outline } from '../outline.ts';
import { OutlineBuilder } from '../outline-builder.ts';

/** `Started → charge → ship×3` and so on, one edge a line. */
function drawn(graph: Graph): string[] {
  const label = new Map<string, string>();
  for (const { id, name, members, type } of graph.nodes)
    label.set(id, type === 'joint' ? 'joint' : members.length > 1 ? `${name}×${members.length}` : name);
  for (const { id, type, count } of graph.frames) label.set(id, `${type}×${count}`);
  return graph.edges
    .map(({ from, to, type }) => `${label.get(from)} ${{ cause: '→', maybe: '⇢', order: '·' }[type]} ${label.get(to)}`)
    .sort();
}

function why(graph: Graph, to: string): string[] {
  const target = graph.nodes.find(({ name }) => name === to)?.id;
  return graph.edges.filter((edge) => edge.to === target).map((edge) => edge.why);
}

const idle: RandomTask = { closes: [], signals: [], opens: [], byHandler: false };
const iteration = (opens: readonly string[]): RandomTask => ({
  ...idle,
  closes: opens.length === 0 ? [] : [0, 0, 0],
  opens,
});
const repeat = (times: number, tasks: readonly RandomTask[]): RandomTask[] =>
  Array.from({ length: times }, () => tasks).flat();

const start = '1 Started run running wakes\n2-4 task\n';

suite('what the history proves', () => {
  test('a sequence: each step leads to the next', () => {
    const outline = drawRun(`${start}
        5 Scheduled open activity:5 charge task=2
        6 Started start activity:5
        7 Completed close activity:5 completed wakes
        8-10 task
        11 Started open timer:11 1m task=8
        12 Fired close timer:11 completed wakes
        13-15 task
        16 Ended run completed`);
    const graph = graphOf(outline);
    assert.deepEqual(drawn(graph), ['1m → completed', 'Started → charge', 'charge → 1m']);
    assert.deepEqual(why(graph, '1m'), ['charge completed at #7, so the workflow task #10 started 1m']);
    const end = 'timer 1m fired at #12, so the workflow task #15 ended the run';
    assert.deepEqual(why(graph, 'completed'), [end]);
    // Most dialects call a timer by its kind and length.
    const called = { ...outline, names: outline.names.map((name) => (name === '1m' ? 'timer 1m' : name)) };
    assert.deepEqual(why(graphOf(called), 'completed'), [end]);
  });

  test('a fan-out of twenty equal activities is one node; what waits for all of them follows it', () => {
    const lines = (text: (at: number) => string): string => Array.from({ length: 20 }, (_, at) => text(at)).join('\n');
    const graph = graphOf(
      drawRun(`${start}
        ${lines((at) => `${5 + at} Scheduled open activity:${5 + at} charge task=2`)}
        25 Completed close activity:6 completed wakes
        26-28 task
        ${lines((at) => `${29 + at} Completed close activity:${5 + at} completed wakes`)}
        49-51 task
        52 Scheduled open activity:52 ship task=49`),
    );
    assert.deepEqual(drawn(graph), ['Started → charge×20', 'charge×20 → ship']);
  });

  test('V261 workflow tasks that failed hang on what woke them; attempts for one step are one node, which opens', () => {
    const failing = (at: number, rest = ''): string => `
        ${at} WorkflowTaskScheduled bookkeeping open workflowTask:${at} task
        ${at + 1} WorkflowTaskStarted bookkeeping start workflowTask:${at}
        ${at + 2} WorkflowTaskFailed bookkeeping close workflowTask:${at} failed${rest}`;
    const outline = drawRun(`${start}
        5 Scheduled open activity:5 charge task=2
        6 Completed close activity:5 completed wakes${failing(7)}
        10-12 task
        13 Scheduled open activity:13 ship task=10
        14 Completed close activity:13 completed wakes${failing(15)}${failing(18)}`);
    const graph = graphOf(outline);
    assert.deepEqual(drawn(graph), ['Started → charge', 'charge → ship', 'charge → task', 'ship → task×2']);
    assert.deepEqual(why(graph, 'task'), ['charge completed at #6, and the workflow task that saw it failed']);
    assert.equal(graph.nodes[graph.nodeOf[outline.operation[19 - 1]!]!]!.members.length, 2, 'the cursor finds it');
    const [fold] = graph.nodes.filter(({ members }) => members.length === 2);
    const opened = graphOf(outline, null, new Map([[fold!.opens!, 1]]));
    assert.deepEqual(opened.nodes.filter(({ kind }) => kind === 'workflowTask').length, 3);
    const tasks = Uint32Array.from(outline.operations.keys.keys()).filter((i) => kindOf(outline, i) === 'activity');
    assert.ok(!drawn(graphOf(outline, tasks)).some((line) => line.includes('task')), 'a filter hides them');
  });

  test('V261 many that failed, here and there, are one node', () => {
    const lines = Array.from({ length: 40 }, (_, i) => {
      const at = 5 + i * 7;
      return `${at} Scheduled open activity:${at} step${i} task=${i === 0 ? 2 : at - 3}
        ${at + 1} Completed close activity:${at} completed wakes
        ${at + 2} WorkflowTaskScheduled bookkeeping open workflowTask:${at + 2} task
        ${at + 3} WorkflowTaskFailed bookkeeping close workflowTask:${at + 2} failed
        ${at + 4}-${at + 6} task`;
    });
    const graph = graphOf(drawRun(`${start}${lines.join('\n')}`));
    const failed = graph.nodes.filter(({ kind }) => kind === 'workflowTask');
    assert.deepEqual(
      failed.map(({ members }) => members.length),
      [40],
    );
  });

  test('V265 a version is a badge of what its task opened next, else of what came before it; the chain goes through', () => {
    const graph = graphOf(
      drawRun(`${start}
        5 Marked open version:5 pricing task=2 & close version:5 completed
        6 Scheduled open activity:6 charge task=2
        7 Completed close activity:6 completed wakes
        8-10 task
        11 Marked open version:11 shipping task=8 & close version:11 completed
        12 Ended run completed`),
    );
    assert.deepEqual(drawn(graph), ['Started → charge', 'charge → completed']);
    const [, charge] = graph.nodes;
    assert.deepEqual([charge?.name, [...charge!.badges].map((i) => graph.nodeOf[i])], ['charge', [1, 1]]);
  });

  test('V262 what ended a run from outside has a light edge from what was there last, and no cause', () => {
    for (const end of ['terminated', 'timedOut']) {
      const graph = graphOf(
        drawRun(`${start}
        5 Scheduled open activity:5 charge task=2
        6 Completed close activity:5 completed wakes
        7-9 task
        10 Scheduled open activity:10 ship task=7
        11 Ended run ${end}`),
      );
      assert.deepEqual(drawn(graph), ['Started → charge', 'charge → ship', `charge · ${end}`].sort(), end);
    }
  });

  test('V212 what fits on the screen is not folded', () => {
    const three = graphOf(writeRun([iteration(['charge', 'mail', 'ship', 'audit', 'charge', 'mail'])], false));
    assert.deepEqual(
      three.nodes.filter(({ members }) => members.length > 1),
      [],
    );
    const loop = graphOf(writeRun(repeat(8, [iteration(['charge']), iteration(['ship'])]), true));
    assert.equal(loop.nodes.length, 18);
    assert.deepEqual(loop.frames, []);
  });

  test('V213 what differs in a number of its name is not the same; side effects, which SDKs number, are', () => {
    const opens = Array.from({ length: 40 }, (_, i) => [
      `${2 * i + 5} Recorded open sideEffect:${i} side effect ${i}`,
      `${2 * i + 6} Scheduled open activity:${i} Activity${(i % 5) + 1}`,
    ]).flat();
    const graph = graphOf(drawRun(`${start}\n${opens.join('\n')}`.replaceAll('side effect ', 'effect-')));
    assert.deepEqual(
      graph.nodes.flatMap(({ name, members }) => (members.length > 1 ? [`${name}×${members.length}`] : [])).sort(),
      ['Activity1×8', 'Activity2×8', 'Activity3×8', 'Activity4×8', 'Activity5×8', 'effect-#×40'],
    );
  });

  test('V293 a loop whose iterations begin with a loop is drawn around it, and each opens by itself', () => {
    const inner = repeat(5, [iteration(['charge']), iteration(['mail'])]);
    const outline = writeRun(repeat(8, [...inner, iteration(['ship'])]), true);
    const graph = graphOf(outline);
    assert.deepEqual(
      graph.frames.map(({ type, count, frame }) => `${type}×${count} in ${frame}`),
      ['loop×8 in -1', 'loop×40 in 0'],
    );
    const [outer, within] = graph.frames.map(({ id }) => id);
    assert.deepEqual(
      graph.edges.filter(({ from, to }) => [from, to].includes(outer!)).map(({ from, to }) => `${from}→${to}`),
      [`start→${outer}`, `${outer}→end`],
    );
    assert.notEqual(outer, within);
    assert.equal(graphOf(outline, null, new Map([[outer!, 1]])).frames[0]?.closes, outer);
    assert.equal(graphOf(outline, null, new Map([[within!, 1]])).frames[0]?.opens, outer);
  });

  test('V214 messages that fall into a loop do not split it', () => {
    const tasks = repeat(60, [iteration(['charge']), iteration(['mail'])]).map((task, i) =>
      i % 17 === 5 ? { ...task, signals: ['go'] } : task,
    );
    const graph = graphOf(writeRun(tasks, true));
    assert.deepEqual(
      graph.frames.map(({ type, count }) => `${type}×${count}`),
      ['loop×60'],
    );
  });

  test('what woke a task that opened nothing may have been waited for by the next', () => {
    const graph = graphOf(
      drawRun(`${start}
        5 Scheduled open activity:5 charge task=2
        6 Scheduled open activity:6 reserve task=2
        7 Completed close activity:5 completed wakes
        8-10 task
        11 Completed close activity:6 completed wakes
        12-14 task
        15 Scheduled open activity:15 ship task=12`),
    );
    assert.deepEqual(drawn(graph), ['Started → charge', 'Started → reserve', 'charge ⇢ ship', 'reserve → ship']);
  });

  test('a signal has no cause in the run, but is one: it comes after what was going on and leads to what it woke', () => {
    const graph = graphOf(
      drawRun(`${start}
        5 Scheduled open timer:5 1h task=2
        6 Signaled open signal:6 go & close signal:6 completed wakes
        7-9 task
        10 Scheduled open activity:10 charge task=7`),
    );
    assert.deepEqual(drawn(graph), ['Started · go', 'Started → 1h', 'go → charge']);
    assert.deepEqual(why(graph, 'charge'), ['signal go received at #6, so the workflow task #9 scheduled charge']);
  });

  test('many that led to many meet in a joint', () => {
    const graph = graphOf(
      drawRun(`${start}
        5 Scheduled open activity:5 a task=2
        6 Scheduled open activity:6 b task=2
        7 Completed close activity:5 completed wakes
        8 Completed close activity:6 completed wakes
        9-11 task
        12 Scheduled open activity:12 x task=9
        13 Scheduled open activity:13 y task=9
        14 Scheduled open activity:14 z task=9`),
    );
    assert.deepEqual(drawn(graph), [
      'Started → a',
      'Started → b',
      'a → joint',
      'b → joint',
      'joint → x',
      'joint → y',
      'joint → z',
    ]);
  });

  test('a recorded cause replaces what woke the task', () => {
    const graph = graphOf(
      drawRun(`${start}
        5 Scheduled open activity:5 charge task=2
        6 Signaled open signal:6 go & close signal:6 completed wakes
        7 Completed close activity:5 completed wakes
        8-10 task
        11 Scheduled open activity:11 ship task=8 cause=signal:6`),
    );
    assert.deepEqual(drawn(graph), ['Started · go', 'Started → charge', 'go → ship']);
  });

  test('an update is written after the task that it woke: it belongs to that task', () => {
    const graph = graphOf(
      drawRun(`${start}
        5 Scheduled open activity:5 charge task=2
        6-8 task
        9 Accepted open update:9 pay wakes
        10 Scheduled open activity:10 ship task=6 cause=update:9
        11 Completed close activity:5 completed wakes
        12-14 task
        15 Ended run completed`),
    );
    assert.deepEqual(drawn(graph), ['Started · pay', 'Started → charge', 'charge → completed', 'pay → ship']);
  });

  test('a task that nothing woke goes on from the one before', () => {
    const graph = graphOf(
      drawRun(`${start}
        5 Recorded open localActivity:5 look task=2 & close localActivity:5 completed
        6-8 task
        9 Scheduled open activity:9 charge task=6`),
    );
    assert.deepEqual(drawn(graph), ['Started → look', 'look ⇢ charge']);
  });

  test('without workflow tasks, answers since the last starts lead to the next starts', () => {
    const graph = graphOf(
      drawRun(
        `1 workflow_started run running
        2 node_started open node:a a
        3 node_started open node:b b
        4 node_completed close node:a completed
        5 node_completed close node:b completed
        6 node_started open node:c c
        7 node_completed close node:c completed
        8 workflow_completed run completed`,
        withoutTasks,
      ),
    );
    assert.deepEqual(drawn(graph), ['Started → a', 'Started → b', 'a → c', 'b → c', 'c → completed']);
  });

  test('what the filter hides passes on what led to it', () => {
    const outline = drawRun(`${start}
      5 Scheduled open activity:5 charge task=2
      6 Completed close activity:5 completed wakes
      7-9 task
      10 Started open timer:10 1m task=7
      11 Fired close timer:10 completed wakes
      12-14 task
      15 Scheduled open activity:15 ship task=12`);
    const activities = Uint32Array.from(outline.operations.keys.keys()).filter(
      (i) => kindOf(outline, i) === 'activity',
    );
    assert.deepEqual(drawn(graphOf(outline, activities)), ['Started → charge', 'charge → ship']);
  });
});

suite('folding', () => {
  test('a loop of nine iterations is one frame with what an iteration does', () => {
    const graph = graphOf(writeRun(repeat(9, [iteration(['charge']), iteration(['ship', 'mail'])]), true));
    assert.deepEqual(
      graph.frames.map(({ type, count }) => `${type}×${count}`),
      ['loop×9'],
    );
    assert.deepEqual(
      graph.nodes.map(({ name, members }) => `${name} ${members.length}`),
      ['Started 0', 'charge 9', 'ship 9', 'mail 9', 'completed 0'],
    );
    assert.deepEqual(drawn(graph), [
      'Started → loop×9',
      'charge×9 → mail×9',
      'charge×9 → ship×9',
      'loop×9 → completed',
    ]);
  });

  test('a loop that does one thing needs no frame', () => {
    const graph = graphOf(writeRun(repeat(500, [iteration(['charge'])]), false));
    assert.deepEqual(graph.frames, []);
    assert.deepEqual(
      graph.nodes.map(({ name, members, iterationsBegan }) => [name, members.length, iterationsBegan?.length]),
      [
        ['Started', 0, undefined],
        ['charge', 500, 500],
      ],
    );
  });

  test('two equal siblings or two equal iterations of a small run stay two nodes', () => {
    assert.equal(
      graphOf(writeRun([iteration(['charge', 'mail', 'charge', 'mail'])], false)).nodes.filter(
        ({ members }) => members.length > 1,
      ).length,
      0,
    );
    assert.equal(graphOf(writeRun(repeat(2, [iteration(['charge'])]), false)).nodes.length, 3);
  });

  test('hundreds of signals are one node', () => {
    const graph = graphOf(writeRun(repeat(300, [{ ...idle, signals: ['go'] }]), false));
    assert.deepEqual(drawn(graph), ['Started · go×300']);
  });

  test('an opened loop shows its iterations around the cursor, the others stay folded', () => {
    const outline = writeRun(repeat(200, [iteration(['charge']), iteration(['ship', 'mail'])]), true);
    const [loop] = graphOf(outline).frames;
    const graph = graphOf(outline, null, new Map([[loop?.opens ?? '', outline.events / 2]]));
    const [opened] = graph.frames;
    assert.equal(opened?.type, 'opened');
    assert.ok(opened.first > 80 && opened.last < 120, `${opened.first}–${opened.last}`);
    assert.deepEqual(
      graph.frames.slice(1).map(({ type, count }) => `${type}×${count}`),
      [`loop×${opened.first - 1}`, `loop×${200 - opened.last}`],
    );
  });

  test('an opened fan-out shows its members, and what is left of them', () => {
    const outline = writeRun([{ ...idle, opens: Array.from({ length: 100 }, () => 'mail') }], false);
    const folds = graphOf(outline).nodes.filter(({ opens }) => opens !== null);
    const graph = graphOf(outline, null, new Map(folds.map(({ opens }) => [opens ?? '', 0])));
    assert.equal(graph.frames.length, folds.length);
    assert.ok(graph.nodes.length > 80);
  });
});

function everythingOpened(outline: Outline): Opened {
  const opened = new Map<string, number>();
  for (let round = 0; round < 3; round++) {
    const { nodes, frames } = graphOf(outline, null, opened);
    for (const { opens } of [...nodes, ...frames]) if (opens !== null) opened.set(opens, 40);
  }
  return opened;
}

/** The laws that hold for every outline and every set of opened folds. */
function check(outline: Outline, opened: Opened): void {
  const graph = graphOf(outline, null, opened);
  assert.ok(graph.nodes.length + graph.frames.length <= NODES, 'too many');
  const drawnOperations = graph.nodes.flatMap(({ members, badges }) => [...members, ...badges]).sort((a, b) => a - b);
  const failed = new Set(failedTasks(outline));
  const operations = outline.operations.keys
    .map((_, i) => i)
    .filter((i) => kindOf(outline, i) !== 'workflowTask' || failed.has(i));
  assert.deepEqual(drawnOperations, operations, 'every operation in exactly one node');
  graph.nodes.forEach(({ members }, node) =>
    members.forEach((operation) => assert.equal(graph.nodeOf[operation], node)),
  );
  const items = [...graph.nodes, ...graph.frames];
  assert.equal(new Set(items.map(({ id }) => id)).size, items.length, 'ids differ');
  const frameOf = new Map(items.map(({ id, frame }) => [id, frame]));
  for (const { from, to } of graph.edges)
    assert.ok(frameOf.has(from) && frameOf.get(from) === frameOf.get(to), `${from} and ${to} stand side by side`);
  assert.ok(isAcyclic(graph), 'no circles');
  assert.deepEqual(graphOf(outline, null, opened), graph, 'the same each time');
}

function isAcyclic({ nodes, frames, edges }: Graph): boolean {
  const waits = new Map([...nodes, ...frames].map(({ id }) => [id, 0]));
  for (const { to } of edges) waits.set(to, (waits.get(to) ?? 0) + 1);
  const ready = [...waits].filter(([, count]) => count === 0).map(([id]) => id);
  let done = 0;
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    done++;
    for (const edge of edges) {
      if (edge.from !== id) continue;
      waits.set(edge.to, (waits.get(edge.to) ?? 0) - 1);
      if (waits.get(edge.to) === 0) ready.push(edge.to);
    }
  }
  return done === nodes.length + frames.length;
}

suite('laws of every graph', () => {
  test('of sensible runs, folded', () =>
    fc.assert(
      fc.property(sensibleRun, (outline) => check(outline, new Map())),
      { numRuns: 60 },
    ));
  test('of sensible runs, with all folds opened', () =>
    fc.assert(
      fc.property(sensibleRun, (outline) => check(outline, everythingOpened(outline))),
      { numRuns: 40 },
    ));
  test('of chaos', () =>
    fc.assert(
      fc.property(chaoticRun, (outline) => check(outline, everythingOpened(outline))),
      { numRuns: 150 },
    ));

  test('of a run in which no two things are equal', () => {
    const letters = (n: number): string => Array.from(String(n), (digit) => 'abcdefghij'[Number(digit)]).join('');
    const outline = writeRun(
      Array.from({ length: 3000 }, (_, i) => iteration([letters(i), `${letters(i)}x`])),
      true,
    );
    check(outline, new Map());
    check(outline, everythingOpened(outline));
  });

  test('of a run with thousands of sources and thousands of targets', () => {
    const wide = Array.from(
      { length: 1500 },
      (_, i) => `n${'abcdefghij'[i % 10]}${'x'.repeat(i % 40)}${'klmnopqrst'[Math.floor(i / 40) % 10]}`,
    );
    check(
      writeRun(
        [
          { ...idle, opens: wide },
          { ...idle, closes: wide.map(() => 1), opens: wide },
        ],
        true,
      ),
      new Map(),
    );
  });
});

test('a run of 200,000 nodes, one after the other, is folded like a short one', () => {
  const builder = new OutlineBuilder();
  builder.add(0, 'workflow_started', { effects: [{ type: 'run', status: 'running' }], summary: '', wakes: true });
  for (let node = 1; node <= 200_000; node++) {
    const key = `node:${node}` as const;
    builder.add(node, 'node_started', {
      effects: [{ type: 'open', key, kind: 'node', name: `step ${node % 40}` }],
      summary: '',
    });
    builder.add(node, 'node_completed', {
      effects: [{ type: 'close', key, status: 'completed' }],
      summary: '',
      wakes: true,
    });
  }
  const graph = graphOf(builder.finish('long' as RunId, { id: 'nodelog' }));
  assert.ok(graph.nodes.length + graph.frames.length <= NODES);
});
