// Values of Temporal's SDK, from any realm, as JSON.

import type { Json } from '../../model/json.ts';

const maxDepth = 100;

type Forms = {
  readonly payload: (payload: SdkPayload) => Json;
  readonly duration: (ms: number) => Json;
};

/** A value of the SDK as plain JSON, from any realm. */
export function sdkJson(value: unknown, forms: Forms, depth = 0): Json | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value !== 'object' || depth > maxDepth) return undefined;
  if (value instanceof Uint8Array || ArrayBuffer.isView(value)) return base64Of(value);
  if (Array.isArray(value)) return value.map((entry) => sdkJson(entry, forms, depth + 1) ?? null);
  if (isSdkPayload(value)) return forms.payload(value);
  if (isLong(value)) return value.toNumber();
  const ms = msOf(value);
  if (ms !== undefined) return forms.duration(ms);
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, entry]) => [key, sdkJson(entry, forms, depth + 1)] as const)
      .filter(([, entry]) => entry !== undefined),
  );
}

function base64Of({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength).toString('base64');
}

export type SdkPayload = { readonly metadata: Readonly<Record<string, Uint8Array>>; readonly data?: Uint8Array };

/** Recognised by its fields, in any realm. */
function isSdkPayload(value: object): value is SdkPayload {
  const { metadata } = value as Partial<SdkPayload>;
  return typeof metadata === 'object' && metadata !== null && ArrayBuffer.isView(metadata['encoding']);
}

export function writtenPayload({ metadata, data }: SdkPayload): { metadata: Record<string, string>; data?: string } {
  const written = Object.fromEntries(Object.entries(metadata).map(([key, bytes]) => [key, base64Of(bytes)]));
  return { metadata: written, ...(data !== undefined && { data: base64Of(data) }) };
}

type SdkTime = { readonly seconds?: unknown; readonly nanos?: unknown };

/** `{seconds, nanos}` in ms; a bare 64-bit number as a number. */
export function msOf(value: object): number | undefined {
  if (isLong(value)) return value.toNumber();
  const { seconds, nanos } = value as SdkTime;
  if (typeof seconds !== 'object' || seconds === null || !isLong(seconds)) return undefined;
  return seconds.toNumber() * 1000 + (typeof nanos === 'number' ? nanos / 1e6 : 0);
}

function isLong(value: object): value is { toNumber(): number } {
  return 'low' in value && 'high' in value && 'toNumber' in value && typeof value.toNumber === 'function';
}
