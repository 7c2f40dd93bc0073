// Whole engines for tests: workflows written as text, in memory or in a file shared by several engines.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { NativeEvent } from '../model/native-event.ts';
import type { Clock } from '../runtime/clock.ts';
import { WorkflowClient } from '../runtime/client.ts';
import { FileCode } from '../runtime/file-code.ts';
import { type TestEngine, testEngine, type TestEngineOptions } from '../runtime/test-engine.ts';
import { WorkflowEngine, type EngineOptions } from '../runtime/workflow-engine.ts';
import { LocalGuests } from '../sandbox/native/guest-host.ts';
import { RunStore } from '../store/register/run-store.ts';

const imports = `import { activity, Cancelled, NonRetryable, OperationFailed, RetryAfter, signal } from 'retrace';\n`;

export function workflowFile(context: TestContext, code: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'retrace-engine-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'workflow.ts');
  writeFileSync(file, imports + code);
  return file;
}

export async function engineOf(
  context: TestContext,
  code: string,
  options: Omit<TestEngineOptions, 'files'> = {},
): Promise<TestEngine> {
  const engine = await testEngine({ files: [workflowFile(context, code)], ...options });
  context.after(() => engine.close());
  return engine;
}

/** The history of the run, or of the latest run with that workflow id. */
export async function historyOf(engine: TestEngine, workflowId: string): Promise<readonly NativeEvent[]> {
  return await engine.history((await engine.client.find(workflowId)).run);
}

export type SharedEngine = {
  readonly engine: WorkflowEngine;
  readonly client: WorkflowClient;
  readonly store: RunStore;
};

/** A separate engine on a file, as in another process. */
export async function engineOnFile(
  context: TestContext,
  place: { readonly db: string; readonly file: string; readonly clock: Clock },
  options: Partial<EngineOptions> = {},
): Promise<SharedEngine> {
  const store = RunStore.inFile(place.db, { synchronous: 'NORMAL' });
  const code = await FileCode.load([place.file]);
  const host = new LocalGuests();
  for (const bundle of code.bundles) await host.load(bundle);
  const engine = new WorkflowEngine({
    store,
    code,
    host,
    clock: place.clock,
    leaseMs: 10_000,
    pollMs: 1000,
    ...options,
  });
  const client = new WorkflowClient(store, { clock: place.clock });
  context.after(async () => {
    await engine.crash();
    await store.close();
  });
  return { engine, client, store };
}
