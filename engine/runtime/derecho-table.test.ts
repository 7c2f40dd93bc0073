// Checks docs/derecho-table.md: every number is there once, and every test that it names is there.

import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '../..');
const table = readFileSync(join(root, 'docs/derecho-table.md'), 'utf8');
const [tests = '', conformance = '', faults = ''] = table.split(/^## (?:Conformance cases|Known faults)/m);

function rowsOf(text: string): readonly { readonly number: number; readonly here: string }[] {
  return [...text.matchAll(/^\| +(\d+) +\|[^|]*\| +(.*?) +\|$/gm)].map(([, number, here = '']) => ({
    number: Number(number),
    here,
  }));
}

test('N61 all 160 tests, 43 conformance cases and 50 known faults of Derecho have their line', () => {
  const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 1);
  assert.deepEqual(
    rowsOf(tests).map(({ number }) => number),
    upTo(160),
  );
  assert.deepEqual(
    rowsOf(conformance).map(({ number }) => number),
    upTo(43),
  );
  assert.deepEqual(
    rowsOf(faults).map(({ number }) => number),
    upTo(50),
  );
});

test('N61 a line names a test that is there, or says why it is otherwise', () => {
  const files = globSync('engine/**/*.test.ts', { cwd: root });
  const names = files
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n')
    .replaceAll("\\'", "'");
  const isThere = (test: string): boolean => ["'", '"'].some((quote) => names.includes(`${quote}${test}`));
  const missing = [tests, conformance, faults].flatMap(rowsOf).filter(({ here }) => {
    if (!here.startsWith('otherwise: ')) return !isThere(here);
    const named = [...here.matchAll(/\(([A-Z]\d[^()]*)\)/g)].map(([, test = '']) => test);
    return !named.every(isThere) || (here.length < 30 && !/as \d+/.test(here));
  });
  assert.deepEqual(missing, []);
});
