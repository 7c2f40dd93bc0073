import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dialectOf } from './dialects.ts';

test('K20 E6 a dialect that is not known here shows its events raw', () => {
  const dialect = dialectOf('of-tomorrow');
  const event = { type: 'something.happened', value: 'aGVsbG8=' };
  assert.equal(dialect.id, 'of-tomorrow');
  assert.deepEqual(
    [
      dialect.read(event).type,
      dialect.read(event).explanation.effects,
      dialect.decode(event),
      dialect.recognises(event),
    ],
    ['something.happened', [], event, false],
  );
  assert.deepEqual(
    ['temporal', 'cadence', 'nodelog'].map((id) => dialectOf(id).id),
    ['temporal', 'cadence', 'nodelog'],
  );
});
