// What a row of a collection's index says of a file, held against the runs that were opened: status, kinds of
// operations, types of events, values, relations, time.

import type { LinkRelation, OperationKind, RunStatus } from '../model/effect.ts';
import { kindOf, nameOf, type Outline, typeOf } from '../model/outline.ts';
import type { RunSummary } from '../model/run.ts';

/** The cells of a row by column; undefined for an absent column or an empty cell. */
export type IndexRow = Readonly<Record<string, string | undefined>>;
export type OpenedRun = { readonly summary: RunSummary; readonly outline: Outline };

/** Every statement of the row that the runs contradict, in words. */
export function contradictions(row: IndexRow, runs: readonly OpenedRun[]): readonly string[] {
  const seen = seenIn(runs);
  const { notes = '', recorded = '' } = row;
  const words = wordsIn(row);
  return [
    ...(words.size > 0 ? contradicted(words, seen, isWhole(row)) : []),
    ...[...words, ...(/types: (\S+)/.exec(notes)?.[1]?.split(',') ?? [])]
      .filter((word) => /^[A-Z]\w+[a-z]$|^[a-z]+(?:_[a-z]+)+$/.test(word))
      .filter((type) => !isAmong(type, seen.types))
      .map((type) => `no event of type ${type}`),
    ...taskTypesIn(notes)
      .filter((type) => !isAmong(type, seen.labels))
      .map((type) => `no task of type ${type}`),
    ...(runs.some(({ summary }) => timeText(summary).startsWith(recorded)) ? [] : [`not recorded in ${recorded}`]),
  ];
}

type Seen = {
  readonly statuses: ReadonlySet<RunStatus>;
  readonly kinds: ReadonlySet<OperationKind>;
  readonly types: ReadonlySet<string>;
  readonly labels: ReadonlySet<string>;
  readonly relations: ReadonlySet<LinkRelation>;
  /** Groups of values: `memo`, `searchAttributes`. */
  readonly groups: ReadonlySet<string>;
  readonly isRetried: boolean;
};

function seenIn(runs: readonly OpenedRun[]): Seen {
  const outlines = runs.map(({ outline }) => outline);
  const operations = outlines.flatMap((outline) => outline.operations.keys.map((_, i) => [outline, i] as const));
  const isWork = (outline: Outline, i: number): boolean => kindOf(outline, i) !== 'workflowTask';
  return {
    statuses: new Set(runs.map(({ summary }) => summary.status)),
    kinds: new Set(operations.map(([outline, i]) => kindOf(outline, i))),
    types: new Set(outlines.flatMap((outline) => Array.from(outline.type, (_, i) => typeOf(outline, i + 1)))),
    labels: new Set(
      operations.flatMap(([outline, i]) => [nameOf(outline, i), outline.names[outline.operations.label[i]!]!]),
    ),
    relations: new Set(outlines.flatMap(({ links }) => links.map(({ relation }) => relation))),
    groups: new Set(outlines.flatMap(({ sets }) => sets.map(({ name }) => name.split('.')[0]!))),
    isRetried: operations.some(([outline, i]) => isWork(outline, i) && outline.operations.attempts[i]! > 1),
  };
}

type Law = (seen: Seen) => boolean;
const has =
  (...kinds: readonly OperationKind[]): Law =>
  ({ kinds: there }) =>
    kinds.some((kind) => there.has(kind));
const ends =
  (...statuses: readonly RunStatus[]): Law =>
  ({ statuses: there }) =>
    statuses.some((status) => there.has(status));
const holds =
  (type: string): Law =>
  ({ types }) =>
    types.has(type);

