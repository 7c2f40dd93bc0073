// The engine in a separate process, served on loopback, like the desktop host; its file dialog answers with the file to
// measure. Messages with the parent: the address, the file to choose next, the memory.

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
/** In bytes. Uses the kernel's peak value if available: Node's value includes the parent process. */
function peakMemory(): number {
  const mark = existsSync('/proc/self/status')
    ? /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
    : undefined;
  return 1024 * (mark === undefined ? process.resourceUsage().maxRSS : Number(mark));
}

process.on('disconnect', () => process.exit(0));
process.send?.({ url });
