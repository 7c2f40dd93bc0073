// Values as text, between Node and a page. Both run the function's source, so it must not use anything outside it.

/** @param base64 { encode(Uint8Array): string, decode(string): Uint8Array }, which differ between Node and a page. */
export function createWire(base64) {
  const VIEWS = ['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array'];
  VIEWS.push('Uint32Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array', 'DataView');
  const isPlain = (value) => Object.prototype.toString.call(value) === '[object Object]';

  const bytesOf = (value) =>
    ArrayBuffer.isView(value)
      ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
      : new Uint8Array(value);

  function encodePrimitive(value) {
    if (value === undefined) return { t: 'undefined' };
    if (typeof value === 'bigint') return { t: 'bigint', v: String(value) };
    if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))) {
      return { t: 'number', v: Object.is(value, -0) ? '-0' : String(value) };
    }
    if (typeof value === 'symbol' || typeof value === 'function') throw new Error('An object could not be cloned.');
    return value;
  }

  function encodeObject(value, inside) {
    const each = (one) => encode(one, inside);
    const pairs = (entries) => [...entries].map(([key, one]) => [each(key), each(one)]);
    if (Array.isArray(value)) return { t: 'array', v: value.map(each) };
    if (value instanceof Date) return { t: 'date', v: value.getTime() };
    if (value instanceof Map) return { t: 'map', v: pairs(value) };
    if (value instanceof Set) return { t: 'set', v: [...value].map(each) };
    if (value instanceof Error) return { t: 'error', v: [value.name, value.message, value.stack ?? ''] };
    if (value instanceof ArrayBuffer) return { t: 'bytes', k: 'ArrayBuffer', v: base64.encode(bytesOf(value)) };
    if (ArrayBuffer.isView(value)) {
      const name = VIEWS.find((view) => Object.prototype.toString.call(value) === `[object ${view}]`);
      return { t: 'bytes', k: name, v: base64.encode(bytesOf(value)) };
    }
    if (isPlain(value)) return { t: 'object', v: pairs(Object.entries(value)) };
    throw new Error('An object could not be cloned.');
  }

  function encode(value, inside = []) {
    if (value === null || typeof value !== 'object') return encodePrimitive(value);
    if (inside.includes(value)) throw new Error('electron double: sending a value that holds itself is not modelled');
    return encodeObject(value, [...inside, value]);
  }

  function decodeError([name, message, stack]) {
    const kind = { EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError }[name] ?? Error;
    return Object.defineProperty(new kind(message), 'stack', { value: stack, configurable: true, writable: true });
  }

  function decodeBytes(name, text) {
    const bytes = base64.decode(text);
    const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    return name === 'ArrayBuffer' ? buffer : new globalThis[name](buffer);
  }

  function decode(sent) {
    if (sent === null || typeof sent !== 'object') return sent;
    const { t: type, v: value } = sent;
    if (type === 'undefined') return undefined;
    if (type === 'bigint') return BigInt(value);
    if (type === 'number') return Number(value);
    if (type === 'array') return value.map(decode);
    if (type === 'date') return new Date(value);
    if (type === 'map') return new Map(value.map(([key, one]) => [decode(key), decode(one)]));
    if (type === 'set') return new Set(value.map(decode));
    if (type === 'error') return decodeError(value);
    if (type === 'bytes') return decodeBytes(sent.k, value);
    return Object.fromEntries(value.map(([key, one]) => [decode(key), decode(one)]));
  }

  return { encode: (value) => encode(value), decode };
}
