// Chooses code for the open run and replays it. Only code that a person chose and asked to run is run.

import { errorInfo, RetraceError } from '../../../engine/model/errors.ts';
import { type CodeRules, noRules } from '../../../engine/model/replay/code-rules.ts';
import { ask } from '../engine.ts';
import { moveTo, setView, useSession } from '../session.ts';
import { type AskedCode, beginRun, useCode } from './code-state.ts';

const { getState, setState } = useCode;

let replaying = new AbortController();

/** Asks the engine for the code offered for the run on screen, once per run. */
export async function prepareCode(): Promise<void> {
  const run = useSession.getState().open?.summary.runId ?? null;
  if (run === getState().run) return;
  replaying.abort();
  beginRun(run);
  if (run === null) return;
  try {
    const offer = await ask('offeredCode', { run });
    if (getState().run === run) setState({ offer });
  } catch (error) {
    if (getState().run === run) setState({ offer: { chosen: null, refused: errorInfo(error).message, versions: [] } });
  }
}

/** Shows the code pane, with the form where no code was replayed yet. */
export function chooseCode(): void {
  setView('code');
  setState({ choosing: true, error: null, modules: null });
}

/** The code of the run on screen, as a check has run it: it was asked for there. */
export async function showCode(code: string): Promise<void> {
  setView('code');
  await prepareCode();
  setState({ choosing: false });
  await replay(code);
}

export function endChoosing(): void {
  setState({ choosing: false, error: null, modules: null });
}

/** null where the host has no dialog, or the person cancelled. */
export async function browse(): Promise<string | null> {
  try {
    const { paths } = await ask('chooseFiles', { folder: true });
    return paths[0] ?? null;
  } catch {
    return null;
  }
}

/** What a worker of the code is told of its bundle; nothing where no such code is there. */
export async function rulesOf(code: string): Promise<CodeRules> {
  if (code.trim() === '') return noRules;
  try {
    return (await ask('codeRules', { code: code.trim() })).rules;
  } catch {
    return noRules;
  }
}

/** Keeps the rules for the code before it is replayed. Called only when a person asks, as it runs the code. */
export async function replayWith(rules: CodeRules | null, code: string, workflow: string | null): Promise<void> {
  try {
    if (rules !== null) await ask('keepCodeRules', { code: code.trim(), rules });
  } catch (error) {
    setState({ error: errorInfo(error), modules: null });
    return;
  }
  await replay(code, workflow);
}

/** Replays the code. Called only when a person asks, as it runs the code. */
export async function replay(code: string, workflow: string | null = null): Promise<void> {
  const { run } = getState();
  if (run === null) return;
  replaying.abort();
  const controller = new AbortController();
  replaying = controller;
  const asked: AskedCode = { run, code: code.trim(), workflow };
  setState({ running: asked, error: null, modules: null });
  try {
    await replayed(asked, controller.signal);
  } catch (error) {
    if (!controller.signal.aborted) await explain(asked, error);
  } finally {
    if (getState().running === asked) setState({ running: null });
  }
}

export function replayAgain(): void {
  const { replayed: before } = getState();
  if (before !== null) void replay(before.asked.code, before.asked.workflow);
}

export function cancelReplay(): void {
  replaying.abort();
  setState({ running: null });
}

async function replayed(asked: AskedCode, signal: AbortSignal): Promise<void> {
  const { cursor } = useSession.getState();
  const report = await ask('replayRun', { ...asked, remember: true }, { signal });
  const code = await ask('readCode', asked, { signal });
  if (signal.aborted || getState().run !== asked.run) return;
  setState({ replayed: { asked, report, code }, choosing: false, file: null, line: null });
  // Where it does not replay a person wants to stand there; who has gone on meanwhile stays.
  if (report.seq !== null && useSession.getState().cursor === cursor) moveTo(report.seq);
}

/** Several matching modules lead to a choice instead of an error. */
async function explain(asked: AskedCode, error: unknown): Promise<void> {
  if (!(error instanceof RetraceError) || error.code !== 'ambiguous-workflow') {
    setState({ error: errorInfo(error) });
    return;
  }
  try {
    const { modules } = await ask('findModules', { run: asked.run, code: asked.code });
    if (getState().running === asked) setState({ modules });
  } catch (failure) {
    setState({ error: errorInfo(failure) });
  }
}
