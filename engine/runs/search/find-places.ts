// Finds the matching events of a run, each with the matching place in it, for a search over many runs. Works page by
// page.

import { setImmediate } from 'node:timers/promises';
import type { Dialect } from '../../formats/dialect.ts';
import type { Seq } from '../../model/event.ts';
import { type JsonPath, pathText } from '../../model/compare/json-diff-path.ts';
import { isArray, isObject, type Json } from '../../model/json.ts';
import { calledOf, labelOf } from '../../model/operation-name.ts';
import { nameOf, NONE, type Outline, typeOf } from '../../model/outline.ts';
import { plainValue } from '../../model/shown-payload.ts';
import type { StoredEvent } from '../../store/log.ts';
import type { RunReader } from '../run-reader.ts';
import { storedJson } from '../stored-json.ts';
import type { Matcher } from './matcher.ts';
import { readableText } from './matching.ts';
import { outlineHits } from './search-run.ts';

export type FoundPlace = {
  readonly seq: Seq;
  readonly type: string;
  /** Name of the event's operation; null if it has none. */
  readonly operation: string | null;
  /**
   * `type`, `name`, `label`, `about`, `key`, `seq`, a path into the decoded event, or `payload` if the match spans
   * several values.
   */
  readonly place: string;
  /** The text at this place, cut to the surroundings of the match. */
  readonly text: string;
};

type Candidate = { readonly place: string; readonly text: string };
type Hit = { readonly seq: Seq; readonly candidates: readonly Candidate[] };

/** In bytes. Larger events are searched as text only. */
const parsedBytes = 8 * 1024 * 1024;
/** Characters before the match, and in total. */
const lead = 40;
const shownLetters = 160;

/** Yields for each page the places that match, in order of seq. Throws `bad-pattern` if the pattern takes too long. */
export async function* findPlaces(
  reader: RunReader,
  matcher: Matcher,
  wanted: string,
): AsyncGenerator<readonly FoundPlace[]> {
  const { outline } = reader;
  const hits = await outlineHits(outline, matcher, wanted);
  for await (const page of reader.pages()) {
    const payloads = await matcher.payloads(page.map(({ payload }) => reader.textOf(payload)));
    const found = page
      .filter(({ seq }, i) => hits[seq - 1] === 1 || payloads[i] === 1)
      .map((event) => ({ seq: event.seq, candidates: [...candidatesOf(event, reader)] }));
    if (found.length > 0) yield await placesOf(found, outline, matcher, wanted);
    await setImmediate();
  }
}

/** Places of an event that may match, the most telling first. */
function* candidatesOf(event: StoredEvent, reader: RunReader): Generator<Candidate> {
  const { seq, payload } = event;
  const { outline, dialect } = reader;
  yield { place: 'type', text: typeOf(outline, seq) };
  yield* operationTexts(outline, outline.operation[seq - 1] ?? NONE);
  if (payload.length <= parsedBytes) yield* leavesIn(event, dialect);
  yield { place: 'payload', text: readableText(reader.textOf(payload)) };
}

/** Empty if the event is nested too deep: then only its text is searched. */
function leavesIn(event: StoredEvent, dialect: Dialect): readonly Candidate[] {
  const raw = storedJson(dialect, event);
  try {
    return [...leavesOf(plainValue(dialect.decode(raw)), null)];
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

function* operationTexts(outline: Outline, operation: number): Generator<Candidate> {
  if (operation === NONE) return;
  yield { place: 'name', text: nameOf(outline, operation) };
  yield { place: 'label', text: labelOf(outline, operation) };
  yield { place: 'about', text: outline.names[outline.operations.about[operation] ?? 0] ?? '' };
  yield { place: 'key', text: outline.operations.keys[operation] ?? '' };
}

function* leavesOf(value: Json, path: JsonPath): Generator<Candidate> {
  const steps: readonly (readonly [string | number, Json | undefined])[] | undefined = isArray(value)
    ? [...value.entries()]
    : isObject(value)
      ? Object.entries(value)
      : undefined;
  if (steps === undefined) yield* leafOf(typeof value === 'string' ? value : JSON.stringify(value), path);
  else for (const [step, inner] of steps) yield* leavesOf(inner ?? null, { parent: path, step });
}

/** The value, then the value with its name. */
function* leafOf(text: string, path: JsonPath): Generator<Candidate> {
  const place = pathText(path);
  yield { place, text };
  if (typeof path?.step === 'string') yield { place, text: `${path.step}: ${text}` };
}

async function placesOf(
  hits: readonly Hit[],
  outline: Outline,
  matcher: Matcher,
  wanted: string,
): Promise<readonly FoundPlace[]> {
  const starts = await matcher.positions(hits.flatMap(({ candidates }) => candidates.map(({ text }) => text)));
  let next = 0;
  return hits.map(({ seq, candidates }) => {
    const own = starts.subarray(next, (next += candidates.length));
    const operation = outline.operation[seq - 1] ?? NONE;
    const at = own.findIndex((start) => start >= 0);
    const { place, text } = candidates[at] ?? { place: 'seq', text: wanted };
    return {
      seq,
      type: typeOf(outline, seq),
      operation: operation === NONE ? null : calledOf(outline, operation),
      place,
      text: excerpt(text, own[at] ?? 0),
    };
  });
}

function excerpt(text: string, at: number): string {
  const from = text.length <= shownLetters ? 0 : Math.max(0, Math.min(at - lead, text.length - shownLetters));
  const to = from + shownLetters;
  const part = text
    .slice(from, to)
    .replace(/^[\udc00-\udfff]/, '')
    .replace(/[\ud800-\udbff]$/, '');
  return `${from === 0 ? '' : '…'}${part}${to < text.length ? '…' : ''}`;
}
