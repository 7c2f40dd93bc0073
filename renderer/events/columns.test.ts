import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnIds, columnsFrom, isShown, templateOf, withShown, withWidth } from './columns.ts';

const shown = (columns: Parameters<typeof isShown>[0], width: number): string =>
  columnIds.filter((id) => isShown(columns, id, width)).join(' ');

test('V290 a narrow pane hides what it has no room for, unless a person chose it', () => {
  assert.equal(shown({}, 1000), 'seq clock since type summary preview duration');
  assert.equal(shown({}, 500), 'seq clock type summary');
  assert.equal(shown(withShown({}, 'preview', true), 500), 'seq clock type summary preview');
  assert.equal(shown(withShown({}, 'clock', false), 1000), 'seq since type summary preview duration');
  assert.equal(shown(withShown({}, 'type', false), 400), 'seq type summary');
});

test('V290 a chosen width is kept within what can be read, and given back', () => {
  const wide = withWidth({}, 'type', 300.4);
  assert.match(templateOf(wide, 1000), / minmax\(110px, 300px\) /);
  assert.match(templateOf(withWidth({}, 'type', 5), 1000), / minmax\(110px, 110px\) /);
  assert.match(templateOf(withWidth({}, 'type', 1e9), 1000), / minmax\(110px, 1200px\) /);
  assert.equal(templateOf(withWidth(wide, 'type', null), 1000), templateOf({}, 1000));
});

test('V290 what was remembered is taken as far as it is a choice', () => {
  const chosen = withShown(withWidth({}, 'preview', 200), 'preview', false);
  assert.deepEqual(columnsFrom(JSON.parse(JSON.stringify(chosen))), chosen);
  assert.deepEqual(columnsFrom({ clock: { px: 'wide', shown: 1 }, type: { px: 1 }, other: { px: 3 }, since: 4 }), {
    clock: {},
    type: { px: 110 },
  });
  for (const nothing of [null, 3, 'x', undefined]) assert.deepEqual(columnsFrom(nothing), {});
});
