// The frame of every HTML page: a head whose policy allows the page's own stylesheet alone. No script, nothing loaded.

import { createHash } from 'node:crypto';
import { type Html, html } from './html.ts';
import { pageStyle } from './page-style.ts';

/** The text of a whole file. `body`: what stands in `main`. */
export function pageOf(title: string, body: Html): string {
  const page = html`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${pageStyle}</style>
</head>
<body><main>
<h1>${title}</h1>
${body}
</main></body>
</html>`;
  return `<!doctype html>\n${page.toString()}\n`;
}

/** Allows the stylesheet by its hash; the stylesheet holds no data from runs. */
function policy(): string {
  return `default-src 'none'; style-src 'sha256-${createHash('sha256').update(pageStyle.toString()).digest('base64')}'; base-uri 'none'; form-action 'none'`;
}
