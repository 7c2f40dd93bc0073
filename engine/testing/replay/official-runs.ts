// The histories and the code that Temporal's own replayer was asked about: `official-cases.json`.

import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../model/json.ts';

type OfficialRun = {
  readonly base: string;
  /** What was changed; empty for the code that made the history. */
  readonly change: string;
  readonly code: string;
  readonly verdict: 'pass' | 'fail';
  readonly message?: string;
};
type Cases = {
  readonly header: string;
  readonly bases: Readonly<Record<string, { code: string; history: { events: readonly JsonObject[] } }>>;
  readonly mutations: readonly OfficialRun[];
};

const cases = JSON.parse(readFileSync(join(import.meta.dirname, 'official-cases.json'), 'utf8')) as Cases;
const runs: readonly OfficialRun[] = [
  ...Object.entries(cases.bases).map(([base, { code }]) => ({ base, change: '', code, verdict: 'pass' as const })),
  ...cases.mutations,
];

/** Of each, the payloads of its history; `run0`, `run1` … is its workflow. */
export function officialRuns(): readonly (readonly Uint8Array[])[] {
  return runs.map(({ base }) =>
    (cases.bases[base]?.history.events ?? []).map((event) => Buffer.from(JSON.stringify(event))),
  );
}

/** The module that exports all workflows, in a folder that finds the project's own packages. */
export async function withOfficialCode(run: (workflowsPath: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'retrace-replay-'));
  try {
    symlinkSync(join(import.meta.dirname, '../../../node_modules'), join(folder, 'node_modules'));
    const functions = runs.map(({ code }, index) => `export async function run${index}() { ${code} }`);
    writeFileSync(join(folder, 'workflows.js'), [cases.header, ...functions].join('\n'));
    await run(join(folder, 'workflows.js'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
