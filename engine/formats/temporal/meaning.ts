// Helpers shared by the explanations of Temporal's events.

import type { OperationKey } from '../../model/effect.ts';
import type { Explanation } from '../../model/explanation.ts';
import type { Json } from '../../model/json.ts';
import { isArray, objectOf, stringOf } from '../../model/json.ts';
import type { TemporalEvent } from './event.ts';
import { readFailure } from './failure.ts';
import { idText } from './number.ts';
import { payloadValue } from './payload.ts';

export type Meaning = Omit<Explanation, 'id'>;

/** Common fields of every event that resulted from a command. */
export function scheduledBy(event: TemporalEvent): { task?: string; cause?: OperationKey; label?: string } {
  const { attributes, envelope } = event;
  const task = idText(attributes['workflowTaskCompletedEventId'] ?? attributes['decisionTaskCompletedEventId']);
  const cause = causeOf(envelope['eventGroupMarkers']);
  const label =
    envelope['userMetadata'] === undefined
      ? undefined
      : stringOf(payloadValue(objectOf(envelope['userMetadata'])['summary']));
  return {
    ...(task === undefined ? {} : { task }),
    ...(cause === undefined ? {} : { cause }),
    ...(label === undefined ? {} : { label }),
  };
}

/** Event group markers state the handler that scheduled it. */
function causeOf(markers: Json | undefined): OperationKey | undefined {
  if (!isArray(markers)) return undefined;
  for (const marker of markers) {
    const inbound = idText(objectOf(objectOf(marker)['inboundEvent'])['inboundEventId']);
    if (inbound !== undefined) return `signal:${inbound}`;
    const update = idText(objectOf(objectOf(marker)['inboundUpdate'])['inboundUpdateId']);
    if (update !== undefined) return `update:${update}`;
  }
  return undefined;
}

/** A property only for a value that is present. */
export function given<K extends string>(key: K, value: Json | undefined): { [key in K]?: Json } {
  return value === undefined || value === null ? {} : ({ [key]: value } as { [key in K]?: Json });
}

export function failing(raw: Json | undefined): { failure?: NonNullable<ReturnType<typeof readFailure>> } {
  const failure = readFailure(raw);
  return failure === undefined ? {} : { failure };
}

export function reasonText(raw: Json | undefined): string {
  let failure = readFailure(raw);
  while (failure?.cause !== undefined) failure = failure.cause;
  if (failure === undefined) return '';
  return `: ${failure.message === '' ? (failure.type ?? 'no message') : failure.message}`;
}
