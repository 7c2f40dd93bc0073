import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Json, JsonObject } from './model/json.ts';
import { OutlineBuilder } from './model/outline-builder.ts';
import type { RunId } from './model/event.ts';
import { applyEffects, emptyState, type RunState } from './model/state.ts';
import { temporal } from './formats/temporal/temporal.ts';
import { collections, type RecordedHistory, textOf } from './testing/corpus.ts';
import { naiveState, type NaiveState } from './testing/naive-state.ts';
import { randomHistory } from './testing/random-history.ts';
import { walk } from './testing/walk.ts';

/** Longer runs are computed naively at some seqs only: that takes the square of their length. */
const everySeqUpTo = 150;
const seqsInLongRuns = 15;
const seqsInTheLongest = 3;

/** Cadence's are in none of Temporal's forms. */
for (const { name, files } of collections().filter((collection) => collection.name !== 'cadence')) {
  describe(`a second computation of the state, ${name}`, () => {
    test('F5 agrees with the fold over every canonical history', () => {
      let compared = 0;
      for (const file of files) {
        const events = canonicalEvents(file);
        if (events === undefined) continue;
        agree(events, file.name);
        compared++;
      }
      assert.ok(compared >= 8, `only ${compared} histories are canonical`);
    });
  });
}

test('F5 agrees with the fold over random histories, with orphans, duplicates and unknown types', () => {
  fc.assert(fc.property(randomHistory, (events) => agree(events, 'random')), { numRuns: 300 });
});

test('O1 the outline agrees with the fold over random histories, at every seq and in both directions', () => {
  fc.assert(
    fc.property(randomHistory, (events) => {
      const builder = new OutlineBuilder();
      const reads = events.map((event) => temporal.read(event));
      for (const { atMs, type, explanation } of reads) builder.add(atMs, type, explanation);
      walk(builder.finish('random' as RunId, 'temporal'), reads);
    }),
    { numRuns: 150 },
  );
});

/** Canonical: an object of events with screaming types, text ids and ISO times, payloads in base64, oldest first. */
function canonicalEvents({ path, name }: RecordedHistory): readonly Json[] | undefined {
  if (/http|readable|decoded|shorthand|\.jsonl/.test(name)) return undefined;
  const text = textOf(readFileSync(path)).replace('\uFEFF', '');
  if (!/"eventType":\s*"EVENT_TYPE_/.test(text.slice(0, 2000)) || /_event_attributes|"json\/plain"/.test(text.slice(0, 20_000))) return undefined;
  const events = (JSON.parse(text) as { events?: readonly JsonObject[] }).events;
  return events?.[0]?.['eventId'] === '1' && typeof events[0]['eventTime'] === 'string' ? events : undefined;
}

function agree(events: readonly Json[], name: string): void {
  const every = events.length <= everySeqUpTo ? 1 : Math.ceil(events.length / (events.length > 6000 ? seqsInTheLongest : seqsInLongRuns));
  const state = emptyState();
  for (const [i, raw] of events.entries()) {
    const { atMs, explanation } = temporal.read(raw);
    applyEffects(state, i + 1, atMs, explanation.effects);
    if ((i + 1) % every === 0 || i + 1 === events.length) assert.deepEqual(partOf(state), naiveState(events, i + 1), `${name} after event ${i + 1}`);
  }
}

function partOf({ status, operations }: RunState): NaiveState {
  return { status, operations: [...operations.values()].map(({ key, kind, status: now, openedAt, closedAt, attempts }) => ({ key, kind, status: now, openedAt, closedAt, attempts })) };
}
