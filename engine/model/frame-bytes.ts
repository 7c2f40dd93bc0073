// Structured values as bytes, for pipes and stores without structured clone: JSON, followed by the typed arrays.
//
//   | u32 length of the JSON | JSON, with `{"$bytes": offset, "of": "Uint32Array", "length": bytes}` for an array | padding to 8 | array | padding | …
//
// A long array of small integers is written as a narrower one, named by `as`.
// A long list of strings is moved behind the JSON too, as JSON (`"of": "strings"`). Histories are untrusted: an object
// with a key `$bytes` of its own is written as `{"$bytes": null, "entries": […]}`.

import type { Frame } from './pipe.ts';

const arrays = { Uint8Array, Uint16Array, Uint32Array, Int16Array, Int32Array, Float64Array } as const;
type ArrayName = keyof typeof arrays;
type Mark = {
  readonly $bytes: number;
  readonly of: ArrayName | 'strings';
  /** In bytes, as written. */
  readonly length: number;
  readonly as?: ArrayName;
};
type Escaped = { readonly $bytes: null; readonly entries: readonly (readonly [string, unknown])[] };

export function encodeFrame(frame: Frame): Uint8Array<ArrayBuffer> {
  return packValue(frame);
}

/**
 * Throws on bytes that `encodeFrame` did not make. The arrays of the frame may be views of `bytes`.
 */
export function decodeFrame(bytes: Uint8Array<ArrayBuffer>): Frame {
  return unpackValue(bytes) as Frame;
}

export function packValue(whole: unknown): Uint8Array<ArrayBuffer> {
  const attached: ArrayBufferView[] = [];
  let size = 0;
  const attach = (value: ArrayBufferView, of: Mark['of']): Mark => {
    const mark: Mark = { $bytes: size, of, length: value.byteLength };
    attached.push(value);
    size = aligned(size + value.byteLength);
    return mark;
  };
  const json = JSON.stringify(whole, function (this: Record<string, unknown>, key, shown: unknown) {
    // The original value: a Buffer has already been through its toJSON here.
    const value = this[key];
    if (isLongList(value)) return attach(new TextEncoder().encode(JSON.stringify(value)), 'strings');
    if (ArrayBuffer.isView(value)) {
      const [of, written] = [nameOfArray(value), narrowed(value)];
      const mark = attach(written, of);
      return written === value ? mark : { ...mark, as: nameOfArray(written) };
    }
    return isMarked(shown) ? escaped(shown) : shown;
  });
  const text = new TextEncoder().encode(json);
  const start = aligned(4 + text.byteLength);
  const bytes = new Uint8Array(start + size);
  new DataView(bytes.buffer).setUint32(0, text.byteLength);
  bytes.set(text, 4);
  let at = start;
  for (const view of attached) {
    bytes.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), at);
    at = aligned(at + view.byteLength);
  }
  return bytes;
}

export function unpackValue(bytes: Uint8Array<ArrayBuffer>): unknown {
  const whole = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
  const length = new DataView(whole.buffer, whole.byteOffset, whole.byteLength).getUint32(0);
  const start = aligned(4 + length);
  const text = new TextDecoder().decode(whole.subarray(4, 4 + length));
  return JSON.parse(text, (_, value: unknown) => {
    if (!isMarked(value)) return value;
    if (!isMark(value)) return Object.fromEntries((value as Escaped).entries);
    const from = whole.byteOffset + start + value.$bytes;
    if (value.of === 'strings')
      return JSON.parse(new TextDecoder().decode(new Uint8Array(whole.buffer, from, value.length)));
    const kind = arrays[value.as ?? value.of];
    const written = new kind(whole.buffer, from, value.length / kind.BYTES_PER_ELEMENT);
    return value.as === undefined ? written : new arrays[value.of](written);
  });
}

/** Shorter arrays are not worth the look. */
const longArray = 256;

/** The same integers in the narrowest array that holds them; other arrays as they are. */
function narrowed(view: ArrayBufferView): ArrayBufferView {
  if (!(view instanceof Uint16Array || view instanceof Uint32Array || view instanceof Int32Array)) return view;
  if (view.length < longArray) return view;
  let [least, most] = [0, 0];
  for (let i = 0; i < view.length; i++) {
    const value = view[i]!;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const kind = narrowest(least, most);
  return kind === undefined || kind.BYTES_PER_ELEMENT >= view.BYTES_PER_ELEMENT ? view : new kind(view);
}

function narrowest(
  least: number,
  most: number,
): typeof Uint8Array | typeof Uint16Array | typeof Int16Array | undefined {
  if (least >= 0) return most < 2 ** 8 ? Uint8Array : most < 2 ** 16 ? Uint16Array : undefined;
  return least >= -(2 ** 15) && most < 2 ** 15 ? Int16Array : undefined;
}

/** True for a list of so many strings that handling each string separately would dominate the cost. */
function isLongList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 1000 && value.every((entry) => typeof entry === 'string');
}

function aligned(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}

function nameOfArray(view: ArrayBufferView): ArrayName {
  for (const [name, kind] of Object.entries(arrays)) if (view instanceof kind) return name as ArrayName;
  throw new Error('bug: this array cannot cross a pipe');
}

function isMarked(value: unknown): value is { readonly $bytes: unknown } {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, '$bytes');
}

function isMark(value: { readonly $bytes: unknown }): value is Mark {
  return (
    typeof value.$bytes === 'number' &&
    value.$bytes >= 0 &&
    'of' in value &&
    (value.of === 'strings' || Object.hasOwn(arrays, String(value.of))) &&
    (!('as' in value) || Object.hasOwn(arrays, String(value.as)))
  );
}

function escaped(value: object): Escaped {
  return { $bytes: null, entries: Object.entries(value) };
}
