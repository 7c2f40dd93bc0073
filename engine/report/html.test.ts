import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { escaped, html } from './html.ts';

const letters = fc.string({
  unit: fc.constantFrom(
    '<',
    '>',
    '"',
    "'",
    '&',
    '`',
    '/',
    'a',
    ' ',
    '\n',
    '\u0000',
    '\u202e',
    '\ud800',
    '\ud83d\ude00',
    '=',
    '-',
  ),
  maxLength: 30,
});
const names: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };

test('C12 whatever is put into a template stays text, in an element and in an attribute', () => {
  fc.assert(
    fc.property(letters, (text) => {
      const page = html`<p title="${text}">${text}</p>`.toString();
      const [, title, inside] = /^<p title="([^"<>]*)">([^<>]*)<\/p>$/.exec(page) ?? [];
      assert.ok(title !== undefined && title === inside, page);
      const read = title.replaceAll(/&(?:lt|gt|quot|#39|amp);/g, (name) => names[name] ?? '');
      assert.equal(
        read.replaceAll(/\\u([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
        text,
      );
    }),
    { numRuns: 2000 },
  );
});

test('C12 parts made by a template are markup, lists are joined, nothing is nothing', () => {
  assert.equal(
    html`<ul>${['<', html`<li>${1}</li>`, null, undefined, ['&', 0]]}</ul>`.toString(),
    '<ul>&lt;<li>1</li>&amp;0</ul>',
  );
  assert.equal(escaped('a\tb\nc\u0007\u2066'), 'a\tb\nc\\u0007\\u2066');
});
