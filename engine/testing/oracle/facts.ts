// The facts of a history that count as differences: the leaves of its events' attributes without bookkeeping.

import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { at, plainEvents, textAt } from './raw-event.ts';
import { unreadable, valuesOf } from './raw-value.ts';

type Path = readonly (string | number)[];
/** `path` leads from the list of raw events to the leaf. */
export type Fact = { readonly path: Path; readonly value: Json; readonly event: string };

/** Ids, times, identities, tokens, sizes and builds differ between two equal runs. */
const bookkeeping = new Set([
  'version',
  'identity',
  'requestId',
  'binaryChecksum',
  'historySizeBytes',
  'suggestContinueAsNew',
  'sdkMetadata',
  'meteringMetadata',
  'workerVersion',
  'stackTrace',
  'source',
  'control',
  'operationToken',
  'operationId',
  'protocolInstanceId',
  'updateId',
  'activityId',
  'timerId',
  'workflowExecutionExpirationTime',
  'firstWorkflowTaskBackoff',
  'expirationTime',
  'firstScheduledTime',
  'prevAutoResetPoints',
  'attachedRequestId',
  'attachedCompletionCallbacks',
  'completionCallbacks',
  'sourceVersionStamp',
  'inheritedBuildId',
  'inheritBuildId',
  'skipGenerateWorkflowTask',
  'useWorkflowBuildId',
  'useCompatibleVersion',
  'namespace',
  'domain',
  'kind',
  'normalName',
  'metadata',
  'externalPayloads',
  'BuildIds',
  'mutable-side-effect-call-counter',
  'side-effect-id',
  'backoffStartInterval',
  'forkEventVersion',
  'origin',
  'workerDeploymentName',
  'workerDeploymentVersion',
  'deploymentVersion',
  'deployment',
  'versioningBehavior',
  'originalExecutionRunId',
  'rootWorkflowExecution',
  'parentWorkflowExecution',
  'externalWorkflowExecution',
  'parentInitiatedEventVersion',
  'parentWorkflowNamespace',
  'firstDecisionTaskBackoffSeconds',
  'firstWorkflowTaskBackoffSeconds',
  'backoffStartIntervalInSeconds',
  '_tracer-data',
  'TemporalScheduledById',
  'TemporalScheduledStartTime',
  // These repeat the operation in which a failure arose.
  'activityFailureInfo',
  'childWorkflowExecutionFailureInfo',
  'nexusOperationExecutionFailureInfo',
]);
const isId = /(event|run|namespace|message|endpoint)Id$/i;
/** Events that answer repeat the requester and the request. */
const answers =
  /^(ChildWorkflowExecution|ExternalWorkflowExecution|StartChildWorkflowExecutionFailed|SignalExternalWorkflowExecutionFailed|RequestCancelExternalWorkflowExecutionFailed)/;
const echoes = new Set(['workflowExecution', 'workflowType', 'workflowId', 'header']);
/** The time at which a local activity ran, in Java's terms. */
const timesInMarkers = new Set(['time', 'meta']);
const housekeeping = /^WorkflowTask(Scheduled|Started|Completed|TimedOut)$|^WorkflowExecutionTimeSkipping/;
const ofTheEngine = /[\da-f]{8}-[\da-f]{4}-/;

/** Facts in file order; only attributes spelled out under their own names are included. */
export function factsOf(raws: readonly Json[]): readonly Fact[] {
  const events = plainEvents(raws);
  const lastTask = events.findLastIndex(({ name }) => /^WorkflowTask(Completed|Failed|TimedOut)$/.test(name));
  return raws.flatMap((raw, i) => {
    const event = events[i]!.name;
    const key = Object.keys(raw as JsonObject).find((name) => name.endsWith('EventAttributes'));
    const wasTriedAgain = event === 'WorkflowTaskFailed' && i < lastTask;
    if (key === undefined || housekeeping.test(event) || wasTriedAgain) return [];
    return leaves((raw as JsonObject)[key] ?? null, [i, key], event).filter((fact) => !isAnId(fact));
  });
}

function leaves(value: Json, path: Path, event: string): readonly Fact[] {
  if (isArray(value)) return value.flatMap((inner, i) => leaves(inner, [...path, i], event));
  if (!isObject(value)) return value === null ? [] : [{ path, value, event }];
  if (at(value, 'metadata', 'encoding') !== undefined && valuesOf(value)[0] === unreadable) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    inner === undefined || isBookkeeping(name, event) ? [] : leaves(inner, [...path, name], event),
  );
}

function isBookkeeping(name: string, event: string): boolean {
  return (
    bookkeeping.has(name) ||
    isId.test(name) ||
    (answers.test(event) && echoes.has(name)) ||
    (event === 'MarkerRecorded' && timesInMarkers.has(name))
  );
}

/** True for ids that are not chosen by the code: the run's own id, a child's id from the engine, an id in a reason. */
function isAnId({ path, event, value }: Fact): boolean {
  const name = path.at(-1);
  if (name === 'workflowId' && event === 'WorkflowExecutionStarted') return true;
  return (name === 'workflowId' || name === 'reason') && ofTheEngine.test(textAt(value));
}

/** A copy of the events with another value of the same kind at the fact. */
export function changed(raws: readonly Json[], { path, value }: Fact): readonly Json[] {
  return put(raws, path, otherThan(value)) as readonly Json[];
}

function put(holder: Json, [name, ...rest]: Path, value: Json): Json {
  if (name === undefined) return value;
  if (isArray(holder)) return holder.map((inner, i) => (i === name ? put(inner, rest, value) : inner));
  return isObject(holder) ? { ...holder, [name]: put(holder[name] ?? null, rest, value) } : holder;
}

function otherThan(value: Json): Json {
  if (typeof value === 'number') return Number.isSafeInteger(value + 1) ? value + 1 : 0;
  return typeof value === 'boolean' ? !value : otherText(textAt(value));
}

/** A duration becomes another duration, base64 of text another base64 of text, a number in text another number. */
function otherText(text: string): string {
  if (/^\d+(\.\d+)?s$/.test(text)) return `${Number.parseFloat(text) + 7}s`;
  if (/^-?\d+$/.test(text)) return String(BigInt(text) + 1n);
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(text) && text.length % 4 === 0;
  return isBase64 ? Buffer.from(`"other than ${text.slice(0, 4)}"`).toString('base64') : `${text} (other)`;
}

/** The common pattern of facts of different runs: the event and the path without list indexes. */
export function patternOf({ path, event }: Fact): string {
  return `${event} ${path
    .slice(2)
    .map((name) => (typeof name === 'number' ? '*' : name))
    .join('.')}`;
}
