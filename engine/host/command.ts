// What all commands of the command line share: their options and how they are parsed.

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
  /** A file that exports a codec. */
  readonly codec?: string | undefined;
  /** Another engine's format. */
  readonly as?: string | undefined;
  /** Ignore rules, or `@` and the path of a file with rules. */
  readonly ignore: readonly string[];
  readonly only: readonly string[];
  readonly within?: string | undefined;
  readonly html?: string | undefined;
  readonly note: readonly string[];
  readonly view?: string | undefined;
  readonly compare: boolean;
  readonly none: boolean;
  readonly chain: boolean;
  /** Address of a codec server. */
  readonly codecEndpoint?: string | undefined;
  readonly namespace?: string | undefined;
  /** A visibility query, in the server's own words. */
  readonly query?: string | undefined;
  readonly most?: string | undefined;
  readonly list: boolean;
  readonly follow: boolean;
  /** Of a replay: both histories whole. */
  readonly forward: boolean;
  readonly tls: boolean;
  readonly tlsCa?: string | undefined;
  readonly tlsCert?: string | undefined;
  readonly tlsKey?: string | undefined;
  readonly tlsName?: string | undefined;
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

/** A command's words, and those options it uses. The table of commands lists all options. */
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

/** A whole number from an option; undefined if the option is absent. */
export function wholeNumber(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text))
    throw new RetraceError('bad-usage', `${option} takes a whole number, not ${JSON.stringify(text)}.`);
  return Number(text);
}

/** The fields that identify a run in output. */
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
