// The events of Retrace's own engine: JSON objects whose `workflow_started` says the version of the format. SPEC.md N1 to N9.

import { type Json, type JsonObject, numberOf, objectOf, stringOf } from '../../model/json.ts';
import { nativeEventTypes } from '../../model/native-event-type.ts';
import { NATIVE_VERSION } from '../../model/native-event.ts';
import type { Dialect, Identity, Odd, ReadEvent } from '../dialect.ts';
import { oddTime } from '../event-time.ts';
import { parseJsonLegibly } from '../json-payload.ts';
import { comparedNative } from './compared.ts';
import { explainNative } from './explain.ts';
import { replaceNativeValues } from './replace-values.ts';

const known: ReadonlySet<string> = new Set(nativeEventTypes);

/** The first event of a native run states the version; later events are recognised by their types. */
function recognises(event: JsonObject, sample: readonly JsonObject[] = [event]): boolean {
  return known.has(stringOf(event['type']) ?? '') && sample.some(isBeginning);
}

function isBeginning(event: JsonObject): boolean {
  return event['type'] === 'workflow_started' && typeof event['retrace'] === 'number';
}

function read(raw: Json, said?: { readonly type: string; readonly atMs: number | null }): ReadEvent {
  const event = objectOf(raw);
  const type = stringOf(event['type']) ?? said?.type ?? 'unknown';
  const atMs = numberOf(event['at']) ?? said?.atMs ?? null;
  return {
    atMs,
    type,
    explanation: explainNative(type, event),
    odd: [...check(type, event), ...oddTime(event['at'], atMs)],
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

export const native: Dialect = {
  id: 'native',
  guest: 'native',
  inTasks: true,
  inLines: true,
  recognises,
  describe: () => 'Retrace',
  keepsDigits: true,
  parse: parseJsonLegibly,
  read,
  position: () => undefined,
  identify,
  identifyHolder: () => ({}),
  checkHolder: () => [],
  isStart: (type) => type === 'workflow_started',
  recordsLate: () => false,
  decode: (value) => value,
  compared: (event, workflowId) => comparedNative(objectOf(event), workflowId),
  replaceValues: replaceNativeValues,
};
