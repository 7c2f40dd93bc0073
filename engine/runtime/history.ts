// Native events as bytes.

import type { NativeEvent } from '../model/native-event.ts';
import type { StoredEvent } from '../store/log.ts';

const decoder = new TextDecoder();

export function encoded(event: NativeEvent): Omit<StoredEvent, 'seq'> {
  const { type, at } = event;
  return { type, atMs: at, payload: Buffer.from(JSON.stringify(event)) };
}

/** What others may have put into the log is nothing to the engine. */
export function decoded({ type, atMs, payload }: StoredEvent): NativeEvent {
  try {
    const value = JSON.parse(decoder.decode(payload)) as NativeEvent;
    if (typeof value === 'object' && value !== null && value.type === type) return value;
  } catch {
    // No JSON: none of ours.
  }
  return { type: 'custom', at: atMs ?? 0 };
}
