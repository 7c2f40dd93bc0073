// Runs one scan outside the page's thread: receives a needle, then the pieces of the text; answers each piece with the
// result so far.

import { RunDecoder } from './run-decoder.ts';
import { type Hit, TextScan } from './text-scan.ts';

export type ScanRequest = { readonly needle: string } | { readonly text: string; readonly last: boolean };
export type ScanReport = { readonly count: number; readonly hits: readonly Hit[]; readonly done: boolean };

let scan = new TextScan('');
let decoder = new RunDecoder();

addEventListener('message', ({ data }: MessageEvent<ScanRequest>) => {
  if ('needle' in data) {
    scan = new TextScan(data.needle);
    decoder = new RunDecoder();
    return;
  }
  scan.push(decoder.push(data.text, data.last), data.last);
  const report: ScanReport = { count: scan.count, hits: scan.hits, done: data.last };
  postMessage(report);
});
