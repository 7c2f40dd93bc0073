// The bytes between the events of a protobuf history, so that the file can be exported: mostly the tag and length of
// the next event.

import type { Slice } from './find-histories.ts';

/**
 * A text is bytes in base64; a number above 0 is that many events, each after the tag of field 1 and its length; 0 is
 * one event without a prefix.
 */
export type Frames = readonly (string | number)[];

const EVENT_TAG = 10;

/** Frames of the events in the slice, in order of the bytes. */
export function framesOf(bytes: Buffer, { start, end }: Slice, events: readonly Slice[]): Frames {
  const frames: (string | number)[] = [];
  let at = start;
  for (const event of events) {
    const before = bytes.subarray(at, event.start);
    const frame = frameOf(event.end - event.start);
    if (!before.equals(frame))
      frames.push(...(endsWith(before, frame) ? [base64(before, frame.length), 1] : [base64(before, 0), 0]));
    else if (typeof frames.at(-1) === 'number' && frames.at(-1) !== 0) frames.push((frames.pop() as number) + 1);
    else frames.push(1);
    at = event.end;
  }
  if (at < end) frames.push(base64(bytes.subarray(at, end), 0));
  return frames;
}

/** Tag and length of an event with this many bytes. */
export function frameOf(length: number): Buffer {
  const frame = [EVENT_TAG];
  let left = length;
  for (; left > 127; left = Math.floor(left / 128)) frame.push((left % 128) + 128);
  frame.push(left);
  return Buffer.from(frame);
}

/** The file's bytes; `payloadAt` gives the events' bytes in file order. */
export async function* framed(
  frames: Frames,
  payloadAt: (index: number) => Promise<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let index = 0;
  for (const frame of frames) {
    if (typeof frame === 'string') yield Buffer.from(frame, 'base64');
    else if (frame === 0) yield await payloadAt(index++);
    else
      for (let i = 0; i < frame; i++) {
        const payload = await payloadAt(index++);
        yield frameOf(payload.length);
        yield payload;
      }
  }
}

/** Number of events in the frames. */
export function countOf(frames: Frames): number {
  return frames.reduce<number>((sum, frame) => sum + (typeof frame === 'string' ? 0 : Math.max(1, frame)), 0);
}

function endsWith(bytes: Buffer, end: Buffer): boolean {
  return bytes.length >= end.length && bytes.subarray(bytes.length - end.length).equals(end);
}

function base64(bytes: Buffer, left: number): string {
  return bytes.subarray(0, bytes.length - left).toString('base64');
}
