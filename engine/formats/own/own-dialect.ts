// A dialect of a person's own as a dialect like any other. Its code runs elsewhere (`Speaker`); no answer is trusted.

import type { AboutFile, OwnExplanation } from '../../model/own-dialect.ts';
import { explanationSchema } from '../../model/own-dialect.ts';
import { RetraceError } from '../../model/errors.ts';
import { isObject, type Json } from '../../model/json.ts';
import { writtenTimeMs } from '../../model/written-time.ts';
import type { Dialect, Identity } from '../dialect.ts';
import { replaceFields } from '../event-fields.ts';
import { oddTime } from '../event-time.ts';
import { parseJson } from '../json-payload.ts';
import { runNumbers } from '../run-numbers.ts';

export type AboutDialect = AboutFile & {
  readonly file: string;
  /** Of its code. */
  readonly digest: string;
};

/** Asks the code, and waits. Throws a RetraceError that says what went wrong and where. */
export type Speaker = (call: 'recognises' | 'explain' | 'decode', ...given: readonly Json[]) => Json;

export function dialectOfSpeaker(about: AboutDialect, speak: Speaker): Dialect {
  // The parts of the interface ask about the same event one after the other.
  const told = new WeakMap<object, OwnExplanation>();
  const explained = (event: Json): OwnExplanation => {
    const known = isObject(event) ? told.get(event) : undefined;
    if (known !== undefined) return known;
    const said = checked(about, speak('explain', event));
    if (isObject(event)) told.set(event, said);
    return said;
  };
  return {
    id: about.id,
    edition: about.digest,
    ...(about.key !== undefined && { key: about.key }),
    recognises: (event, sample = [event], head = '') => speak('recognises', event, sample, head) === true,
    describe: () => about.name,
    parse: parseJson,
    read(event) {
      const { type, at = null, summary, effects, bookkeeping, wakes, warning } = explained(event);
      const atMs = at === null ? null : writtenTimeMs(at, 'ms');
      return {
        type,
        atMs,
        explanation: { effects, summary, ...(bookkeeping && { bookkeeping }), ...(wakes && { wakes }) },
        odd: [...(warning === undefined ? [] : [{ code: 'odd-shape' as const, text: warning }]), ...oddTime(at, atMs)],
      };
    },
    position: (event) => explained(event).position,
    ...(about.severalRuns && { tellRunsApart: () => runNumbers((event) => explained(event).runId ?? '') }),
    identify: (identity, event) => identified(identity, explained(event)),
    identifyHolder: () => ({}),
    checkHolder: () => [],
    isStart: (type) => about.starts.length === 0 || about.starts.includes(type),
    recordsLate: () => false,
    decode: (value) => (about.decodes ? speak('decode', value) : value),
    compared: (event) => {
      const { facts = {} } = explained(event);
      return Object.keys(facts).length === 0 ? {} : { details: facts };
    },
    replaceValues: (event, replacer) =>
      about.fields === null
        ? replacer.value(event, null)
        : replaceFields(
            event,
            {
              values: new Set(about.fields.values),
              texts: new Set(about.fields.texts),
              names: new Set(about.fields.names),
              read: (value) => value,
              write: (value) => value,
            },
            replacer,
          ),
  };
}

function checked({ name, file }: AboutDialect, answer: Json): OwnExplanation {
  const { success, data, error } = explanationSchema.safeParse(answer);
  if (success) return data;
  const [first] = error.issues;
  const where = first === undefined || first.path.length === 0 ? 'its answer' : first.path.join('.');
  throw new RetraceError(
    'dialect-failed',
    `The dialect ${name} (${file}) explains an event in words that are not known: ${where}: ${first?.message ?? ''}. Mend explain in that file; docs/own-dialect.md says what it may answer.`,
  );
}

/** What was said first counts. */
function identified(before: Identity, { runId, workflowId, workflowType }: OwnExplanation): Identity {
  const told = Object.entries({ runId, workflowId, workflowType }).filter(
    ([name, value]) => value !== undefined && before[name as keyof Identity] === undefined,
  );
  return told.length === 0 ? before : { ...before, ...Object.fromEntries(told) };
}
