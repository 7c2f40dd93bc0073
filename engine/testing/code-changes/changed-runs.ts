// Programs drawn by chance, the histories that they made, and changes of their code: all out of a seed.

import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../model/json.ts';
import { bundleCode } from '../../sandbox/temporal/bundle.ts';
import { WorkflowScript } from '../../sandbox/temporal/workflow-script.ts';
import { Chance } from '../survival/chance.ts';
import { type Expected, Places } from './change.ts';
import { callChanges } from './changes-of-calls.ts';
import { wayChanges } from './changes-of-ways.ts';
import { Pen, type Program } from './program.ts';
import { header, programText } from './program-text.ts';
import { simulatedHistory } from './simulated-server.ts';

const changes = { ...callChanges, ...wayChanges };
export const changeNames: readonly string[] = Object.keys(changes);
/** The code that made the history. */
export const unchanged = 'unchanged';

export type ChangedRun = {
  readonly seed: number;
  readonly change: string;
  /** Events of the run that the unchanged code made; they name the changed workflow. */
  readonly events: readonly JsonObject[];
  /** Of history and code. */
  readonly digest: string;
  /** What drifts, where the history shows the call: at which line, and at which it was in the unchanged code. */
  readonly expected?: { readonly attribute: string; readonly line: number; readonly lineBefore: number };
};

type Drawn = Pick<ChangedRun, 'seed' | 'change'> & { readonly program: Program; readonly expected?: Expected };

/** Of each seed the program as it was, and each change that it has a place for. Writes the code of all of them to `workflows.ts` in the folder. */
export async function changedRuns(seeds: readonly number[], folder: string): Promise<readonly ChangedRun[]> {
  const drawn = seeds.flatMap(drawnFrom);
  const texts = drawn.map(({ program }, index) => programText(program, `run${index}`));
  const file = join(folder, 'workflows.ts');
  writeFileSync(file, header + texts.map(({ text }) => text).join(''));
  const { code, kernel = '' } = await bundleCode({ workflowsPath: file });
  const script = new WorkflowScript({ kernel, code, filename: 'workflow-bundle.js' });
  const runs: ChangedRun[] = [];
  let line = header.split('\n').length;
  let events: readonly JsonObject[] = [];
  let before = line;
  let linesBefore: ReadonlyMap<number, number> = new Map();
  for (const [index, { seed, change, program, expected }] of drawn.entries()) {
    const { text, lines } = texts[index]!;
    if (change === unchanged) {
      [before, linesBefore] = [line, lines];
      const signals = program.handlers.map(({ signal }) => signal);
      events = await simulatedHistory(script, `run${index}`, signals, new Chance(seed + 1));
    }
    const place = expected && {
      attribute: expected.attribute,
      line: line + (lines.get(expected.step) ?? 0),
      lineBefore: before + (linesBefore.get(expected.step) ?? 0),
    };
    const own = naming(events, `run${index}`);
    runs.push({ seed, change, events: own, digest: digestOf(events, text), ...(place && { expected: place }) });
    line += text.split('\n').length - 1;
  }
  return runs;
}

function drawnFrom(seed: number): readonly Drawn[] {
  const original = new Pen(new Chance(seed)).program();
  const changed = Object.entries(changes).flatMap(([change, apply], index): readonly Drawn[] => {
    const program = structuredClone(original);
    const chance = new Chance(seed * 1000 + index);
    // Its own steps are numbered behind those of the program.
    const pen = new Pen(chance);
    for (let id = 0; id < 500; id++) pen.id();
    const found = apply(program, new Places(program, chance), pen);
    if (found === false) return [];
    return [{ seed, change, program, ...(found !== true && { expected: found }) }];
  });
  return [{ seed, change: unchanged, program: original }, ...changed];
}

function naming([first, ...others]: readonly JsonObject[], name: string): readonly JsonObject[] {
  const key = 'workflowExecutionStartedEventAttributes';
  return [{ ...first, [key]: { ...(first?.[key] as JsonObject), workflowType: { name } } }, ...others];
}

function digestOf(events: readonly JsonObject[], text: string): string {
  // Their names say only where they stand in the file.
  const said = JSON.stringify(events) + text;
  return createHash('sha256')
    .update(said.replaceAll(/\brun\d+\b/g, 'run'))
    .digest('hex')
    .slice(0, 12);
}
