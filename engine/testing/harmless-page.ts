// Asserts that a page of this program runs nothing, loads nothing, and has no markup of others.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

export function assertHarmless(page: string): void {
  const tags = new Set([...page.matchAll(/<\/?([a-zA-Z][^\s>/]*)/g)].map(([, tag]) => tag));
  const known = [
    'html',
    'head',
    'meta',
    'title',
    'style',
    'body',
    'main',
    'section',
    'footer',
    'h1',
    'h2',
    'h3',
    'ol',
    'line',
    'text',
    'p',
    'ul',
    'li',
    'div',
    'dl',
    'dt',
    'dd',
    'code',
    'pre',
    'span',
    'b',
    'br',
    'a',
    'del',
    'ins',
    'svg',
    'rect',
    'details',
    'summary',
    'table',
    'caption',
    'colgroup',
    'col',
    'thead',
    'tbody',
    'tr',
    'th',
    'td',
  ];
  assert.deepEqual(
    [...tags].filter((tag) => !known.includes(tag ?? '')),
    [],
  );
  const markup = page.replaceAll(/>[^<]*</g, '><');
  assert.doesNotMatch(markup, /\son\w+\s*=|javascript:|(src|style|action)\s*=|href="(?!#)/i);
  const [, style = ''] = /<style>([^]*?)<\/style>/.exec(page) ?? [];
  assert.doesNotMatch(style, /url\(|@import|</);
  const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'`;
  assert.ok(page.includes(`<meta http-equiv="Content-Security-Policy" content="${policy.replaceAll("'", '&#39;')}">`));
  assert.ok(page.indexOf('Content-Security-Policy') < page.indexOf('<style>'));
}
