import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { temporal } from '../formats/temporal/temporal.ts';
import type { Dialect } from '../formats/dialect.ts';
import type { RunId, Warning } from '../model/event.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Outline } from '../model/outline.ts';
import { GrowingOutline, extend } from '../model/growing-outline.ts';
import type { Extent, OutlineDelta } from '../model/outline-delta.ts';
import { packValue, unpackValue } from '../model/frame-bytes.ts';
import { collections, unpackedFile } from '../testing/corpus.ts';
import { settled } from '../testing/settled-outline.ts';
import { randomHistory } from '../testing/random-history.ts';
import { parseEvent, readHistories } from '../sources/json/history-file.ts';
import { Explainer, type ExplainerRest } from './explainer.ts';

type Past = {
  readonly dialect: Dialect;
  readonly events: readonly Json[];
  readonly holder: JsonObject;
  readonly warnings: readonly Warning[];
};
type Standing = ReturnType<typeof standingOf>;

const run = 'run' as RunId;

function standingOf(explainer: Explainer, { holder, warnings }: Past) {
  const identity = explainer.identity(holder);
  return { ...explainer.finish(run, warnings), identity, rest: explainer.rest(identity, warnings) };
}

/** The state after each event, beginning with 0, before the first. */
function* standings(past: Past): Generator<Standing> {
  const explainer = new Explainer(past.dialect);
  yield standingOf(explainer, past);
  for (const raw of past.events) {
    explainer.note(raw, past.dialect.read(raw), true);
    yield standingOf(explainer, past);
  }
}

/** An explainer resumed from a stored state. */
function resumed({ dialect }: Past, { outline, rest }: Standing): Explainer {
  const kept = unpackValue(packValue({ outline, rest })) as { outline: Outline; rest: ExplainerRest };
  return Explainer.resume(dialect, kept.outline, kept.rest);
}

/**
 * Asserts that an explainer resumed after any event, given the remaining events, has the outline and the identity of
 * the whole run.
 */
function assertResumes(past: Past, every = 1): void {
  const all = [...standings(past)];
  for (let n = 0; n < all.length; n += every) {
    const explainer = resumed(past, all[n]!);
    for (const raw of past.events.slice(n)) explainer.note(raw, past.dialect.read(raw), true);
    // The stored identity already includes the text around the events.
    assert.deepEqual(standingOf(explainer, { ...past, holder: {} }), all.at(-1), `resumed after ${n}`);
  }
}

/**
 * Asserts that the outline after event n plus the delta to event m equals the outline after m, and that the extended
 * outline is unchanged.
 */
function assertExtends(past: Past, everyFrom = 1, everyTo = 1): void {
  const all = [...standings(past)].map(({ outline }) => outline);
  const explainer = new Explainer(past.dialect);
  const extents: Extent[] = [explainer.extent(past.warnings)];
  for (let m = 0; m < all.length; m++) {
    if (m > 0) note(explainer, past, past.events[m - 1]!);
    extents[m] = explainer.extent(past.warnings);
    if (m % everyTo !== 0 && m < all.length - 1) continue;
    for (let n = 0; n <= m; n += everyFrom) {
      const before = structuredClone(all[n]!);
      const delta = unpackValue(packValue(explainer.since(extents[n]!, past.warnings))) as OutlineDelta;
      assert.deepEqual(settled(extend(all[n]!, delta)), all[m], `${n} … ${m}`);
      assert.deepEqual(all[n], before, 'the outline that was extended stays');
    }
  }
}

/** Asserts that an outline that grows a few events at a time always equals a new outline of the same events. */
function assertGrows(past: Past, steps: number): void {
  const all = [...standings(past)].map(({ outline }) => outline);
  const explainer = new Explainer(past.dialect);
  const growing = new GrowingOutline(explainer.finish(run, past.warnings).outline);
  let extent = explainer.extent(past.warnings);
  for (const [i, raw] of past.events.entries()) {
    note(explainer, past, raw);
    if ((i * 7) % steps !== 0 && i < past.events.length - 1) continue;
    const grown = growing.append(explainer.since(extent, past.warnings));
    extent = explainer.extent(past.warnings);
    assert.deepEqual(settled(grown), all[i + 1], `after ${i + 1}`);
  }
}

function note(explainer: Explainer, { dialect }: Past, raw: Json): void {
  explainer.note(raw, dialect.read(raw), true);
}

const randomPast = randomHistory.map((events): Past => ({
  dialect: temporal,
  events,
  holder: {},
  warnings: [{ seq: 0, code: 'partial-file', text: 'cut off' }],
}));

test('O6 an outline is resumed after any event, and is that of the whole in the end: random histories', () => {
  fc.assert(
    fc.property(randomPast, (past) => assertResumes(past)),
    { numRuns: 25 },
  );
});

test('O7 O8 an outline extended by a delta is the outline of all of it, from every event to every later one: random histories', () => {
  fc.assert(
    fc.property(randomPast, (past) => assertExtends(past, 3, 2)),
    { numRuns: 15 },
  );
});

test('O7 an outline that grows in place is at every time the outline of what there is: random histories', () => {
  fc.assert(fc.property(randomPast, fc.integer({ min: 1, max: 5 }), assertGrows), { numRuns: 40 });
});

function* pastsOf(path: string): Generator<Past> {
  for (const { dialect, bytes, events, holder, envelope } of readHistories(unpackedFile(path), false)) {
    yield { dialect, events: events.map((event) => parseEvent(bytes, event)), holder, warnings: envelope.warnings };
  }
}

for (const { name, files } of collections()) {
  test(`O6 O8 the histories of ${name}: resumed and extended after any event`, () => {
    for (const file of files.filter(({ events }) => events <= 80)) {
      for (const past of pastsOf(file.path)) {
        const some = Math.ceil(past.events.length / 6);
        assertResumes(past, some);
        assertExtends(past, some, Math.ceil(past.events.length / 5));
        assertGrows(past, some);
      }
    }
  });
}
