import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCronExpression } from './cron-expression.ts';

const accepted = [
  '@hourly',
  '@daily',
  '@weekly',
  '@monthly',
  '@yearly',
  '0 * * * * *',
  '0 * * * * * *',
  '0 0 0 31 2 ? 2099',
  '*/5 0-30/10 1,2,3 1-31 Jan-DEC sun,Wed,7',
  '0 0 12 ? * MON-FRI',
  '0 0 0 1 january monday 1970-2100',
  '? ? ? ? ? ?',
];
const refused = [
  '',
  ' ',
  '* * * * *',
  '* * * * * * * *',
  '@reboot',
  '0 0 0 L * *',
  '0 0 0 * * 0',
  '0 0 0 * * 8',
  '60 * * * * *',
  '0 0 24 * * *',
  '0 0 0 32 * *',
  '0 0 0 0 * *',
  '0 0 0 1 13 *',
  '0 0 0 1 1 * 1969',
  '0 0 0 1 1 * 2101',
  '5-1 * * * * *',
  '*/0 * * * * *',
  '1/2/3 * * * * *',
  'a * * * * *',
  '1,, * * * * *',
  '1-2-3 * * * * *',
  '-1 * * * * *',
];

test('Q7 cron expressions that are accepted', () => {
  assert.deepEqual(
    accepted.filter((expression) => !isCronExpression(expression)),
    [],
  );
});

test('Q7 cron expressions that are not', () => {
  assert.deepEqual(refused.filter(isCronExpression), []);
});
