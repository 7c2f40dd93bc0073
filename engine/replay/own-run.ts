// The history that a version of the code makes on its own decisions, told what a recorded history answers: a run that
// can be read and compared like any other.

import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { RetraceError } from '../model/errors.ts';
import type { Warning } from '../model/event.ts';
import { ownRunId } from '../model/replay/own-run-id.ts';
import type { Json } from '../model/json.ts';
import type { RunOrigin, RunSaid } from '../model/run.ts';
import type { CodeOfTypes } from './check/code-of-types.ts';
import type { ReplayLane } from './check/replay-pool.ts';
import { refuseEncoded } from './encoded-values.ts';
import { mostCalls, type OwnRun } from './replay-request.ts';
import type { FoundHistory } from './replayable.ts';
import type { Following } from './replayer.ts';

export type MadeByCode = {
  readonly dialect: string;
  readonly lines: readonly string[];
  readonly warnings: readonly Warning[];
  readonly origin: Omit<RunOrigin & RunSaid, 'dialect' | 'identity'>;
};

/** Throws the errors of `CodeOfTypes`, `code-stopped`, `cancelled`, and why no code can be replayed. */
export async function ownRunOf(
  history: FoundHistory,
  lane: ReplayLane,
  code: CodeOfTypes,
  following: Following = {},
): Promise<MadeByCode> {
  if (history.refused !== undefined) throw history.refused;
  const bundle = await code.of(history.workflowType ?? history.named.workflow ?? '', history.guest);
  const own = await lane.with(bundle, (replayer) => replayer.ownRun(history, following));
  if (own === undefined)
    throw new RetraceError(
      'code-stopped',
      'The code did not come back, or took memory without end, and was ended: it makes no history.',
    );
  refuseEncoded(own.thrown, history.name);
  const events = history.inItsForm(own.lines.map((line) => JSON.parse(line) as Json));
  const lines = events.map((event) => JSON.stringify(event));
  return {
    dialect: history.dialect,
    lines,
    warnings: warningsOf(own, lines.length),
    origin: originOf(lines, history, code),
  };
}

/** Where its form has other events, what is said of one is said of the run. */
function warningsOf({ notes, end, lines }: OwnRun, events: number): readonly Warning[] {
  const isSame = lines.length === events;
  const answers = notes.map(({ seq, text }): Warning => ({ seq: isSame ? seq : 0, code: 'no-answer', text }));
  if (end !== 'goesOn') return answers;
  return [
    { seq: 0, code: 'no-answer', text: `The code was followed for ${mostCalls} calls, and goes on after them.` },
    ...answers,
  ];
}

function originOf(
  lines: readonly string[],
  { runId, name, named }: FoundHistory,
  { version }: CodeOfTypes,
): MadeByCode['origin'] {
  const digest = createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 12);
  return {
    runId: ownRunId(runId ?? basename(name), digest),
    form: 'Made by code, on its own decisions',
    source: version.name,
    importedAtMs: 0,
    name: `${named.workflowId ?? basename(name)} by ${basename(version.name)}`,
    madeBy: version.name,
  };
}
