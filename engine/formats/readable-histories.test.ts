import assert from 'node:assert/strict';
import test from 'node:test';
import { dialects } from './dialects.ts';
import { readableHistories } from '../model/readable-histories.ts';

/** The display name of each dialect; dialects of one vocabulary share an entry. */
const entryOf: Readonly<Record<string, string>> = {
  native: 'Retrace',
  nodelog: 'node logs',
  stepfunctions: 'Step Functions',
  'temporal-renamed': 'Temporal',
  'temporal-protobuf': 'Temporal',
};

test('I15 every dialect that is read is named where a person is told what can be opened', () => {
  for (const { id } of dialects) {
    const name = (entryOf[id] ?? id).toLowerCase();
    assert.ok(
      readableHistories.some((entry) => entry.toLowerCase().includes(name)),
      id,
    );
  }
});
