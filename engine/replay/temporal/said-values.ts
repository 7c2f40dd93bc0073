// Payloads, maps of them and failures of both sides, as comparable values. Equal bytes are not decoded.

import type { Failure } from '../../formats/temporal/canonical/failure.ts';
import { decodePayload } from '../../formats/temporal/payload.ts';
import { isArray, type Json } from '../../model/json.ts';
import type { Payload } from '../../sandbox/guest.ts';
import { writtenPayload } from './sdk-json.ts';

/** The recorded value, and the present one. */
export type Pair = readonly [from: Json | undefined, to: Json | undefined];

const nothing: Pair = [undefined, undefined];

export function payloadsSaid(recorded: readonly Payload[] | undefined, asked: unknown): Pair {
  const from = recorded ?? [];
  const to = (asked ?? []) as readonly Payload[];
  if (from.length === to.length && from.every((payload, index) => isSame(payload, to[index]))) return nothing;
  if (from.some(isHidden)) return nothing;
  return [from.map(valueOf), to.map(valueOf)];
}

/** Unwraps lists of at most one value. */
export function onlySaid([from, to]: Pair): Pair {
  return [isArray(from) ? from[0] : from, isArray(to) ? to[0] : to];
}

/** Converts `{fields}`, `{indexedFields}` or the bare map to the SDK's form. */
export function mapsSaid(recorded: Readonly<Record<string, Payload>> | undefined, asked: unknown): Pair {
  const from = recorded ?? {};
  const written = (asked ?? {}) as { fields?: object; indexedFields?: object };
  const to = (written.fields ?? written.indexedFields ?? written) as Readonly<Record<string, Payload>>;
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  const differing = names.filter((name) => !isSame(from[name], to[name]) && !isHidden(from[name]));
  if (differing.length === 0) return nothing;
  const side = (map: Readonly<Record<string, Payload>>): Json =>
    Object.fromEntries(differing.flatMap((name) => (map[name] === undefined ? [] : [[name, valueOf(map[name])]])));
  return [side(from), side(to)];
}

type Said = Pick<Failure, 'message' | 'cause' | 'applicationFailureInfo' | 'encodedAttributes'>;

/**
 * Message and type of the failure and its causes; stacks and source positions are not differences. Empty where a
 * converter hid the message.
 */
export function failureSaid(recorded: Said | undefined, asked: unknown): Pair {
  if (recorded?.encodedAttributes !== undefined) return nothing;
  return [failureJson(recorded, 0), failureJson(asked as Said | null | undefined, 0)];
}

const maxCauses = 20;

function failureJson(failure: Said | null | undefined, depth: number): Json | undefined {
  if (failure === undefined || failure === null || depth > maxCauses) return undefined;
  const { message, applicationFailureInfo, cause } = failure;
  const caused = failureJson(cause, depth + 1);
  const type = applicationFailureInfo?.type;
  return {
    message: message ?? '',
    ...(type !== undefined && type !== '' && { type }),
    ...(applicationFailureInfo?.nonRetryable === true && { nonRetryable: true }),
    ...(caused !== undefined && { cause: caused }),
  };
}

function isSame(a: Payload | undefined, b: Payload | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return bytes(a.data).equals(bytes(b.data)) && bytes(a.metadata['encoding']).equals(bytes(b.metadata['encoding']));
}

/** True where a codec encoded the payload, which the code does not see: a comparison is impossible. */
function isHidden(payload: Payload | undefined): boolean {
  const encoding = bytes(payload?.metadata['encoding']).toString();
  return (
    encoding.startsWith('binary/') &&
    encoding !== 'binary/plain' &&
    encoding !== 'binary/null' &&
    encoding !== 'binary/protobuf'
  );
}

export function valueOf(payload: Payload): Json {
  const shown = decodePayload(writtenPayload(payload));
  return (
    shown.value ??
    shown.text ??
    (shown.bytes === undefined ? null : `${shown.bytes} bytes ${shown.sha256 ?? shown.head ?? ''}`)
  );
}

function bytes(value: Uint8Array | undefined): Buffer {
  return value === undefined ? Buffer.alloc(0) : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}
