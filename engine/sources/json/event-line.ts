// Reads a line of JSON Lines that is one event. Other lines are left to `scanJson`, which reads the whole file.

import { isTooDeep } from '../../formats/exact-json.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { NotAlikeError } from './alike-events.ts';
import { type Before, isWeakKey, longestText, type Scan, scanJson, strongKeys } from './json-scan.ts';

/** `isStrong`: the event has a key that only events have. */
export type EventLine = { readonly raw: JsonObject; readonly isStrong: boolean };

/** Includes the line feed. */
type LineBytes = { readonly bytes: Buffer; readonly start: number; readonly end: number };

/** In characters. Shorter texts cannot be nested too deep. */
const shortText = 2000;
/** Matches white space beside a bracket, comma or colon, which JSON does not need. */
const spaced = /[{}[\],:][ \t\r]|[ \t\r][{}[\],:]/;

/**
 * undefined if the line is incomplete. Throws `not-json` and `too-deep` with the place, `NotAlikeError` if the line is
 * no event.
 */
export function readLine(
  text: string,
  line: LineBytes,
  before: Before,
  parse: (text: string) => Json,
): EventLine | undefined {
  const raw = parsed(text, parse);
  if (raw === undefined || (text.length > shortText && isTooDeep(text))) return refuse(line, before);
  if (!isObject(raw)) return refuse(line, before);
  const isStrong = strongKeys.some((key) => key in raw);
  if (!isStrong && !(Object.keys(raw).some(isWeakKey) && isAllThereIs(text, line, before)))
    throw notAnEvent(before.lines + 1);
  return { raw, isStrong };
}

export function notAnEvent(line: number): NotAlikeError {
  return new NotAlikeError(`line ${line} is no event as those before it are`);
}

function parsed(text: string, parse: (text: string) => Json): Json | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function scanned({ bytes, start, end }: LineBytes, before: Before): Scan {
  return scanJson(Buffer.from(bytes.subarray(start, end)), longestText, before);
}

function refuse(line: LineBytes, before: Before): undefined {
  if (scanned(line, before).isCut) return undefined;
  throw notAnEvent(before.lines + 1);
}

/** Returns false if events with stronger keys are nested in this object, which then is no event itself. */
function isAllThereIs(text: string, line: LineBytes, before: Before): boolean {
  // The cheapest check comes first, because it runs for every line.
  if (!text.includes('vent') || !strongKeys.some((key) => text.includes(`"${key}"`))) return true;
  const { groups, bytes } = scanned(line, before);
  const [event] = groups[0]?.events ?? [];
  return groups.length === 1 && event?.start === 0 && event.end === bytes.length;
}

/** Whether the text has, or may have, white space between tokens. */
export function isSpaced(text: string): boolean {
  return spaced.test(text);
}
