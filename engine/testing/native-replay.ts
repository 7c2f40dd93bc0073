// Histories of workflows written as text, and changed versions of their code for a replay.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Json } from '../model/json.ts';
import type { NativeEvent } from '../model/native-event.ts';
import type { ReplayReport } from '../model/replay/replay-report.ts';
import { loadCode } from '../replay/load-code.ts';
import { replayReport } from '../replay/replay-report.ts';
import { replayable, type FoundHistory } from '../replay/replayable.ts';
import { Replayer } from '../replay/replayer.ts';
import type { ReplayLimits } from '../replay/running-thread.ts';
import { RunInspector } from '../replay/run-inspector.ts';
import { native } from '../formats/native/native.ts';
import { testEngine, type TestEngine } from '../runtime/test-engine.ts';

export function codeFile(context: TestContext, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'retrace-native-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'workflows.ts');
  writeFileSync(file, text);
  return file;
}

export async function ranTo(
  file: string,
  run: (engine: TestEngine) => Promise<unknown>,
  id = 'w',
): Promise<readonly NativeEvent[]> {
  const engine = await testEngine({ files: [file] });
  try {
    await run(engine);
    return await engine.history((await engine.client.find(id)).run);
  } finally {
    await engine.close();
  }
}

export function historyOfEvents(events: readonly NativeEvent[]): FoundHistory {
  const payloads = events.map((event) => Buffer.from(JSON.stringify(event)));
  const [first] = events;
  const { runId, workflowId, workflowType } = first?.type === 'workflow_started' ? first : {};
  return replayable(native, payloads, 'w', {
    ...(runId !== undefined && { runId }),
    ...(workflowId !== undefined && { workflowId }),
    ...(workflowType !== undefined && { workflowType }),
  });
}

async function replayerOf(file: string, history: FoundHistory, limits: Partial<ReplayLimits> = {}): Promise<Replayer> {
  const workflowType = history.named.workflow ?? '';
  return new Replayer(await loadCode({ path: file, workflowType, guest: history.guest }), limits);
}

/** The report of a replay with the text as another version of the code. */
export async function reportOf(
  context: TestContext,
  events: readonly NativeEvent[],
  text: string,
  limits: Partial<ReplayLimits> = {},
): Promise<ReplayReport & { readonly lineOf: string | undefined }> {
  const file = codeFile(context, text);
  const history = historyOfEvents(events);
  const replayer = await replayerOf(file, history, limits);
  context.after(() => replayer.close());
  const report = await replayReport(replayer, history, { name: 'other', path: file });
  return { ...report, lineOf: report.source === null ? undefined : text.split('\n')[report.source.line - 1]?.trim() };
}

export async function framesOf(
  context: TestContext,
  events: readonly NativeEvent[],
  file: string,
): ReturnType<Replayer['record']> {
  const history = historyOfEvents(events);
  const replayer = await replayerOf(file, history);
  context.after(() => replayer.close());
  return await replayer.record(history);
}

export async function inspectorOf(
  context: TestContext,
  events: readonly NativeEvent[],
  file: string,
): Promise<RunInspector> {
  const history = historyOfEvents(events);
  const workflowType = history.named.workflow ?? '';
  const bundle = await loadCode({ path: file, workflowType, guest: history.guest, instrumented: true });
  const inspector = new RunInspector(bundle, history);
  context.after(() => inspector.close());
  return inspector;
}

export function started(workflowType: string, input: Json): NativeEvent {
  return { type: 'workflow_started', at: 1000, retrace: 1, workflowType, workflowId: 'w', runId: 'r', input };
}
