import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPage, isWebLink, pageUrl } from './page-address.ts';

test('the page is one address, with any hash and query', () => {
  for (const url of [pageUrl, 'retrace://app/index.html', 'retrace://app/#v=1&run=r', 'retrace://app/?x'])
    assert.equal(isPage(url), true, url);
});

test('no other address is the page', () => {
  const others = [
    '',
    'x',
    'https://app/',
    'retrace://app.example.com/',
    'retrace://example.com/app/',
    'retrace://app:1/',
    'retrace://x@app/',
  ];
  for (const url of [
    ...others,
    'retrace://app/other.html',
    'retrace://app/../x',
    'file:///app/',
    'about:blank',
    'blob:retrace://app/1',
  ]) {
    assert.equal(isPage(url), false, url);
  }
});

test('only https leaves for the browser', () => {
  assert.equal(isWebLink('https://example.com/x'), true);
  for (const url of [
    'http://example.com',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'mailto:x@example.com',
    'smb://x/y',
    '',
    'https:',
  ]) {
    assert.equal(isWebLink(url), false, url);
  }
});
