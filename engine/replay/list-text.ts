// The events of a request as one text: a list that is read at once takes less than its events one by one.

import type { ReplayRequest } from './replay-request.ts';

const [open, comma, close] = [...Buffer.from('[,]')] as [number, number, number];

/** A JSON list. */
export function listText({ bytes, lengths }: Pick<ReplayRequest, 'bytes' | 'lengths'>): string {
  const given = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const list = Buffer.allocUnsafe(bytes.length + lengths.length + 1);
  let [from, to] = [0, 0];
  for (const length of lengths) {
    list[to++] = from === 0 ? open : comma;
    to += given.copy(list, to, from, from + length);
    from += length;
  }
  list[to++] = close;
  return lengths.length === 0 ? '[]' : list.toString('utf8', 0, to);
}