/** Words of the index that are there if, and only if, the law holds. */
const exact: Readonly<Record<string, Law>> = {
  activity: has('activity'),
  timer: has('timer'),
  // Any event whose type speaks of a signal.
  signal: has('signal', 'signalExternal'),
  signalExternal: has('signalExternal'),
  cancelExternal: has('cancelExternal'),
  update: has('update'),
  nexus: has('nexus'),
  cancel: ({ types }) => [...types].some((type) => /CancelRequest|ExecutionCancel/.test(type)),
  marker: holds('MarkerRecorded'),
  wftFailed: holds('WorkflowTaskFailed'),
  wftTimedOut: holds('WorkflowTaskTimedOut'),
  upsertSA: holds('UpsertWorkflowSearchAttributes'),
  upsertMemo: holds('WorkflowPropertiesModified'),
  wfFailed: ends('failed'),
  wfTimeout: ends('timedOut'),
  terminated: ends('terminated'),
  continueAsNew: ends('continuedAsNew'),
};
/** Words that are there if the law holds. */
const sufficient: Readonly<Record<string, Law>> = { child: has('childWorkflow') };
/** Words that are there only if the law holds. */
const necessary: Readonly<Record<string, Law>> = {
  // Said of parents and of children.
  child: (seen) => seen.relations.has('parent') || has('childWorkflow')(seen),
  open: ends('running', 'paused', 'unknown'),
  upsertSA: ({ groups }) => groups.has('searchAttributes'),
  upsertMemo: ({ groups }) => groups.has('memo'),
  memo: ({ groups }) => groups.has('memo'),
  activityRetry: ({ isRetried }) => isRetried,
  activityRetried: ({ isRetried }) => isRetried,
  reset: ({ relations }) => relations.has('resetFrom'),
  'continued:workflow': ({ relations }) => relations.has('continuedFrom'),
  'continued:retry': ({ relations }) => relations.has('continuedFrom'),
};
const marked: Readonly<Record<string, OperationKind>> = {
  Version: 'version',
  core_patch: 'version',
  SideEffect: 'sideEffect',
  MutableSideEffect: 'sideEffect',
  LocalActivity: 'localActivity',
  core_local_activity: 'localActivity',
};

/** `isWhole`: an absent word says something too. */
function contradicted(words: ReadonlySet<string>, seen: Seen, isWhole: boolean): readonly string[] {
  const markers = [...words].filter((word) => word.startsWith('markers=')).flatMap((word) => word.slice(8).split(','));
  return [
    ...Object.entries(exact).flatMap(([word, law]) => {
      if (words.has(word) === law(seen) || (law(seen) && !isWhole)) return [];
      return [words.has(word) ? `no ${word}` : `${word} that is not in the index`];
    }),
    ...Object.entries(sufficient).flatMap(([word, law]) =>
      isWhole && !words.has(word) && law(seen) ? [`${word} that is not in the index`] : [],
    ),
    ...Object.entries(necessary).flatMap(([word, law]) => (words.has(word) && !law(seen) ? [`no ${word}`] : [])),
    ...markers.flatMap((name) => {
      const kind = Object.hasOwn(marked, name) ? marked[name] : undefined;
      return kind === undefined || seen.kinds.has(kind) ? [] : [`no ${kind} of marker ${name}`];
    }),
  ];
}

/** Of binary files, and in words that are types of events, not all is listed. */
function isWhole({ repo, sdk, dialect = '' }: IndexRow): boolean {
  return repo !== undefined && sdk !== undefined && repo !== '(generated)' && !dialect.startsWith('proto-binary');
}

/** None where the features are a sentence. */
function wordsIn({ features = '' }: IndexRow): ReadonlySet<string> {
  const words = features.split(' ').filter(Boolean);
  return new Set(
    words.every((word) => /^(?:[\w:-]+|(?:markers|enc)=\S+)$/.test(word) && !word.endsWith(':')) ? words : [],
  );
}

function taskTypesIn(notes: string): readonly string[] {
  return /task types (\S+)/.exec(notes)?.[1]?.split(',') ?? [];
}

/** The last word of a long note is cut. */
function isAmong(word: string, all: ReadonlySet<string>): boolean {
  return all.has(word) || [...all].some((each) => each.startsWith(word));
}

function timeText({ startedAtMs }: RunSummary): string {
  return startedAtMs === null ? '' : new Date(startedAtMs).toISOString();
}
