// Plausible raw Temporal events for property tests: mostly sound, with orphans, duplicates, gaps, odd links and unknown
// types.

import fc from 'fast-check';
import type { Json, JsonObject } from '../model/json.ts';

const commands = [
  'ACTIVITY_TASK_SCHEDULED',
  'TIMER_STARTED',
  'START_CHILD_WORKFLOW_EXECUTION_INITIATED',
  'SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED',
  'NEXUS_OPERATION_SCHEDULED',
  'WORKFLOW_TASK_SCHEDULED',
  'REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED',
];
const answers = [
  'ACTIVITY_TASK_STARTED',
  'ACTIVITY_TASK_COMPLETED',
  'ACTIVITY_TASK_FAILED',
  'ACTIVITY_TASK_TIMED_OUT',
  'ACTIVITY_TASK_CANCEL_REQUESTED',
  'ACTIVITY_TASK_CANCELED',
  'TIMER_FIRED',
  'TIMER_CANCELED',
  'WORKFLOW_TASK_STARTED',
  'WORKFLOW_TASK_COMPLETED',
  'WORKFLOW_TASK_FAILED',
  'WORKFLOW_TASK_TIMED_OUT',
  'CHILD_WORKFLOW_EXECUTION_STARTED',
  'CHILD_WORKFLOW_EXECUTION_COMPLETED',
  'CHILD_WORKFLOW_EXECUTION_TERMINATED',
  'START_CHILD_WORKFLOW_EXECUTION_FAILED',
  'EXTERNAL_WORKFLOW_EXECUTION_SIGNALED',
  'SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED',
  'EXTERNAL_WORKFLOW_EXECUTION_CANCEL_REQUESTED',
  'NEXUS_OPERATION_STARTED',
  'NEXUS_OPERATION_FAILED',
  'NEXUS_OPERATION_CANCEL_REQUESTED',
  'NEXUS_OPERATION_CANCEL_REQUEST_COMPLETED',
];
const others = [
  'WORKFLOW_EXECUTION_SIGNALED',
  'WORKFLOW_EXECUTION_CANCEL_REQUESTED',
  'WORKFLOW_EXECUTION_PAUSED',
  'WORKFLOW_EXECUTION_UNPAUSED',
  'UPSERT_WORKFLOW_SEARCH_ATTRIBUTES',
  'MARKER_RECORDED',
  'WORKFLOW_EXECUTION_UPDATE_ADMITTED',
  'WORKFLOW_EXECUTION_UPDATE_ACCEPTED',
  'WORKFLOW_EXECUTION_UPDATE_COMPLETED',
  'WORKFLOW_EXECUTION_UPDATE_REJECTED',
  'WORKFLOW_EXECUTION_COMPLETED',
  'WORKFLOW_EXECUTION_FAILED',
  'WORKFLOW_EXECUTION_STARTED',
  'SOMETHING_OF_NEXT_YEAR',
];

type Choice = {
  readonly type: string;
  readonly back: number;
  readonly attempt: number;
  readonly id: 'next' | 'same' | 'skip';
  readonly link: 'some' | 'none' | 'unknown';
  readonly ms: number;
};

const choice: fc.Arbitrary<Choice> = fc.record({
  type: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...commands) },
    { weight: 9, arbitrary: fc.constantFrom(...answers) },
    { weight: 4, arbitrary: fc.constantFrom(...others) },
  ),
  back: fc.nat(8),
  attempt: fc.integer({ min: 0, max: 4 }),
  id: fc.oneof(
    { weight: 12, arbitrary: fc.constant('next' as const) },
    fc.constantFrom('same' as const, 'skip' as const),
  ),
  link: fc.oneof(
    { weight: 20, arbitrary: fc.constant('some' as const) },
    fc.constantFrom('none' as const, 'unknown' as const),
  ),
  ms: fc.integer({ min: -50, max: 5000 }),
});

export const randomHistory: fc.Arbitrary<readonly Json[]> = fc
  .array(choice, { minLength: 1, maxLength: 60, size: 'max' })
  .map(eventsOf);

function eventsOf(choices: readonly Choice[]): readonly Json[] {
  const events: JsonObject[] = [
    eventOf(1, 'WORKFLOW_EXECUTION_STARTED', 0, { workflowId: 'w', workflowType: { name: 'random' } }),
  ];
  let id = 1;
  let atMs = 0;
  for (const made of choices) {
    id += isNumberedAnew(made) ? 1 : made.id === 'skip' ? 3 : 0;
    atMs += made.ms;
    events.push(eventOf(id, made.type, atMs, attributesOf(made, events)));
  }
  return events;
}

/** An update is identified by the event that accepted it: with two events of one number, it is ambiguous. */
function isNumberedAnew({ id, type }: Choice): boolean {
  return id === 'next' || (id === 'same' && type === 'WORKFLOW_EXECUTION_UPDATE_ACCEPTED');
}

function eventOf(id: number, type: string, atMs: number, attributes: JsonObject): JsonObject {
  const camel = type.toLowerCase().replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return {
    eventId: String(id),
    eventTime: new Date(Date.UTC(2026, 10, 1) + Math.max(0, atMs)).toISOString(),
    eventType: `EVENT_TYPE_${type}`,
    [`${camel}EventAttributes`]: attributes,
  };
}

/** A link names one of the newest possible opening events, or sometimes none or an unrelated event. */
function attributesOf({ type, back, attempt, link }: Choice, events: readonly JsonObject[]): JsonObject {
  const target = link === 'unknown' ? '9999' : (events.at(-1 - (back % events.length))?.['eventId'] ?? '1');
  const links = link === 'none' ? {} : { [linkField(type)]: target };
  if (type.startsWith('WORKFLOW_EXECUTION_UPDATE')) return updateAttributes(type, back % 3, events);
  if (type === 'MARKER_RECORDED')
    return { markerName: ['core_patch', 'Version', 'SideEffect', 'somebody-elses'][back % 4] ?? '', details: {} };
  return {
    ...links,
    ...(attempt === 0 ? {} : { attempt }),
    signalName: 's',
    activityType: { name: `a${back}` },
    timerId: '1',
  };
}

function linkField(type: string): string {
  if (type.startsWith('TIMER')) return 'startedEventId';
  return /EXTERNAL|CHILD/.test(type) ? 'initiatedEventId' : 'scheduledEventId';
}

function updateAttributes(type: string, which: number, events: readonly JsonObject[]): JsonObject {
  const meta = { updateId: `u${which}` };
  const request = { meta, input: { name: 'change' } };
  if (type.endsWith('ADMITTED')) return { request };
  if (type.endsWith('REJECTED'))
    return { protocolInstanceId: meta.updateId, rejectedRequest: request, failure: { message: 'no' } };
  if (type.endsWith('ACCEPTED')) return { protocolInstanceId: meta.updateId, acceptedRequest: request };
  const accepted = events.findLast((event) =>
    JSON.stringify(event).includes(`{"protocolInstanceId":"${meta.updateId}","acceptedRequest"`),
  );
  return {
    meta,
    acceptedEventId: accepted?.['eventId'] ?? '8888',
    outcome: which === 1 ? { failure: { message: 'no' } } : { success: {} },
  };
}
