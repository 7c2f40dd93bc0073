// Problems of one Temporal event: it is read all the same, with a warning.

import type { Explanation } from '../../model/explanation.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { isArray, isObject, numberOf } from '../../model/json.ts';
import type { Odd } from '../dialect.ts';
import { oddTime } from '../event-time.ts';
import type { TemporalEvent } from './event.ts';
import { isBase64, isPayload } from './payload.ts';
import { isKnownType } from './vocabulary.ts';

const none: readonly Odd[] = [];

export function oddities(event: TemporalEvent, explanation: Explanation): readonly Odd[] {
  const odd = [...shapeOf(event, explanation), ...enumsOf(event.attributes)];
  // Skipped for housekeeping, which has no payloads and makes up two in five events.
  if (explanation.bookkeeping !== true && holdsBadBase64(event.attributes, 0))
    odd.push({ code: 'bad-base64', text: 'A payload says it is base64, but is not; it is shown as written.' });
  return odd.length === 0 ? none : odd;
}

function shapeOf({ id, type, atMs, attributes, envelope }: TemporalEvent, { effects }: Explanation): Odd[] {
  const odd: Odd[] = [];
  if (!isKnownType(type))
    odd.push({
      code: 'unknown-type',
      text: `The event type ${type.slice(0, 80)} is not known here: what it did is not in the state.`,
    });
  else if (effects.length > 0 && isEmpty(attributes))
    odd.push({
      code: 'odd-shape',
      text: `${type} has no attributes, or they are of another shape: what it says is not in the state.`,
    });
  if (id === undefined) odd.push({ code: 'missing-id', text: 'The event has no id: others cannot refer to it.' });
  else if (numberOf(id) === undefined)
    odd.push({
      code: 'odd-shape',
      text: `The event id ${JSON.stringify(id.slice(0, 40))} is no number: where it stands among the others is not checked.`,
    });
  for (const effect of effects) {
    if ('key' in effect && effect.key?.endsWith(':?'))
      odd.push({ code: 'odd-shape', text: `${type} does not say which event it belongs to: it stands alone.` });
  }
  const time = [envelope['eventTime'], envelope['event_time'], envelope['timestamp']].find(Boolean);
  odd.push(...oddTime(time, atMs));
  return odd;
}

function isEmpty(object: JsonObject): boolean {
  for (const _ in object) return false;
  return true;
}

/** Enum values of known servers, without prefix and case; 0 or unspecified is always allowed. */
const enums: Readonly<Record<string, ReadonlySet<string>>> = {
  timeoutType: new Set(['starttoclose', 'scheduletostart', 'scheduletoclose', 'heartbeat']),
  retryState: new Set([
    'inprogress',
    'nonretryablefailure',
    'timeout',
    'maximumattemptsreached',
    'retrypolicynotset',
    'internalservererror',
    'cancelrequested',
  ]),
  initiator: new Set(['workflow', 'retry', 'cronschedule', 'decider']),
  parentClosePolicy: new Set(['terminate', 'abandon', 'requestcancel']),
};
const prefixes = /^(timeout_type|retry_state|continue_as_new_initiator|parent_close_policy)_/i;

function enumsOf(attributes: JsonObject): Odd[] {
  const odd: Odd[] = [];
  for (const name in enums) {
    const value = attributes[name];
    if (value === undefined || value === null || typeof value === 'number') continue;
    const word =
      typeof value === 'string'
        ? value
            .replace(prefixes, '')
            .replaceAll(/[_-]/g, '')
            .replace(/^(ParentClosePolicy|TimeoutType|ContinueAsNewInitiator)/, '')
            .toLowerCase()
        : '';
    if (word === 'unspecified' || word === '' ? typeof value !== 'string' : !enums[name]?.has(word)) {
      odd.push({
        code: 'unknown-value',
        text: `${name} has a value that is not known here: ${JSON.stringify(value).slice(0, 80)}.`,
      });
    }
  }
  return odd;
}

const deepest = 12;

/** A payload with base64 metadata must have base64 data. */
function holdsBadBase64(value: Json | undefined, depth: number): boolean {
  if (depth > deepest || typeof value !== 'object' || value === null) return false;
  if (isPayload(value)) return isBadPayload(value);
  // No array is created here, because every value of every event passes through.
  if (isArray(value)) return value.some((entry) => holdsBadBase64(entry, depth + 1));
  const object: JsonObject = value;
  for (const key in object) if (holdsBadBase64(object[key], depth + 1)) return true;
  return false;
}

/** True for a payload with base64 metadata whose data is present but not base64. */
function isBadPayload(payload: JsonObject): boolean {
  const { metadata, data } = payload;
  if (typeof data !== 'string' || !isObject(metadata) || 'encodingDecoded' in metadata) return false;
  const encoding = metadata['encoding'];
  if (typeof encoding !== 'string' || encoding.includes('/')) return false;
  return !isBase64(data);
}
