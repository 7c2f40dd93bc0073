// Benchmark of importing a long JSON Lines log: speed compared with `wc -l` of the same file, and memory.
// `BENCH_LINES_GB` sets the length.

import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { scratch } from './histories.ts';
import { type Row, times } from './statistics.ts';

const megabyte = 1e6;
const bytes = Number(process.env['BENCH_LINES_GB'] ?? 0.5) * 1000 * megabyte;
const mostMemory = 300;
const leastSpeed = 60;

export function measureLines(): readonly Row[] {
  const rows: Row[] = [];
  const measure = (name: string, runs: number, packed = false): void => {
    const path = join(scratch, packed ? 'lines.jsonl.gz' : 'lines.jsonl');
    const written = writeLog(path, runs, packed);
    rows.push(...rowsOf(name, path, written));
    rmSync(path);
  };
  measure('one run', 1);
  measure('1,000 runs, interleaved', 1000);
  measure('one run, gzip', 1, true);
  return rows;
}

type Written = { readonly bytes: number; readonly events: number };

function rowsOf(name: string, path: string, { bytes, events }: Written): readonly Row[] {
  const counted = secondsOf(() => spawnSync('wc', ['-l', path]));
  const imported = importIt(path);
  const perSecond = bytes / megabyte / imported.seconds;
  const what = `JSON Lines of ${(bytes / 1e9).toFixed(1)} GB, ${events.toLocaleString('en')} events, ${name}`;
  return [
    {
      what: `${what}: imported`,
      measured: `${imported.seconds.toFixed(1)} s, ${Math.round(perSecond)} MB/s, ${times(imported.seconds / counted)} of \`wc -l\``,
      target: `≥ ${leastSpeed} MB/s`,
      met: perSecond >= leastSpeed,
    },
    {
      what: '… memory of the program at its peak',
      measured: `${Math.round(imported.mebibytes)} MiB`,
      target: `≤ ${mostMemory} MiB`,
      met: imported.mebibytes <= mostMemory,
    },
  ];
}

function secondsOf(work: () => unknown): number {
  const begun = performance.now();
  work();
  return (performance.now() - begun) / 1000;
}

/** Imports in a separate program, like `retrace import`. */
function importIt(path: string): { readonly seconds: number; readonly mebibytes: number } {
  const program = join(import.meta.dirname, 'lines-import.ts');
  const library = join(scratch, 'lines.db');
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', program, library, path],
    { encoding: 'utf8' },
  );
  for (const end of ['', '-wal', '-shm', '-head', '-arriving']) rmSync(`${library}${end}`, { force: true });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as { seconds: number; mebibytes: number };
}

/** Bytes per write. */
const together = 4 * megabyte;

function writeLog(path: string, runs: number, packed: boolean): Written {
  const file = openSync(path, 'w');
  const log = new MadeLog(runs);
  let size = 0;
  while (size < bytes) {
    let text = '';
    while (text.length < together) text += log.next();
    size += text.length;
    writeSync(file, packed ? gzipSync(text, { level: 1 }) : Buffer.from(text));
  }
  closeSync(file);
  return { bytes: size, events: log.events };
}

/**
 * Runs of a log one after the other: each starts, then runs node after node. About 800 bytes per event, like a real
 * log.
 */
class MadeLog {
  readonly #runs: number;
  readonly #base = Date.UTC(2026, 10, 21);
  events = 0;

  constructor(runs: number) {
    this.#runs = runs;
  }

  next(): string {
    const [run, seq] = [this.events % this.#runs, Math.floor(this.events / this.#runs) + 1];
    this.events++;
    const node = seq >> 1;
    const what =
      seq === 1
        ? { type: 'workflow_started', workflow_id: `flow-${run}`, input: { run } }
        : seq % 2 === 0
          ? { type: 'node_started', node_id: `n${node}`, node_name: `step ${node % 40}`, input: this.#value(node) }
          : { type: 'node_completed', node_id: `n${node}`, output: this.#value(node) };
    return `${JSON.stringify({ seq, timestamp: this.#base + this.events * 3, run_id: `run-${run}`, ...what })}\n`;
  }

  #value(node: number): object {
    const rows = Array.from({ length: 8 }, (_, i) => ({
      id: node * 8 + i,
      name: `item ${node % 97}`,
      price: (node * 31 + i) / 7,
      left: i > 3,
    }));
    return { node, rows };
  }
}
