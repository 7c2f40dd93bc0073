// The histories and code given to Temporal's own replayer: `official-cases.json`.

import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../model/json.ts';

type OfficialRun = {
  readonly base: string;
  /** The change; empty for the code that made the history. */
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

/** Payloads of each history; `run0`, `run1` and so on is its workflow. */
export function officialRuns(): readonly (readonly Uint8Array[])[] {
  return runs.map(({ base }) =>
    (cases.bases[base]?.history.events ?? []).map((event) => Buffer.from(JSON.stringify(event))),
  );
}

/** The module that exports all workflows, in a folder where imports find the project's own packages. */
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
