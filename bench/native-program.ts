// An engine with its client and the code of the measured workflows.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RunHandle, WorkflowClient } from '../engine/runtime/client.ts';
import { Committer } from '../engine/runtime/committer.ts';
import { FileCode } from '../engine/runtime/file-code.ts';
import { WorkflowEngine } from '../engine/runtime/workflow-engine.ts';
import { ThreadGuests } from '../engine/sandbox/native/thread-guests.ts';
import type { RunStore } from '../engine/store/register/run-store.ts';
import { scratch } from './histories.ts';

const code = `import { activity, signal } from 'retrace';
export const add = activity('add', async (n: number) => n + 1);
export async function many(ctx: any, n: number) { let sum = 0; for (let i = 0; i < n; i++) sum = await ctx.run(add, i); return sum; }
export async function waits(ctx: any) { ctx.timer('30d'); return await ctx.signal(signal<any>('go')).receive(); }`;

export function workflowFile(): string {
  const folder = join(scratch, 'native');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'workflows.ts');
  writeFileSync(file, code);
  return file;
}

export class NativeProgram {
  readonly store: RunStore;
  readonly client: WorkflowClient;
  readonly engine: WorkflowEngine;

  commits = 0;

  private constructor(store: RunStore, loaded: FileCode, host: ThreadGuests, mostRuns: number) {
    this.store = store;
    const committer = new Committer({
      transact: (work) => {
        this.commits++;
        return store.transact(work);
      },
    });
    const most = { mostActivities: 1000, mostRuns };
    this.engine = new WorkflowEngine({ store, committer, code: loaded, host, pollMs: 1000, ...most });
    this.client = new WorkflowClient(store, {
      commit: (work) => this.engine.committer.commit(work),
      onChange: () => this.engine.poll(),
    });
    this.engine.start();
  }

  static async open(store: RunStore, mostRuns = 1000): Promise<NativeProgram> {
    const loaded = await FileCode.load([workflowFile()]);
    const host = new ThreadGuests();
    for (const bundle of loaded.bundles) await host.load(bundle);
    return new NativeProgram(store, loaded, host, mostRuns);
  }

  async start(workflow: string, input: number, count: number): Promise<readonly RunHandle<number>[]> {
    return await Promise.all(Array.from({ length: count }, () => this.client.start<number, number>(workflow, input)));
  }

  /** `count` runs with this many activities one after the other. */
  async run(activities: number, count: number): Promise<readonly RunHandle<number>[]> {
    const handles = await this.start('many', activities, count);
    await Promise.all(handles.map((handle) => handle.result()));
    return handles;
  }

  async close(): Promise<void> {
    await this.engine.close();
    await this.store.close();
  }
}

/** In µs: CPU time of the program, of it that of this thread, and time by the clock. */
export type Spent = { readonly cpu: number; readonly thread: number; readonly wall: number };

export async function spentOn(work: () => Promise<unknown>): Promise<Spent> {
  const [cpu, thread, wall] = [process.cpuUsage(), process.threadCpuUsage(), performance.now()];
  await work();
  const [program, own] = [process.cpuUsage(cpu), process.threadCpuUsage(thread)];
  return {
    cpu: program.user + program.system,
    thread: own.user + own.system,
    wall: (performance.now() - wall) * 1000,
  };
}
