import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { isUtf8 } from 'node:buffer';
import { type ErrorCode, RetraceError } from '../../model/errors.ts';
import { checkText } from './text-check.ts';

/** The error code, or undefined. */
function verdict(...parts: readonly Uint8Array[]): string | undefined {
  try {
    checkText(Buffer.concat(parts));
    return undefined;
  } catch (error) {
    if (!(error instanceof RetraceError)) throw error;
    return `${error.code satisfies ErrorCode} ${/byte (\d+)/.exec(error.message)?.[1] ?? ''}`.trim();
  }
}

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);

test('B6 text is text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
      const whole = Buffer.from(text.toWellFormed());
      assert.equal(verdict(whole), whole[0] === 0x0a && whole.includes(0) ? 'binary-history' : undefined);
    }),
  );
});

test('B6 what is no UTF-8 is refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 12 }), (whole) => {
      if (isUtf8(whole)) return;
      assert.match(verdict(whole) ?? '', /^(not-utf8 \d+|binary-history)$/);
    }),
    { numRuns: 500 },
  );
});

test('B6 UTF-16 is named, and who writes it', () => {
  const little = Buffer.from('\uFEFF{"events":[]}', 'utf16le');
  for (const marked of [little, Buffer.from(little).swap16()])
    assert.throws(() => checkText(marked), { code: 'not-utf8', message: /UTF-16.*PowerShell/ });
});

test('B6 the offset is that of the first wrong byte', () => {
  const text = Buffer.from('{"a":"é"}');
  assert.equal(verdict(Buffer.concat([text, bytes(0xff)])), 'not-utf8 10');
  assert.equal(verdict(bytes(0x80)), 'not-utf8 0');
  assert.equal(verdict(text, text, bytes(0x41, 0xfe, 0x41)), 'not-utf8 21');
  assert.equal(verdict(text, bytes(0xe2, 0x82)), 'not-utf8 10', 'a character that never ends');
  assert.equal(verdict(text, bytes(0xe2, 0x82, 0x41)), 'not-utf8 10', 'and one that ends wrongly');
  assert.equal(verdict(bytes(0xed, 0xa0, 0x80)), 'not-utf8 0', 'half a pair, encoded');
});

test('B4 B13 databases and protobuf histories are called by their name', () => {
  assert.equal(verdict(Buffer.from('SQLite format 3\0…')), 'not-a-history');
  assert.equal(verdict(bytes(0x0a, 0x10, 0x08, 0x00)), 'binary-history');
  assert.equal(verdict(bytes(0x0a, 0xff)), 'binary-history');
  assert.equal(verdict(Buffer.from('\n{"a":1}')), undefined);
});

test('B13 what is packed once more, or by another program, is named as that', () => {
  const said = (...values: readonly number[]): string => {
    try {
      checkText(Buffer.concat([bytes(...values), Buffer.alloc(20)]));
      return '';
    } catch (error) {
      return String(error);
    }
  };
  assert.match(said(0x1f, 0x8b, 8), /is gzip, not a history\. Unpack it/);
  assert.match(said(0x50, 0x4b, 3, 4), /is a zip archive/);
  assert.match(said(0x28, 0xb5, 0x2f, 0xfd), /is zstd/);
  assert.match(said(0x52, 0x2a, 0x4d, 0x18), /is zstd/);
  assert.match(said(...Buffer.from('BZh91AY&SY')), /is bzip2/);
  assert.match(said(...Buffer.alloc(257), ...Buffer.from('ustar')), /is a tar archive/);
  assert.equal(verdict(Buffer.from('BZh, she said')), undefined);
});
