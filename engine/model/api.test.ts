import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import * as z from 'zod';
import { calls, pushes, vocabulary } from './api.ts';
import { errorCodes } from './errors.ts';
import { API_VERSION } from './pipe.ts';

/** By version. Where the wire changes, raise API_VERSION and add a line; a line is changed only before its version is released. */
const pinned: Readonly<Record<number, string>> = {
  1: 'ad6323ce3b26b49a',
};

/** What crosses the wire, as far as it is known when the program runs: results and push bodies are types only. */
function wire() {
  const params = Object.entries(calls).map(([name, { params }]) => [
    name,
    z.toJSONSchema(params, { unrepresentable: 'any' }),
  ]);
  return { calls: Object.fromEntries(params) as unknown, pushes: Object.keys(pushes), vocabulary, errorCodes };
}

test('the wire cannot change without API_VERSION', () => {
  const hash = createHash('sha256').update(JSON.stringify(wire())).digest('hex').slice(0, 16);
  assert.equal(
    hash,
    pinned[API_VERSION],
    'the contract has changed: raise API_VERSION, note why beside it, and pin the new hash',
  );
});

test('a name is a call or a push, never both, and none is what every object has', () => {
  const names = [...Object.keys(calls), ...Object.keys(pushes)];
  assert.equal(new Set(names).size, names.length);
  assert.deepEqual(
    names.filter((name) => name in {}),
    [],
  );
});

test('every call refuses parameters that it does not know', () => {
  for (const [name, { params }] of Object.entries(calls)) {
    const { error } = params.safeParse({ unknownParameter: 1 });
    assert.match(z.prettifyError(error as z.ZodError), /unknownParameter/, name);
  }
});
