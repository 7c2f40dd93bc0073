// The Temporal dialect: JSON histories in every spelling of servers, SDKs, command lines and web pages since 2019.

import { factsOf } from './facts.ts';
import type { ComparedParts } from '../../model/compare/parts.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { isObject, objectOf, stringOf } from '../../model/json.ts';
import type { Dialect, Identity, Odd, ReadEvent } from '../dialect.ts';
import { parseJson } from '../json-payload.ts';
import { comparedBeforePayloads, identifyBeforePayloads, readBeforePayloads } from './before-payloads/read.ts';
import { replaceWrittenValues } from './before-payloads/replace-values.ts';
import { isBeforePayloads } from './before-payloads/written-event.ts';
import { asStored, keepAnswer, undecoded, withAnswers, withoutAnswers } from './codec.ts';
import { comparedParts } from './compared.ts';
import { decodeValue } from './decode.ts';
import { readTemporalEvent } from './event.ts';
import { explainEvent } from './explain.ts';
import { describeForm } from './form.ts';
import { countOf } from './number.ts';
import { oddities } from './odd.ts';
import { isTemporalEvent } from './recognise.ts';
import { replaceTemporalValues } from './replace-values.ts';
import { recordsLate } from './vocabulary.ts';

/** `firstAttempt`: number of the writer's first attempt, for events with a `timestamp`. */
export function readOf(raw: Json, firstAttempt: 0 | 1): ReadEvent {
  if (isBeforePayloads(objectOf(raw))) return readBeforePayloads(raw, firstAttempt);
  const event = readTemporalEvent(raw, firstAttempt);
  const explanation = explainEvent(event);
  return { atMs: event.atMs, type: event.type, explanation, odd: oddities(event, explanation) };
}

export function comparedOf(raw: Json, workflowId: string | null, firstAttempt: 0 | 1): ComparedParts {
  return isBeforePayloads(objectOf(raw))
    ? comparedBeforePayloads(raw, workflowId, firstAttempt)
    : comparedParts(readTemporalEvent(raw, firstAttempt), workflowId);
}

/** A reset run begins as a copy of its base; its own run id is in the reset event. */
function identify(identity: Identity, raw: Json, read: ReadEvent): Identity {
  if (isBeforePayloads(objectOf(raw))) return identifyBeforePayloads(identity, raw, read);
  const { type } = read;
  if (type === 'WorkflowExecutionStarted') {
    const { attributes } = readTemporalEvent(raw);
    return {
      ...known('workflowId', attributes['workflowId']),
      ...known('runId', attributes['originalExecutionRunId'] ?? attributes['firstExecutionRunId']),
      ...known('workflowType', objectOf(attributes['workflowType'])['name']),
      ...identity,
    };
  }
  if (type !== 'WorkflowTaskFailed') return identity;
  return { ...identity, ...known('runId', readTemporalEvent(raw).attributes['newRunId']) };
}

function known<K extends keyof Identity>(key: K, value: unknown): Identity {
  const text = stringOf(value);
  return text === undefined ? {} : { [key]: text };
}

function identifyHolder(holder: JsonObject): Identity {
  const info = isObject(holder['info']) ? holder['info'] : holder;
  return {
    ...known('workflowId', info['workflowId']),
    ...known('runId', info['runId']),
    ...known('workflowType', info['workflowType']),
  };
}

function checkHolder(holder: JsonObject): readonly Odd[] {
  const token = stringOf(holder['nextPageToken'] ?? holder['next_page_token']);
  return token === undefined
    ? []
    : [
        {
          code: 'more-pages',
          text: 'This is one page of the history, not the whole: it carries a nextPageToken. Fetch the rest, or export with the command line.',
        },
      ];
}

export const temporal: Dialect = {
  id: 'temporal',
  guest: 'temporal',
  inTasks: true,
  recognises: isTemporalEvent,
  describe: describeForm,
  parse: parseJson,
  read: (event) => readOf(event, 0),
  position: (event) => countOf(objectOf(event)['eventId'] ?? objectOf(event)['event_id']),
  identify,
  identifyHolder,
  checkHolder,
  isStart: (type) => type === 'WorkflowExecutionStarted',
  recordsLate,
  decode: decodeValue,
  codec: { undecoded, keepAnswer, withAnswers, withoutAnswers, asStored },
  listsValues: true,
  facts: factsOf,
  compared: (event, workflowId) => comparedOf(event, workflowId, 0),
  replaceValues: (event, replacer) =>
    (isBeforePayloads(objectOf(event)) ? replaceWrittenValues : replaceTemporalValues)(event, replacer),
};
