import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressIn, hashOf, nowhere } from '../session/address.ts';
import { placeAmong } from './last-place.ts';

const runs = new Set(['one', 'two']);

test('V280 the last session comes back with its event, view and filters, and never with a run that is gone', () => {
  const place = {
    ...nowhere,
    run: 'one',
    at: 31,
    view: 'events',
    kinds: ['timer'],
    workflowTasks: true,
    search: 'x',
  } as const;
  assert.deepEqual(addressIn(placeAmong(runs, hashOf(place))), place);
  assert.equal(placeAmong(runs, hashOf({ ...place, run: 'gone' })), '');
  assert.equal(placeAmong(runs, ''), '');
});

test('V280 of a comparison with a run that is gone only the open run comes back', () => {
  const compared = { ...nowhere, run: 'one', at: 3, compare: ['one', 'two'], row: 2, shape: 'graph' } as const;
  assert.deepEqual(addressIn(placeAmong(runs, hashOf(compared))), compared);
  const without = addressIn(placeAmong(new Set(['one']), hashOf(compared)));
  assert.deepEqual([without.run, without.at, without.compare], ['one', 3, null]);
});
