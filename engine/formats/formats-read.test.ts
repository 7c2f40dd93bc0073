import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatsRead } from './dialects.ts';

test('V246 every format that is read is named once, in words', () => {
  assert.ok(formatsRead.includes('Temporal') && formatsRead.includes('DBOS') && formatsRead.length >= 10);
  assert.equal(new Set(formatsRead).size, formatsRead.length);
  assert.ok(formatsRead.every((title) => /^[A-Z]/.test(title)));
});
