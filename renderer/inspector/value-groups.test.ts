import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupsTitle, valueGroups } from './value-groups.ts';

test('named values stand under what they are; what is none of it is last', () => {
  const named = ['lease/a', 'memo.note', 'version.v1', 'searchAttributes.City', 'memo.who'].map((name) => ({ name }));
  assert.deepEqual(
    valueGroups(named).map(({ title, values }) => [title, ...values.map(({ name }) => name)]),
    [
      ['Search attributes', 'searchAttributes.City'],
      ['Memo', 'memo.note', 'memo.who'],
      ['Versions', 'version.v1'],
      ['Values', 'lease/a'],
    ],
  );
});

test('a heading names the groups that are there', () => {
  assert.equal(groupsTitle(['memo.a', 'version.b', 'memo.c']), 'Memo, versions');
  assert.equal(groupsTitle(['budget']), 'Values');
});
