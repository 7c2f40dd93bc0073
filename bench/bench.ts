// Measures the program's performance targets and prints them as a table: `npm run bench [part …]`. Ratios compare with
// a reference measured beside the program.

import { cpus } from 'node:os';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, createBuilder } from 'vite';
import { measureActionQueue } from './actionqueue.ts';
import { measureCommandLine } from './command-line.ts';
import { measureComparing } from './compare.ts';
import { measureDevServer } from './devserver.ts';
import { measureEventLog } from './event-log.ts';
import { measureGraph } from './graph.ts';
import { measureTracks } from './tracks.ts';
import { measureGrowth } from './growth.ts';
import { listedHistory, longHistory, millionEvents, scratch } from './histories.ts';
import { measureLive } from './live.ts';
import { measureOpening } from './opening.ts';
import { measureLines } from './lines.ts';
import { root } from './program.ts';
import { measureProtobuf } from './protobuf.ts';
import { measureReplay } from './replay.ts';
import { measureScrolling } from './scrolling.ts';
import type { Row } from './statistics.ts';
import { measureStepping } from './stepping.ts';
import { measureWindow } from './window.ts';

const parts = {
  open: async () => await measureOpening(longHistory()),
  step: async () => await measureStepping(longHistory()),
  growth: async () => await measureGrowth(),
  scroll: async () => await measureScrolling(longHistory()),
  graph: async () => await measureGraph(longHistory()),
  tracks: async () => await measureTracks(longHistory()),
  million: async () => await measureStepping(await millionEvents(), 600_000),
  cli: async () => measureCommandLine(),
  compare: async () => measureComparing(),
  log: async () => await measureEventLog(),
  window: async () => await measureWindow(longHistory()),
  lines: async () => measureLines(),
  actionqueue: async () => await measureActionQueue(),
  replay: async () => await measureReplay(),
  protobuf: async () => await measureProtobuf(longHistory()),
  devserver: async () => await measureDevServer(),
  live: async () => await measureLive(listedHistory()),
} as const;

/** Parts that measure modules, not the built program. */
const withoutProgram = [
  'graph',
  'tracks',
  'compare',
  'log',
  'lines',
  'actionqueue',
  'replay',
  'protobuf',
  'devserver',
  'live',
];

async function buildProgram(): Promise<void> {
  const builder = await createBuilder({ logLevel: 'error', configFile: join(root, 'vite.config.ts') });
  await builder.buildApp();
  // Measures a bundled host, as people run it.
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: ['zod'] },
    build: {
      ssr: join(root, 'bench', 'host.ts'),
      outDir: join(root, 'dist', 'bench'),
      target: 'node24',
      rolldownOptions: { external: ['better-sqlite3', 'ws'] },
    },
  });
}

function print(rows: readonly Row[]): void {
  for (const { what, measured, target, met } of rows)
    console.log(`| ${what} | ${measured} | ${target} | ${met === null ? '' : met ? 'met' : 'NOT MET'} |`);
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) throw new Error(`no part ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`);

try {
  if (asked.length === 0 || asked.some((name) => !withoutProgram.includes(name))) await buildProgram();
  console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.versions.node}\n`);
  console.log('| what | measured | target | |\n|---|---|---|---|');
  for (const [name, measure] of Object.entries(parts))
    if (asked.length === 0 || asked.includes(name)) print(await measure());
} finally {
  // A browser may still write as it ends.
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
}
