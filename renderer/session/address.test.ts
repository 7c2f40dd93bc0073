import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { operationKinds } from '../../engine/model/effect.ts';
import { statusGroups } from '../../engine/model/filter.ts';
import { hashOf, nowhere, type Address, addressIn } from './address.ts';

const text = fc.string({ unit: 'binary', maxLength: 30 }).filter((value) => value.isWellFormed());

function inOrder<T>(words: readonly T[]) {
  return fc.option(fc.subarray([...words], { minLength: 1 }));
}

const places: fc.Arbitrary<Address> = fc.record(
  {
    run: fc.option(text),
    at: fc.option(fc.nat()),
    view: fc.option(fc.constantFrom('graph', 'timeline', 'events')),
    operation: fc.option(text),
    kinds: inOrder(operationKinds),
    statuses: inOrder(statusGroups),
    fromMs: fc.option(fc.double({ min: 1, max: 1e13, noNaN: true })),
    toMs: fc.option(fc.nat()),
    workflowTasks: fc.boolean(),
    search: text,
    regex: fc.boolean(),
    compare: fc.option(fc.array(text, { minLength: 2, maxLength: 4 })),
    row: fc.option(fc.nat()),
    shape: fc.option(fc.constantFrom('graph', 'timeline', 'list')),
    check: fc.option(
      fc.record(
        {
          path: text,
          codes: fc.array(text.filter((code) => code !== '')),
          workflowType: fc.option(text),
          run: fc.option(text),
          column: fc.nat(),
        },
        { noNullPrototype: true },
      ),
    ),
  },
  { noNullPrototype: true },
);

test('P136 a link says the place it was made at, whatever characters ids hold', () => {
  fc.assert(
    fc.property(places, (place) => {
      const read = addressIn(hashOf(place));
      assert.deepEqual(read, place.search === '' ? { ...place, regex: false } : place);
    }),
  );
});

test('what is odd in a link is left out', () => {
  const read = addressIn(
    '#v=1&run=r&at=-3&view=pie&kinds=nope&statuses=failed,nope&op=&from=-1&to=soon&compare=r&row=x&shape=heap',
  );
  assert.deepEqual(read, { ...nowhere, run: 'r', operation: '', statuses: ['failed'] });
});

test('a link of a later version says nothing', () => {
  assert.deepEqual(addressIn('#v=2&run=r'), nowhere);
});

test('a link without a version is read as version 1', () => {
  assert.equal(addressIn('#run=r').run, 'r');
});
