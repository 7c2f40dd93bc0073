// Why something failed, as a chain from the outermost failure to the innermost: Temporal's `failure`, its Go and
// snake_case spellings, and Cadence's reason with details.

import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { enumWord } from './event-names.ts';
import { at, textAt } from './raw-event.ts';
import { valuesOf } from './raw-value.ts';

export type Reason = { readonly message: string; readonly type?: string };
export type Chain = readonly Reason[];

/** A failure without a reason in the history. */
export const unsaid: Chain = [{ message: '' }];

const timeoutNumbers = ['', 'StartToClose', 'ScheduleToStart', 'ScheduleToClose', 'Heartbeat'];
const kinds: Readonly<Record<string, string>> = {
  canceledFailureInfo: 'Cancelled',
  terminatedFailureInfo: 'Terminated',
  serverFailureInfo: 'ServerFailure',
  resetWorkflowFailureInfo: 'ResetWorkflow',
};

/** undefined for a value that is not a failure. */
export function failureChain(raw: Json | undefined): Chain | undefined {
  const chain: Reason[] = [];
  for (let link = raw; isObject(link); link = at(link, 'cause')) {
    if (isCadence(link)) return cadenceChain(link['reason'], link['details']);
    chain.push(reasonOf(link));
  }
  return chain.length === 0 ? undefined : chain;
}

/** Cadence's failures have a reason, but neither message nor source. */
function isCadence(failure: JsonObject): boolean {
  return !('message' in failure) && 'reason' in failure;
}

function reasonOf(failure: JsonObject): Reason {
  const hidden = valuesOf(failure['encodedAttributes'])[0];
  const message = textAt(at(hidden, 'message') ?? failure['message']);
  const type = typeOf({ ...failure, ...goInfo(failure['FailureInfo']) });
  return type === undefined ? { message } : { message, type };
}

/** `FailureInfo: {ApplicationFailureInfo: …}` → `{applicationFailureInfo: …}` */
function goInfo(value: Json | undefined): JsonObject {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([key, info]) => [`${key.slice(0, 1).toLowerCase()}${key.slice(1)}`, info]),
  );
}

function typeOf(failure: JsonObject): string | undefined {
  const own = at(failure, 'applicationFailureInfo', 'type') ?? at(failure, 'nexusHandlerFailureInfo', 'type');
  if (typeof own === 'string' && own !== '') return own;
  const timeout = at(failure, 'timeoutFailureInfo');
  if (timeout !== undefined) return `${timeoutWord(at(timeout, 'timeoutType'))}Timeout`;
  const kind = Object.keys(kinds).find((key) => isObject(failure[key]));
  return kind === undefined ? undefined : kinds[kind];
}

export function timeoutWord(value: Json | undefined): string {
  return enumWord(value, timeoutNumbers);
}

/**
 * The details state the error, where present, and the reason is then its type. Java's details are the exception, with
 * its causes.
 */
export function cadenceChain(reason: Json | undefined, details: Json | undefined): Chain {
  const type = textAt(reason);
  const said = valuesOf(details);
  const causes: Reason[] = [];
  for (let cause = at(said[0], 'cause'); at(cause, 'detailMessage') !== undefined; cause = at(cause, 'cause'))
    causes.push(exceptionOf(cause));
  const message = said.map((value) => textOf(at(value, 'detailMessage') ?? value)).join(', ');
  if (message === '') return [{ message: type }];
  return [type === '' ? { message } : { message, type }, ...causes];
}

function exceptionOf(cause: Json | undefined): Reason {
  const type = textAt(cause, 'class');
  return { message: textAt(cause, 'detailMessage'), ...(type === '' ? {} : { type }) };
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
