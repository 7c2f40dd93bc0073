// The events of Retrace's own engine: JSON objects whose `workflow_started` says the version of the format. SPEC.md N1 to N9.

import type { ComparedParts } from '../../model/compare/parts.ts';
import type { Effect } from '../../model/effect.ts';
import { type Json, type JsonObject, numberOf, objectOf, stringOf } from '../../model/json.ts';
import { nativeEventTypes } from '../../model/native-event-type.ts';
import { NATIVE_VERSION } from '../../model/native-event.ts';
import type { Dialect, Identity, Odd, ReadEvent } from '../dialect.ts';
import { parseJson } from '../json-payload.ts';
import { explainNative } from './explain.ts';
import { replaceNativeValues } from './replace-values.ts';

const known: ReadonlySet<string> = new Set(nativeEventTypes);

/** The first event of a run of ours says so, and those behind it are ours by what they are called. */
function recognises(event: JsonObject, sample: readonly JsonObject[] = [event]): boolean {
  return known.has(stringOf(event['type']) ?? '') && sample.some(isBeginning);
}

function isBeginning(event: JsonObject): boolean {
  return event['type'] === 'workflow_started' && typeof event['retrace'] === 'number';
}

function read(raw: Json, said?: { readonly type: string; readonly atMs: number | null }): ReadEvent {
  const event = objectOf(raw);
  const type = stringOf(event['type']) ?? said?.type ?? 'unknown';
  return {
    atMs: numberOf(event['at']) ?? said?.atMs ?? null,
    type,
    explanation: explainNative(type, event),
    odd: check(type, event),
  };
}

function check(type: string, event: JsonObject): readonly Odd[] {
  const odd: Odd[] = [];
  if (!known.has(type))
    odd.push({
      code: 'unknown-type',
      text: `The event type ${type.slice(0, 80)} is not known here: what it did is not in the state.`,
    });
  const version = numberOf(event['retrace']) ?? NATIVE_VERSION;
  if (type === 'workflow_started' && version > NATIVE_VERSION)
    odd.push({
      code: 'unknown-value',
      text: `It was written by a newer Retrace (format ${version}, this one knows ${NATIVE_VERSION}): some of it may be missing in the state.`,
    });
  return odd;
}

function identify(identity: Identity, raw: Json): Identity {
  const event = objectOf(raw);
  if (event['type'] !== 'workflow_started' || identity.runId !== undefined) return identity;
  const runId = stringOf(event['runId']);
  const workflowId = stringOf(event['workflowId']);
  const workflowType = stringOf(event['workflowType']);
  return {
    ...identity,
    ...(runId !== undefined && { runId }),
    ...(workflowId !== undefined && { workflowId }),
    ...(workflowType !== undefined && { workflowType }),
  };
}

/** Which numbers operations have, who ran them and when says nothing of what the run did; what a heartbeat noted does. */
const bookkeeping: ReadonlySet<string> = new Set(
  `type at id command task fiber worker unseen attempt fireAt retryAt retrace workflowId runId parent continuedFrom workflowType`.split(
    ' ',
  ),
);

function compared(raw: Json): ComparedParts {
  const event = objectOf(raw);
  const { effects } = explainNative(stringOf(event['type']) ?? 'unknown', event);
  const said = new Set(effects.flatMap(saidBy));
  const left = Object.entries(event).filter(
    ([key, value]) => !bookkeeping.has(key) && value !== undefined && !said.has(value),
  );
  return left.length === 0 ? {} : { details: Object.fromEntries(left) };
}

function saidBy(effect: Effect): readonly unknown[] {
  switch (effect.type) {
    case 'open':
      return [effect.name, effect.about, effect.input, ...Object.values(objectOf(effect.options))];
    case 'advance':
      return [effect.details, effect.failure?.details];
    case 'close':
      return [effect.result];
    case 'run':
      return [effect.input, effect.result, effect.reason];
    case 'set':
      return [effect.value];
    default:
      return [];
  }
}

export const native: Dialect = {
  id: 'native',
  recognises,
  describe: () => 'Retrace',
  parse: parseJson,
  read,
  position: () => undefined,
  identify,
  identifyHolder: () => ({}),
  checkHolder: () => [],
  isStart: (type) => type === 'workflow_started',
  recordsLate: () => false,
  decode: (value) => value,
  compared: (event) => withoutFailure(compared(event), objectOf(event)),
  replaceValues: replaceNativeValues,
};

/** Every failure is said by an effect in full. */
function withoutFailure({ details, ...parts }: ComparedParts, event: JsonObject): ComparedParts {
  if (event['failure'] === undefined || details === undefined)
    return details === undefined ? parts : { ...parts, details };
  const { failure: _, ...left } = objectOf(details);
  return Object.keys(left).length === 0 ? parts : { ...parts, details: left };
}
