import assert from 'node:assert/strict';
import test from 'node:test';
import { Chance } from '../../sandbox/native/kernel/chance.ts';
import { drawProgram, type Op } from './program.ts';
import { faultOf, programBundle } from './simulation.ts';

test('N42 an engine that gets a run back, which another had meanwhile, begins it anew from its history', async () => {
  assert.deepEqual((await faultOf(await programBundle(), 1225)).fault, undefined);
});

test('N42 whatever happens to engines, programs end as they do undisturbed, and every history replays', async () => {
  const bundle = await programBundle();
  let deaths = 0;
  for (let seed = 1; seed <= 25; seed++) {
    const { fault, crashes } = await faultOf(bundle, seed);
    assert.equal(fault, undefined);
    deaths += crashes;
  }
  assert.ok(deaths > 300, `${deaths} deaths`);
});

test('N61 82: the programs that are drawn have every operation, also within fibers and children', () => {
  const seen = new Set<string>();
  const see = (op: Op, within: string): void => {
    seen.add(within + op.do);
    if (op.do === 'fibers') for (const body of op.bodies) for (const each of body) see(each, 'fiber ');
    if (op.do === 'child') for (const each of op.ops) see(each, 'child ');
  };
  for (let seed = 1; seed <= 200; seed++) for (const op of drawProgram(new Chance(`program ${seed}`)).ops) see(op, '');
  const inner = [
    'activity',
    'failing',
    'sleep',
    'fibers',
    'select',
    'condition',
    'scope',
    'child',
    'channel',
    'effect',
  ];
  const wanted = [...inner, 'version', 'signal', 'again', ...inner.flatMap((op) => [`fiber ${op}`, `child ${op}`])];
  assert.deepEqual(
    wanted.filter((op) => !seen.has(op)),
    [],
  );
});
