// The likely cause of a divergence, from the first differing calls and from the rest of the code's and the history's
// calls. Pure.

import { isObject, objectOf, stringOf } from '../../model/json.ts';
import {
  type CallNow,
  callText,
  type Course,
  type Call,
  type CourseRow,
  endsWorkflow,
  isSameCall,
  type RecordedCall,
} from '../../model/replay/call.ts';
import type { CauseKind } from '../../model/replay/cause.ts';
import type { Divergence, Side } from '../../model/replay/verdict.ts';

export type Cause = {
  readonly kind: CauseKind;
  readonly cause: string;
  readonly removed?: RecordedCall;
  readonly added?: CallNow;
};

export type Evidence = {
  readonly divergence: Divergence;
  readonly rows: readonly CourseRow[];
  readonly end: Course['end'];
  /** True where the code near the diverging call still calls something of that name. */
  readonly mentions: (name: string) => boolean;
  /**
   * Ids of the patches that the code near the diverging call checks: a patch unknown to the history leaves no command.
   */
  readonly patches: () => readonly string[];
  /** The guard's name: patch. */
  readonly guard: string;
};

export function likelyCause(evidence: Evidence): Cause {
  const { divergence } = evidence;
  if (divergence.got?.type === 'throws')
    return { kind: 'throws', cause: `The code throws where the history went on: ${divergence.text}.` };
  return ofIds(divergence) ?? ofCalls(evidence);
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The same call with a different id. */
function ofIds({ expected, got }: Divergence): Cause | undefined {
  if (expected === null || got === null) return undefined;
  const pairs = [
    { name: 'activity id', was: textIn(expected, 'activityId'), is: textIn(got, 'activityId'), type: 'activityType' },
    {
      name: 'workflow id of the child',
      was: textIn(expected, 'workflowId'),
      is: textIn(got, 'workflowId'),
      type: 'workflowType',
    },
  ];
  for (const { name, was, is, type } of pairs) {
    if (was === undefined || is === undefined || was === is) continue;
    if (nameIn(expected, type) !== nameIn(got, type)) continue;
    if (uuid.test(was) && uuid.test(is))
      return {
        kind: 'randomness',
        cause: `The ${name} is drawn at random and is another now: before this call the code draws random numbers (uuid4, Math.random) more often, or less often, than it did.`,
      };
    return { kind: 'id-changed', cause: `The ${name} was '${was}' and is '${is}' now.` };
  }
  return undefined;
}

function textIn({ attributes }: Side, key: string): string | undefined {
  return stringOf(objectOf(attributes)[key]);
}

/** A type is a text, or `{name}`. */
function nameIn({ attributes }: Side, key: string): string | undefined {
  const value = objectOf(attributes)[key];
  return isObject(value) ? stringOf(value['name']) : stringOf(value);
}

type Hunk = { readonly removed: readonly RecordedCall[]; readonly added: readonly CallNow[] };

/** The first block of differing rows. */
function firstHunk(rows: readonly CourseRow[]): Hunk {
  const differs = ({ recorded, now }: CourseRow): boolean => recorded === null || now === null;
  const from = rows.findIndex(differs);
  if (from === -1) return { removed: [], added: [] };
  const length = rows.slice(from).findIndex((row) => !differs(row));
  const hunk = rows.slice(from, length === -1 ? undefined : from + length);
  return { removed: hunk.flatMap(({ recorded }) => recorded ?? []), added: hunk.flatMap(({ now }) => now ?? []) };
}

function ofCalls(evidence: Evidence): Cause {
  const { removed, added } = firstHunk(evidence.rows);
  const [was, is] = [removed[0], added[0]];
  if (was === undefined && is === undefined) return ofTiming(evidence);
  if (was?.kind === 'patch') return ofPatch(was, is, evidence);
  if (was?.kind === 'version') return ofVersion(was);
  if (was !== undefined && isNow(was, evidence.rows))
    return is === undefined || isInHistory(is, evidence.rows) ? reordered(was, is) : ofAdded(is, evidence);
  if (was !== undefined && is !== undefined && isInHistory(is, evidence.rows)) return reordered(was, is);
  if (was === undefined && is !== undefined) return ofAdded(is, evidence);
  if (was === undefined) return ofTiming(evidence);
  if (is === undefined) return ofRemoved(was, evidence);
  return ofBoth(was, is, evidence);
}

function sides(removed: RecordedCall | undefined, added: CallNow | undefined): Pick<Cause, 'removed' | 'added'> {
  return { ...(removed !== undefined && { removed }), ...(added !== undefined && { added }) };
}

/** True where the code makes the recorded call at another place. */
function isNow(was: Call, rows: readonly CourseRow[]): boolean {
  return (
    !endsWorkflow(was) && rows.some(({ recorded, now }) => recorded === null && now !== null && isSameCall(now, was))
  );
}

/** True where the history has the code's call at another place. */
function isInHistory(is: Call, rows: readonly CourseRow[]): boolean {
  return (
    !endsWorkflow(is) && rows.some(({ recorded, now }) => now === null && recorded !== null && isSameCall(recorded, is))
  );
}

function reordered(was: RecordedCall, is: CallNow | undefined): Cause {
  const cause =
    is === undefined
      ? `The order has changed: the code asks for ${callText(was)} later than it did.`
      : `The order has changed: the code asks for ${callText(is)} where the history has ${callText(was)}; both sides have both.`;
  return { kind: 'reordered', cause, ...sides(was, is) };
}

function ofTiming({ divergence, end, rows }: Evidence): Cause {
  const type = divergence.expected?.type ?? '';
  const before = rows.findLast(({ recorded }) => recorded !== null && recorded.seq < (divergence.seq ?? 0))?.recorded;
  if (type === 'TimerFired')
    return {
      kind: 'added',
      cause:
        'The timers have other numbers: the code starts a timer more, or one less, that it cancels at once and the history does not show.',
    };
  if (/cancel/i.test(type) || /^(requestCancel|cancel)/.test(divergence.got?.type ?? '') || isCancel(before))
    return { kind: 'cancellation', cause: 'What is cancelled, or how its end is waited for, is not as it was.' };
  if (end === 'waits' && divergence.got === null) return waits(divergence);
  return {
    kind: 'timing',
    cause:
      'The code makes the same calls, but waits between them where it did not, or no longer waits where it did: sequential instead of parallel, all instead of the first.',
  };
}

function waits({ expected }: Divergence): Cause {
  return {
    kind: 'waits',
    cause: `The code waits where the history went on${expected === null ? '' : ` with ${expected.type}`}: a condition that held then does not hold now, a signal's handler is missing or has another name, or a promise never settles.`,
  };
}

function ofPatch(was: RecordedCall, is: CallNow | undefined, evidence: Evidence): Cause {
  if (isNow(was, evidence.rows))
    return {
      kind: 'reordered',
      cause: `patched('${was.name}') is called at another place in the order than it was.`,
      ...sides(was, is),
    };
  if (is?.kind === 'patch')
    return { kind: 'patch-renamed', cause: `The patch '${was.name}' is called '${is.name}' now.`, ...sides(was, is) };
  const taken = evidence.rows.flatMap(({ recorded }) => (recorded?.kind === 'patch' ? recorded.name : []));
  const renamed = evidence.mentions(was.name) ? [] : evidence.patches().filter((id) => !taken.includes(id));
  if (renamed.length === 1)
    return {
      kind: 'patch-renamed',
      cause: `The patch '${was.name}' is called '${renamed[0]}' now: the code does not ask for '${was.name}' any more, and asks for one that the run never took.`,
      ...sides(was, is),
    };
  return {
    kind: 'missing-patch',
    cause: `The run took the patch '${was.name}', and the code does not call patched('${was.name}') at this place any more: it was taken out, or has another id.`,
    ...sides(was, is),
  };
}

function ofVersion(was: RecordedCall): Cause {
  return {
    kind: 'missing-version',
    cause: `The run took the version '${was.name}', and the code does not call ctx.version('${was.name}') at this place any more: it was taken out, or has another name.`,
    removed: was,
  };
}

function ofAdded(is: CallNow, { rows, guard }: Evidence): Cause {
  if (isInHistory(is, rows))
    return {
      kind: 'reordered',
      cause: `The order has changed: the code asks for ${callText(is)} earlier than it did.`,
      added: is,
    };
  if (isCancel(is))
    return { kind: 'cancellation', cause: `The code asks for ${callText(is)}, and the history has none.`, added: is };
  if (endsWorkflow(is))
    return { kind: 'ends-otherwise', cause: `The code ends with ${callText(is)}, and the history went on.`, added: is };
  return {
    kind: 'added',
    cause: `A new call: the code asks for ${callText(is)}, which the history does not have, and no ${guard} guards it.`,
    added: is,
  };
}

function ofRemoved(was: RecordedCall, evidence: Evidence): Cause {
  if (was.kind === 'updateAccepted')
    return {
      kind: 'handler-missing',
      cause: `The run accepted the update '${was.name}', and the code has no handler of that name, or refuses it.`,
      removed: was,
    };
  if (isCancel(was))
    return { kind: 'cancellation', cause: `The code no longer asks for ${callText(was)}.`, removed: was };
  const isLast = evidence.rows.at(-1)?.now === null;
  if (isLast && evidence.end === 'waits' && evidence.divergence.got === null)
    return { ...waits(evidence.divergence), removed: was };
  return {
    kind: 'removed',
    cause: `The code no longer asks for ${callText(was)}, and no ${evidence.guard} guards that.`,
    removed: was,
  };
}

function ofBoth(was: RecordedCall, is: CallNow, { mentions, end, divergence }: Evidence): Cause {
  const both = sides(was, is);
  if (endsWorkflow(is)) {
    const how =
      is.kind === 'fail'
        ? 'fails the workflow (a failure is thrown that was not, or is not caught any more)'
        : `ends with ${callText(is)}`;
    return { kind: 'ends-otherwise', cause: `The code ${how} where the history has ${callText(was)}.`, ...both };
  }
  if (isCancel(was)) return { kind: 'cancellation', cause: `The code no longer asks for ${callText(was)}.`, ...both };
  if (was.kind === 'updateAccepted')
    return { kind: 'handler-missing', cause: `The code does not accept the update '${was.name}' any more.`, ...both };
  if (endsWorkflow(was))
    return { kind: 'added', cause: `The code goes on where the history ends: it asks for ${callText(is)}.`, ...both };
  if (was.kind !== is.kind)
    return {
      kind: 'replaced',
      cause: `The code asks for ${callText(is)} where the history has ${callText(was)}.`,
      ...both,
    };
  if (end === 'throws' && divergence.got === null) return { ...waits(divergence), ...both };
  return mentions(was.name)
    ? {
        kind: 'condition-flipped',
        cause: `The code takes another way: it asks for ${callText(is)} where the history has ${callText(was)}, which it can still ask for. A condition has another result, or was turned round.`,
        ...both,
      }
    : {
        kind: 'renamed',
        cause: `The code asks for ${callText(is)} where the history has ${callText(was)}: it was renamed, or another took its place.`,
        ...both,
      };
}

function isCancel(call: Call | null | undefined): boolean {
  return /^cancel./.test(call?.kind ?? '');
}
