// One line of JSON Lines that is one event. What else a line may be is left to `scanJson`, which reads the file as a whole.

import { isTooDeep } from '../../formats/exact-json.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { NotAlikeError } from './alike-events.ts';
import { type Before, longestText, type Scan, scanJson, strongKeys, weakKeys } from './json-scan.ts';

/** `isStrong`: it names itself by a key that no other thing has. */
export type EventLine = { readonly raw: JsonObject; readonly isStrong: boolean };

/** With its line feed. */
type LineBytes = { readonly bytes: Buffer; readonly start: number; readonly end: number };

/** Shorter ones cannot be nested too deeply. */
const shortText = 2000;
/** A space that a text of JSON does not need stands beside one of these. */
const spaced = /[{}[\],:][ \t\r]|[ \t\r][{}[\],:]/;

/** undefined where the line ends too early. Throws `not-json` and `too-deep` with the place, `NotAlikeError` where it is no event. */
export function readLine(text: string, line: LineBytes, before: Before): EventLine | undefined {
  const raw = parsed(text);
  if (raw === undefined || (text.length > shortText && isTooDeep(text))) return refuse(line, before);
  if (!isObject(raw)) return refuse(line, before);
  const isStrong = strongKeys.some((key) => key in raw);
  if (!isStrong && !(weakKeys.some((key) => key in raw) && isAllThereIs(text, line, before)))
    throw notAnEvent(before.lines + 1);
  return { raw, isStrong };
}

export function notAnEvent(line: number): NotAlikeError {
  return new NotAlikeError(`line ${line} is no event as those before it are`);
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
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

/** Events with surer names may lie in one that only seems to be one. */
function isAllThereIs(text: string, line: LineBytes, before: Before): boolean {
  // The quickest look first: it is made at every line.
  if (!text.includes('vent') || !strongKeys.some((key) => text.includes(`"${key}"`))) return true;
  const { groups, bytes } = scanned(line, before);
  const [event] = groups[0]?.events ?? [];
  return groups.length === 1 && event?.start === 0 && event.end === bytes.length;
}

/** Some white space stands between its tokens, or seems to. */
export function isSpaced(text: string): boolean {
  return spaced.test(text);
}
