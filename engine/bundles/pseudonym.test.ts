import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseExactly, parseModest } from '../formats/exact-json.ts';
import { Pseudonyms } from './pseudonym.ts';

const key = new Uint8Array(32).fill(7);
const lengthClass = (length: number): number => Math.max(8, 2 ** Math.floor(Math.log2(length)));

test('X12 equal texts have equal pseudonyms, different ones different ones, of their length class', () => {
  const pseudonyms = new Pseudonyms(key);
  const owners = new Map<string, string>();
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, maxLength: 40, unit: 'binary' }).filter((text) => !/^\d+$/.test(text)),
      (text) => {
        const other = pseudonyms.text(text);
        assert.equal(new Pseudonyms(key).text(text), other);
        assert.match(other, /^[a-z]+$/);
        assert.equal(other.length, lengthClass(text.length));
        assert.equal(owners.get(other) ?? text, text);
        owners.set(other, text);
      },
    ),
    { numRuns: 2000 },
  );
  assert.notEqual(new Pseudonyms(new Uint8Array(32)).text('ann'), pseudonyms.text('ann'));
});

test('X12 digits stay digits, UUIDs stay UUIDs, a long text stays long', () => {
  const pseudonyms = new Pseudonyms(key);
  assert.equal(new Set(Array.from({ length: 1000 }, (_, i) => pseudonyms.text(String(i).padStart(3, '0')))).size, 1000);
  assert.match(pseudonyms.text('0123456789012345678901'), /^\d{22}$/);
  assert.match(pseudonyms.text('01a1fb90-9770-7e1e-a135-373469b59fa6'), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  assert.equal(pseudonyms.text('x'.repeat(100_000)).length, 65_536);
});

test('X12 numbers keep their digits before and behind the point, and stay different', () => {
  const pseudonyms = new Pseudonyms(key);
  const shape = (number: number): string =>
    String(number).replace(/[1-9].*$/, (digits) => digits.replaceAll(/\d/g, '9'));
  for (const some of [
    Array.from({ length: 9000 }, (_, i) => i + 1000),
    Array.from({ length: 9 }, (_, i) => -1 - i),
    Array.from({ length: 900 }, (_, i) => (i * 10 + 1001) / 1000),
  ]) {
    const others = some.map((number) => pseudonyms.number(number));
    assert.equal(new Set(others).size, some.length);
    for (const [i, other] of others.entries()) assert.equal(shape(other), shape(some[i] ?? 0), `${some[i]} → ${other}`);
  }
  assert.equal(pseudonyms.number(0), 0);
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
      const other = pseudonyms.number(number);
      assert.ok((Number.isFinite(other) && Math.sign(other) === Math.sign(number)) || Math.abs(number) < 1e-300);
    }),
  );
});

test('X12 bytes keep their number', () => {
  const pseudonyms = new Pseudonyms(key);
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 8 }), (bytes) => {
      assert.equal(pseudonyms.bytes(bytes).length, bytes.length);
      assert.notDeepEqual(Buffer.from(pseudonyms.bytes(bytes)), Buffer.from(bytes));
    }),
  );
});

test('E2 X10 JSON is read and written without losing a digit', () => {
  for (const text of [
    '{"at":1599165463123456789,"n":[1.50,-0,1e400,9007199254740993],"__proto__":{"x":1}}',
    '1.0',
    '"\\ud800"',
    'null',
  ])
    assert.equal(JSON.stringify(parseExactly(text)), text);
  assert.equal(parseModest('['.repeat(100_000)), undefined);
  assert.equal(parseModest(`${'['.repeat(2000)}${']'.repeat(2000)}`), undefined);
  assert.deepEqual(parseModest('["[[[\\"[[["]'), ['[[["[[[']);
  assert.equal(parseModest('{'), undefined);
});
