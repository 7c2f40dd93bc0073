// Event and command in the form for a side-by-side display: payloads decoded, times in ms.

import { decodeValue } from '../../formats/temporal/decode.ts';
import type { HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import { readTemporalEvent } from '../../formats/temporal/event.ts';
import { decodePayload } from '../../formats/temporal/payload.ts';
import type { Json } from '../../model/json.ts';
import type { Command } from '../../sandbox/guest.ts';
import type { Side } from '../../model/replay/verdict.ts';
import { sdkJson, type SdkPayload, writtenPayload } from './sdk-json.ts';

/** The original event with decoded values. */
export function sideOfEvent({ type, written }: HistoryEvent): Side {
  return { type, attributes: decodeValue(readTemporalEvent(written, 1).attributes) };
}

export function sideOfCommand(command: Command): Side {
  const { type, ordinal: _, userMetadata: __, ...attributes } = command;
  const forms = { payload: (payload: SdkPayload): Json => ({ $payload: decodePayload(writtenPayload(payload)) }) };
  return { type, attributes: sdkJson(attributes, { ...forms, duration: (ms) => ms }) };
}
