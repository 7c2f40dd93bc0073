// Who a run is, as far as its history says: read before its events are stored under that name.

import { countUpTo } from '../model/cursor.ts';
import type { Identity } from './dialect.ts';
import { type History, parseEvent } from './history-file.ts';

/** Words in the text of events that may say who the run is, beside the first ones. */
const identityWords = ['"newRunId"', '"new_run_id"'];
const openingEvents = 20;

/** What the run is called, from the words around the events and the events that may say it. */
export function identify({ dialect, bytes, events, holder }: History): Identity {
  const mentions = identityWords.flatMap((word) => offsetsOf(bytes, word)).sort((a, b) => a - b);
  let identity = dialect.identifyHolder(holder);
  for (const [i, event] of events.entries()) {
    if (i >= openingEvents && mentions.length === 0) break;
    if (i >= openingEvents && countUpTo(mentions, event.end) === countUpTo(mentions, event.start)) continue;
    const raw = parseEvent(bytes, event, i);
    identity = dialect.identify(identity, raw, dialect.read(raw));
  }
  return identity;
}

function offsetsOf(bytes: Uint8Array, word: string): number[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const offsets: number[] = [];
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) offsets.push(at);
  return offsets;
}
