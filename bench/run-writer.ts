// Appends to a run like a worker: through the log, in a separate process. Messages give the number of events and the
// rate per second.

import type { StoredEvent } from '../engine/store/log.ts';
import { Library } from '../engine/store/library.ts';

/** `rate`: events per second. */
export type WriteCommand = { readonly events: number; readonly rate: number };

/** Maximum events per transaction. */
const most = 2000;
const everyMs = 10;
const base = Date.UTC(2026, 10, 21);

const [database = '', run = ''] = process.argv.slice(2);
const library = new Library(database, { synchronous: 'NORMAL' });
let written = (await library.log.stream(run))?.events ?? 0;

/** A node log: some nodes run in parallel, about one in a thousand fails. */
function eventAt(seq: number): StoredEvent {
  const atMs = base + seq * 3;
  const node = seq >> 1;
  const said =
    seq === 1
      ? { type: 'workflow_started', workflow_id: run, run_id: run, input: {} }
      : seq % 2 === 0
        ? { type: 'node_started', node_id: `n${node}`, node_name: `step ${node % 40}`, input: { node } }
        : node % 997 === 0
          ? { type: 'node_failed', node_id: `n${node}`, error: { name: 'Timeout', message: 'took too long' } }
          : { type: 'node_completed', node_id: `n${node}`, output: { node } };
  const payload = Buffer.from(JSON.stringify({ seq, timestamp: atMs, ...said }));
  return { seq, type: said.type, atMs, payload };
}

async function write({ events, rate }: WriteCommand): Promise<void> {
  const startedAtMs = performance.now();
  for (let done = 0; done < events;) {
    const due = Math.min(events, Math.ceil(((performance.now() - startedAtMs) / 1000) * rate));
    const count = Math.min(due - done, most);
    if (count > 0) {
      await library.log.append(
        run,
        Array.from({ length: count }, (_, i) => eventAt(written + i + 1)),
      );
      written += count;
      done += count;
    }
    await new Promise((resolve) => setTimeout(resolve, count === most ? 0 : everyMs));
  }
}

process.on('message', (command: WriteCommand) => void write(command).then(() => process.send?.({ written })));
process.on('disconnect', () => void library.close());
process.send?.({ written });
