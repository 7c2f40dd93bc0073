// The engine in a process of its own, served on loopback, as the desktop host does it: its file dialog answers with the file to be measured.
// Speaks with its parent: tells the address, is told which file to choose next, tells its memory.

import '../engine/small-nursery.ts';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Engine } from '../engine/engine.ts';
import { startLoopback } from '../engine/host/loopback.ts';

const [database = ':memory:'] = process.argv.slice(2);
let chosen = '';
const engine = Engine.open({
  database,
  version: 'bench',
  filesByPath: true,
  shell: { chooseFiles: async () => [chosen] },
});
const { url } = await startLoopback({ engine, rendererDir: join(import.meta.dirname, '..', 'renderer') });

process.on('message', (message: { choose?: string }) => {
  if (message.choose !== undefined) chosen = message.choose;
  process.send?.({ peakMemory: peakMemory() });
});
/** Bytes. The kernel's own mark where it tells it: the usual figure begins with that of the parent process. */
function peakMemory(): number {
  const mark = existsSync('/proc/self/status')
    ? /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
    : undefined;
  return 1024 * (mark === undefined ? process.resourceUsage().maxRSS : Number(mark));
}

process.on('disconnect', () => process.exit(0));
process.send?.({ url });
