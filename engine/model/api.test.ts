import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import * as z from 'zod';
import { contractText, wireTypes } from '../testing/wire-types.ts';
import { calls, pushes } from './api.ts';
import { API_VERSION } from './pipe.ts';

/**
 * Digest of the wire format by API version. A change of the wire format raises API_VERSION and adds a line; only the
 * line of an unreleased version may change.
 */
const pinned: Readonly<Record<number, string>> = {
  1: 'a578d1faa2a5e10f',
};

/**
 * Describes what crosses the wire: parameters by their run-time schemas, everything else by its TypeScript type, which
 * exists at compile time only.
 */
function wire() {
  const params = Object.entries(calls).map(([name, { params }]) => [
    name,
    z.toJSONSchema(params, { unrepresentable: 'any' }),
  ]);
  return {
    params: Object.fromEntries(params) as unknown,
    contract: contractText(),
    types: wireTypes([contractText(), 'Frame Outline']),
  };
}

test('results, progress and push bodies are pinned with all that they are made of', () => {
  const types = wireTypes([contractText(), 'Frame Outline']).join('\n');
  for (const name of [
    'RunSummary',
    'Headline',
    'ImportProgress',
    'LibraryChange',
    'Operation',
    'Failure',
    'Rows',
    'OperationColumns',
    'ErrorInfo',
  ])
    assert.match(types, new RegExp(`^export type ${name} `, 'm'));
  assert.match(types, /^export const errorCodes = .*'internal'/m);
  assert.match(contractText(), /followLibrary.*exportRun.*export const pushes = .*commandRequested/);
});

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
