// Reads fields by number, from messages of Temporal's server that this program has no schema for.

import { Wire } from './wire.ts';

export type Fields = ReadonlyMap<number, readonly (number | bigint | Buffer)[]>;

const VARINT = 0;
const BYTES = 2;

/** Number fields and byte fields; leaves out other wire types. Throws `WireError`. */
export function fieldsOf(bytes: Uint8Array): Fields {
  const wire = new Wire(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const fields = new Map<number, (number | bigint | Buffer)[]>();
  while (wire.more()) {
    const tag = wire.tag();
    const number = tag >>> 3;
    const list = fields.get(number) ?? [];
    if ((tag & 7) === VARINT) list.push(wire.large());
    else if ((tag & 7) === BYTES) {
      const length = wire.length();
      list.push(wire.bytes.subarray(wire.at, wire.at + length));
      wire.at += length;
    } else wire.skip(tag & 7);
    fields.set(number, list);
  }
  return fields;
}

/** The last occurrence of a field counts, as in every protobuf reader. */
export function bytesAt(fields: Fields, number: number): Buffer | undefined {
  const value = fields.get(number)?.at(-1);
  return Buffer.isBuffer(value) ? value : undefined;
}

export function messagesAt(fields: Fields, number: number): readonly Fields[] {
  return (fields.get(number) ?? []).filter((value) => Buffer.isBuffer(value)).map(fieldsOf);
}

export function messageAt(fields: Fields, number: number): Fields | undefined {
  const bytes = bytesAt(fields, number);
  return bytes && fieldsOf(bytes);
}

export function textAt(fields: Fields, number: number): string {
  return bytesAt(fields, number)?.toString('utf8') ?? '';
}

/** 0 if the field is absent. */
export function numberAt(fields: Fields, number: number): number {
  const value = fields.get(number)?.at(-1);
  return typeof value === 'number' || typeof value === 'bigint' ? Number(BigInt.asIntN(64, BigInt(value))) : 0;
}

/** A `Timestamp` in ms since 1970. */
export function timeAt(fields: Fields, number: number): number | undefined {
  const time = messageAt(fields, number);
  return time && numberAt(time, 1) * 1000 + Math.floor(numberAt(time, 2) / 1e6);
}
