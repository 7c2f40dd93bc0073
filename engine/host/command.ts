// What every command of the command line gets, and how it reads its words.

import { RetraceError } from '../model/errors.ts';
import type { RunSummary } from '../model/run.ts';

type AnyOption = {
  readonly json: boolean;
  readonly partial: boolean;
  readonly regex: boolean;
  readonly db?: string | undefined;
  readonly at?: string | undefined;
  readonly port?: string | undefined;
  readonly output?: string | undefined;
  /** Ignore rules, or `@` and the file they stand in. */
  readonly ignore: readonly string[];
  readonly only: readonly string[];
  readonly within?: string | undefined;
  readonly html?: string | undefined;
  readonly note: readonly string[];
  readonly view?: string | undefined;
  readonly compare: boolean;
  readonly preview: boolean;
  readonly pseudonymise: boolean;
  readonly pseudonymiseNames: boolean;
  /** Workflow code: PATH or PATH@REF. */
  readonly code?: string | undefined;
  readonly against?: string | undefined;
  /** What goes into its bundle, as into the worker's. */
  readonly payloadConverter?: string | undefined;
  readonly failureConverter?: string | undefined;
  readonly interceptors: readonly string[];
  readonly ignoreModule: readonly string[];
  readonly workflow?: string | undefined;
  readonly workflowId?: string | undefined;
  readonly failOn?: string | undefined;
  readonly junit?: string | undefined;
  readonly sarif?: string | undefined;
  readonly repo?: string | undefined;
  readonly entry?: string | undefined;
  readonly good?: string | undefined;
  readonly bad?: string | undefined;
};

/** The words of a command, and those of its options that are looked at. The table of commands says which there are. */
export type CommandOptions<Name extends keyof AnyOption> = { readonly words: readonly string[] } & Pick<
  AnyOption,
  Name
>;

export function oneWord({ words }: CommandOptions<never>, what: string): string {
  const [word, ...more] = words;
  if (word === undefined || more.length > 0)
    throw new RetraceError('bad-usage', `Name one ${what}. See retrace --help.`);
  return word;
}

/** A whole number from an option, or undefined where it was not given. */
export function wholeNumber(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text))
    throw new RetraceError('bad-usage', `${option} takes a whole number, not ${JSON.stringify(text)}.`);
  return Number(text);
}

/** A run as the command line names it. */
export function runFields({
  runId,
  dialect,
  workflowId,
  workflowType,
  status,
  events,
  ...more
}: RunSummary): Record<string, unknown> {
  return { runId, dialect, workflowId, workflowType, status, events, ...more };
}
