import assert from 'node:assert/strict';
import test from 'node:test';
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
