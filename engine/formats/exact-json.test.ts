import assert from 'node:assert/strict';
import test from 'node:test';
import { retrace } from '../testing/command-line.ts';
import { fileIn, scratchFolder } from '../testing/library.ts';
import { temporalText } from '../testing/written-history.ts';
import { decodePayload } from './temporal/payload.ts';
import { jsonValues } from './temporal/before-payloads/json-values.ts';
import { parseLegibly } from './exact-json.ts';
import { readBase64, readBytes, readJsonText } from './written-value.ts';

const text = '{"id":12345678901234567890,"low":-9007199254740993,"far":1e400,"price":10.0,"part":2.50,"n":7}';
const value = { id: '12345678901234567890', low: '-9007199254740993', far: '1e400', price: 10, part: 2.5, n: 7 };

test('F69 a number that cannot be held is the text of its digits; any other is a number, however it was written', () => {
  assert.deepEqual(parseLegibly(text), value);
  assert.deepEqual(parseLegibly('[9007199254740991,10000000000000000000]'), [9007199254740991, 1e19]);
  assert.throws(() => parseLegibly('{"a":12345678901234567890,}'), SyntaxError);
});

test('F69 values are read so in every encoding', () => {
  const base64 = Buffer.from(text).toString('base64');
  assert.deepEqual(readJsonText(text), value);
  assert.deepEqual(readBytes(Buffer.from(text)), value);
  assert.deepEqual(readBase64(base64), value);
  assert.deepEqual(decodePayload({ metadata: { encoding: 'anNvbi9wbGFpbg==' }, data: base64 }).value, value);
  assert.deepEqual(jsonValues(`${text}\n7\n`), [value, 7]);
});

test('F69 printed as JSON a number has its digits, as a number', async (context) => {
  const data = Buffer.from('[12345678901234567890]').toString('base64');
  const input = { payloads: [{ metadata: { encoding: 'anNvbi9wbGFpbg==' }, data }] };
  const file = fileIn(scratchFolder(context), 'big.json', temporalText([['WorkflowExecutionStarted', { input }]]));
  assert.match((await retrace('show', file, '--json')).out, /"payloads":\[\[12345678901234567890\]\]/);
  assert.match((await retrace('events', file, '--json')).out, /"payloads":\[\[12345678901234567890\]\]/);
  assert.match((await retrace('show', file)).out, /input: \["12345678901234567890"\]/);
});
