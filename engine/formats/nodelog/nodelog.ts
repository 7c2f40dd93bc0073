// The node log: JSON Lines of eight event types, as written by graph runners. Field names vary, and further types
// occur; the meaning is the same.

import type { ComparedParts } from '../../model/compare/parts.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { numberOf, objectOf, stringOf } from '../../model/json.ts';
import { chosenId } from '../chosen-id.ts';
import type { Dialect, Identity, Odd, ReadEvent } from '../dialect.ts';
import { oddTime } from '../event-time.ts';
import { parseJsonLegibly } from '../json-payload.ts';
import { type ComparableFields, comparedFields } from './compared.ts';
import { explainEvent, idNames, idOf, type NodeLogEvent, nodeLogEvent } from './explain.ts';
import { failureStacks, failureTexts, failureTypes } from './failure.ts';
import { bodies, field, fields, found, idText, origins, readTime, statusOf, timeField } from './fields.ts';
import { type NodeLogFields, replaceNodeLogValues } from './replace-values.ts';
import { type RunWords, tellRunsApart } from './tell-runs-apart.ts';
import { isBeginning, isOfAnotherRun, isOneOfEight, readType } from './vocabulary.ts';

const replaceable: NodeLogFields = {
  types: fields.type,
  structure: [
    ...fields.time,
    ...fields.endTime,
    ...fields.startTime,
    ...fields.madeTime,
    ...fields.position,
    ...fields.run,
    ...fields.attempt,
    ...fields.retries,
    ...fields.willRetry,
    ...fields.status,
    ...fields.exit,
    ...failureTypes,
  ],
  names: [...fields.workflow, ...fields.workflowType, ...fields.node, ...fields.nodeName, ...origins],
  bodies,
  errors: [...failureTexts, ...failureStacks],
};

const comparable: Omit<ComparableFields, 'ids' | 'isBeginning'> = {
  bookkeeping: [
    ...fields.type,
    ...fields.time,
    ...fields.endTime,
    ...fields.startTime,
    ...fields.madeTime,
    ...fields.position,
    ...fields.run,
    ...fields.workflow,
    ...fields.attempt,
    ...fields.retries,
    ...failureStacks,
  ],
  said: [
    ...fields.workflowType,
    ...fields.nodeName,
    ...fields.input,
    ...fields.output,
    ...failureTexts,
    ...failureTypes,
  ],
  bodies,
};

function recognises(event: JsonObject): boolean {
  return fields.type.some((name) => isOneOfEight(stringOf(event[name]) ?? ''));
}

function read(raw: Json): ReadEvent {
  const event = nodeLogEvent(objectOf(raw));
  const time = timeField(event.raw, event.end !== undefined);
  const atMs = time === undefined ? null : readTime(time);
  return {
    atMs,
    type: event.type,
    explanation: explainEvent(event),
    odd: [...check(event), ...oddTime(time?.[1], atMs)],
  };
}

function identify(identity: Identity, raw: Json): Identity {
  const event = objectOf(raw);
  const { means, type } = nodeLogEvent(event);
  if (isOfAnotherRun(type)) return identity;
  const isAboutRun = means?.subject === 'run';
  const runId = identity.runId ?? idText(field(event, 'run')) ?? (isAboutRun ? idInBody(event) : undefined);
  const workflowId = identity.workflowId ?? workflowOf(event);
  const workflowType = identity.workflowType ?? (isAboutRun && means.word === 'started' ? typeOf(event) : undefined);
  if (runId === identity.runId && workflowId === identity.workflowId && workflowType === identity.workflowType)
    return identity;
  return {
    ...(runId === undefined ? {} : { runId }),
    ...(workflowId === undefined ? {} : { workflowId }),
    ...(workflowType === undefined ? {} : { workflowType }),
  };
}

/** A text, a number, or `workflow: {id, name}`. */
function workflowOf(event: JsonObject): string | undefined {
  return idText(field(event, 'workflow')) ?? idText(objectOf(field(event, 'workflowType'))['id']);
}

function typeOf(event: JsonObject): string | undefined {
  const written = field(event, 'workflowType');
  return stringOf(written) ?? stringOf(objectOf(written)['name'] ?? objectOf(written)['type']);
}

/** The run's id one level down in an event about the run; an id on the event itself is the event's own. */
function idInBody(event: JsonObject): string | undefined {
  return stringOf(bodies.map((body) => objectOf(event[body])['id']).find((id) => id !== undefined));
}

function check({ raw, type, means, end }: NodeLogEvent): readonly Odd[] {
  const odd: Odd[] = [];
  if (means?.word === undefined)
    odd.push({
      code: 'unknown-type',
      text: `The event type ${type.slice(0, 80)} is not known here: what it did is not in the state.`,
    });
  else if (means.word === 'ended' && end === undefined)
    odd.push({
      code: 'unknown-value',
      text: `It ended with a status that is not known here, ${JSON.stringify(statusOf(raw)).slice(0, 80)}: whether well or badly is not in the state.`,
    });
  if (means?.subject === 'node' && means.word !== undefined && idOf(raw, means) === undefined)
    odd.push({ code: 'odd-shape', text: `${type} does not say which node it is about: it stands alone.` });
  return odd;
}

function compared(raw: Json, workflowId: string | null): ComparedParts {
  const event = nodeLogEvent(objectOf(raw));
  const { effects } = explainEvent(event);
  const type = event.means?.subject === 'run' && event.means.word === 'started' ? typeOf(event.raw) : undefined;
  const beyond = { ...comparable, ids: idNames(event.means), isBeginning: isBeginning(event.type) };
  const of = isOfAnotherRun(event.type) ? stringOf(field(event.raw, 'workflow')) : undefined;
  const other = of === undefined || of === workflowId ? undefined : chosenId(of, workflowId);
  return comparedFields(event.raw, effects, beyond, { type, other });
}

/** A run that states that it resumes is not a new run, whatever came before. */
function runWords(raw: Json): RunWords {
  const event = nodeLogEvent(objectOf(raw));
  const isAboutRun = event.means?.subject === 'run';
  const word = isAboutRun ? explainEvent(event).effects.find((effect) => effect.type === 'run') : undefined;
  const id = idText(field(event.raw, 'run')) ?? (isAboutRun ? idInBody(event.raw) : undefined);
  return {
    run: id,
    workflow: workflowOf(event.raw),
    status: event.means?.word === 'resumed' ? word && 'unknown' : word?.status,
    begins: isAboutRun && event.means?.word === 'started' ? event.type : undefined,
    isOfAnother: isOfAnotherRun(event.type),
  };
}

export const nodelog: Dialect = {
  id: 'nodelog',
  inLines: true,
  recognises,
  describe: () => 'Node log',
  keepsDigits: true,
  parse: parseJsonLegibly,
  read,
  tellRunsApart: () => tellRunsApart(runWords),
  position: (event) => numberOf(found(objectOf(event), fields.position)?.[1]),
  identify,
  identifyHolder: () => ({}),
  checkHolder: () => [],
  isStart: (type) => readType(type)?.subject === 'run' && readType(type)?.word === 'started',
  recordsLate: () => false,
  decode: (value) => value,
  compared,
  replaceValues: (event, replacer) => replaceNodeLogValues(event, replaceable, replacer),
};
