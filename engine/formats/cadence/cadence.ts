// The Cadence dialect: histories of the command line, of gRPC, and of both webs. Cadence is Temporal's ancestor: events
// with the same meaning are read and explained by Temporal's rules, above all by those for its first months, which
// wrote the same events.
// Sources: shared.thrift and uber.cadence.api.v1 of cadence-idl; `format-workflow-history-event` of cadence-web.

import type { Json, JsonObject } from '../../model/json.ts';
import { isObject } from '../../model/json.ts';
import type { Dialect } from '../dialect.ts';
import { parseJson } from '../json-payload.ts';
import { decodeWrittenEvent } from '../temporal/before-payloads/decode.ts';
import {
  comparedBeforePayloads,
  identifyBeforePayloads,
  readBeforePayloads,
} from '../temporal/before-payloads/read.ts';
import { replaceWrittenValues } from '../temporal/before-payloads/replace-values.ts';
import { attributesKey } from '../temporal/before-payloads/written-event.ts';
import { decodeValue } from '../temporal/decode.ts';
import { idText } from '../temporal/number.ts';
import { temporal } from '../temporal/temporal.ts';
import { isKnownType } from '../temporal/vocabulary.ts';
import { isCadence } from './recognise.ts';

function describe(sample: readonly JsonObject[]): string {
  const first = sample[0] ?? {};
  if (attributesKey(first) === undefined) return 'Cadence JSON, web export';
  return first['eventType'] === undefined || first['eventTime'] !== undefined ? 'Cadence JSON, gRPC' : 'Cadence JSON';
}

function isEvent(value: Json): value is JsonObject {
  return isObject(value) && idText(value['eventId'] ?? value['event_id']) !== undefined;
}

export const cadence: Dialect = {
  id: 'cadence',
  inTasks: true,
  recognises: (event, sample = [event], head = '') =>
    isKnownType(readBeforePayloads(event).type) && isCadence(sample, head),
  describe,
  parse: parseJson,
  read: (event) => readBeforePayloads(event),
  position: (event) => temporal.position(event),
  identify: identifyBeforePayloads,
  identifyHolder: (holder) => temporal.identifyHolder(holder),
  checkHolder: (holder) => temporal.checkHolder(holder),
  isStart: (type) => temporal.isStart(type),
  recordsLate: (type) => temporal.recordsLate(type),
  decode: (value) => (isEvent(value) ? decodeWrittenEvent(value, decodeValue) : decodeValue(value)),
  compared: (event, workflowId) => comparedBeforePayloads(event, workflowId),
  replaceValues: replaceWrittenValues,
};
