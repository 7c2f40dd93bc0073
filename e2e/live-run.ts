// A run that a worker appends to while a person views it: through the real log, in a separate process.

import { once } from 'node:events';
import { feedCli } from './hosts.ts';

const base = Date.UTC(2026, 10, 21);
/** Number of different step names: they repeat, so that there is something to fold. */
const names = 12;

export class LiveRun {
  readonly #writer: ReturnType<typeof feedCli>;
  readonly run: string;
  events = 0;

  constructor(library: string, run: string) {
    this.run = run;
    this.#writer = feedCli(['log', 'append', run, '--db', library]);
  }

  /**
   * Appends `count` events, `rate` per second; all at once by default. Every step has two events, a start and an end.
   */
  async append(count: number, rate = Infinity): Promise<void> {
    for (let i = 0; i < count; i++) {
      this.#writer.stdin.write(`${JSON.stringify(this.#event(++this.events))}\n`);
      if (rate < Infinity) await new Promise((resolve) => setTimeout(resolve, 1000 / rate));
    }
  }

  async end(): Promise<void> {
    const ended = once(this.#writer, 'exit');
    this.#writer.stdin.end();
    await ended;
  }

  #event(seq: number): object {
    const step = seq >> 1;
    const atMs = base + seq * 1000;
    const said =
      seq === 1
        ? { type: 'workflow_started', workflow_id: this.run, run_id: this.run, input: { live: true } }
        : seq % 2 === 0
          ? { type: 'node_started', node_id: `n${step}`, node_name: `step ${letter(step)}`, input: { step } }
          : { type: 'node_completed', node_id: `n${step}`, output: { done: step } };
    const payload = Buffer.from(JSON.stringify({ seq, timestamp: atMs, ...said })).toString('base64');
    return { seq, type: said.type, atMs, payload };
  }
}

function letter(step: number): string {
  return 'abcdefghijkl'[step % names] ?? '';
}
