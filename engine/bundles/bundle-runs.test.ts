import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { packBundle, type BundleOptions, type RunToBundle } from './bundle-runs.ts';
import { Explainer } from '../runs/explainer.ts';
import type { Disclosed } from '../model/disclosed.ts';
import { Disclosure } from './disclosure.ts';
import { givenAway } from './give-away.ts';
import { type History, readHistories } from '../sources/json/history-file.ts';
import { unpacked } from '../sources/unpack.ts';
import { identify } from '../sources/json/identify.ts';
import { must } from '../model/assert.ts';
import type { RunId } from '../model/event.ts';
import { isArray, isObject, type Json } from '../model/json.ts';
import { plainValue } from '../model/shown-payload.ts';
import { collections, ownHistory, textOf } from '../testing/corpus.ts';
import { importText, onlyRun, openEngine } from '../testing/library.ts';

/** All small recorded JSON histories. */
async function recorded(): Promise<readonly (readonly [name: string, history: History])[]> {
  const files = collections().flatMap(({ files }) => files.filter(({ events }) => events <= 60));
  const all: (readonly [string, History])[] = [];
  for (const { name, path } of files)
    all.push(
      ...readHistories(await unpacked(new Uint8Array(readFileSync(path))), false).map(
        (history) => [name, history] as const,
      ),
    );
  return all;
}

const historyIn = async (name: string, partial = false): Promise<History> =>
  must(readHistories(await unpacked(ownHistory(name)), partial)[0]);

function toBundle(history: History, more: Partial<RunToBundle> = {}): RunToBundle {
  return {
    run: identify(history).runId ?? 'run',
    source: 'a.json',
    notes: [],
    warnings: history.envelope.warnings,
    ...more,
    history,
  };
}

const plainly: BundleOptions = { createdAtMs: 5, names: false };
const hidden: BundleOptions = { ...plainly, pseudonymKey: new Uint8Array(32).fill(3) };

function bundleOf(runs: readonly RunToBundle[], options: BundleOptions = plainly): Buffer {
  return Buffer.concat(packBundle(runs, options).text);
}

/** The events in readable form, with encodings decoded. */
function readable({ dialect, bytes, events }: History): readonly Json[] {
  return events.map(({ start, end }) =>
    plainValue(dialect.decode(JSON.parse(bytes.toString('utf8', start, end)) as Json)),
  );
}

describe('what comes out is what went in', () => {
  test('X10 runs, places, notes, names and the comparison; the export is the same JSON value', async (context) => {
    const [left, right] = [await historyIn('failed-irrigation.json'), await historyIn('family.json')];
    const bundle = bundleOf(
      [
        toBundle(left, {
          run: 'left-run',
          place: { seq: 33, view: 'timeline' },
          notes: [
            { seq: 33, text: 'the pump\nwas blocked' },
            { seq: 0, text: 'ask Ann' },
          ],
        }),
        toBundle(right, { source: 'family.json' }),
      ],
      { ...plainly, comparison: { left: 'left-run', right: must(identify(right).runId), ignore: ['**.at'] } },
    );
    for (const bytes of [bundle, gzipSync(bundle)]) {
      const engine = openEngine(context);
      const [one, two, ...more] = await importText(engine, bytes);
      assert.ok(one !== undefined && 'run' in one && two !== undefined && 'run' in two && more.length === 0);
      assert.deepEqual(
        [one.run.runId, one.run.source, one.run.place, one.run.notes],
        [
          'left-run',
          'a.json',
          { seq: 33, view: 'timeline' },
          [
            { seq: 33, text: 'the pump\nwas blocked' },
            { seq: 0, text: 'ask Ann' },
          ],
        ],
      );
      assert.deepEqual(
        [two.run.source, two.run.place, two.run.notes, two.comparison],
        ['family.json', undefined, undefined, { left: 'left-run', right: two.run.runId, ignore: ['**.at'] }],
      );
      assert.deepEqual(
        (await engine.listRuns()).map(({ place, notes }) => [place?.seq, notes?.length]),
        [
          [undefined, undefined],
          [33, 2],
        ],
      );
      const exported = await engine.exportRun({ run: 'left-run' });
      assert.deepEqual(
        JSON.parse(Buffer.from(exported.bytes).toString('utf8')),
        JSON.parse(textOf(ownHistory('failed-irrigation.json'))),
      );
    }
  });

  test('X10 where a name is taken the comparison speaks of the runs as they are called here, and a known run is shown where the bundle says', async (context) => {
    const [left, right] = [await historyIn('failed-irrigation.json'), await historyIn('family.json')];
    const engine = openEngine(context);
    const known = onlyRun(await importText(engine, textOf(ownHistory('failed-irrigation.json'))));
    const bundle = bundleOf(
      [toBundle(right, { run: known.runId }), toBundle(left, { run: 'other', place: { seq: 2 } })],
      { ...plainly, comparison: { left: 'other', right: known.runId, ignore: [] } },
    );
    const [one, two] = await importText(engine, bundle);
    assert.ok(one !== undefined && 'run' in one && two !== undefined && 'run' in two);
    assert.deepEqual(
      [one.run.runId, two.run.runId, two.known, two.run.place],
      [`${known.runId}~2`, known.runId, true, { seq: 2 }],
    );
    assert.deepEqual(two.comparison, { left: known.runId, right: `${known.runId}~2`, ignore: [] });
  });

  test('X10 I8 what was cut off stays said', async () => {
    const text = textOf(ownHistory('family.json'));
    const history = must(readHistories(Buffer.from(text.slice(0, 9000)), true)[0]);
    const [again] = readHistories(bundleOf([toBundle(history)]), false);
    assert.deepEqual(again?.envelope.warnings, history.envelope.warnings);
    assert.equal(again?.events.length, history.events.length);
  });

  test('X10 every recorded history, to the letter', async () => {
    const all = await recorded();
    assert.ok(all.length >= 20);
    for (const [name, history] of all) {
      const [again] = readHistories(bundleOf([toBundle(history)]), false);
      assert.deepEqual(
        [again?.digest, again?.form, again?.events.length],
        [history.digest, history.form, history.events.length],
        name,
      );
    }
  });
});

describe('bundles that are not sound', () => {
  const codeOf = async (context: Parameters<typeof openEngine>[0], bytes: Uint8Array): Promise<string> => {
    const engine = openEngine(context);
    const [outcome] = await importText(engine, bytes);
    assert.deepEqual(await engine.listRuns(), []);
    return outcome !== undefined && 'error' in outcome ? outcome.error.code : 'taken';
  };

  test('X11 cut anywhere, changed anywhere', async (context) => {
    const bundle = bundleOf([toBundle(await historyIn('failed-irrigation.json'))]);
    const allowed = new Set([
      'bundle-damaged',
      'bundle-newer',
      'not-json',
      'not-a-history',
      'not-utf8',
      'cut-off',
      'too-deep',
    ]);
    await fc.assert(
      fc.asyncProperty(fc.nat(bundle.length - 2), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        assert.ok(allowed.has(await codeOf(context, Buffer.from(bundle.subarray(0, at + 1)))), `cut at ${at}`);
        const other = Buffer.from(bundle);
        other[at] = (other[at] ?? 0) ^ by;
        assert.ok(allowed.has(await codeOf(context, other)), `changed at ${at}`);
      }),
      { numRuns: 60 },
    );
    assert.equal(await codeOf(context, bundle.subarray(0, 3000)), 'bundle-damaged');
    assert.equal(await codeOf(context, Buffer.concat([bundle, Buffer.from('{}\n')])), 'bundle-damaged');
    assert.equal(await codeOf(context, gzipSync(bundle).subarray(0, 2000)), 'bad-gzip');
    assert.equal(
      await codeOf(context, Buffer.from(bundle.toString('latin1').replace('"version":1', '"version":2'), 'latin1')),
      'bundle-newer',
    );
    assert.equal(
      await codeOf(context, Buffer.from(bundle.toString('latin1').replace(/"bytes":\d+/, '"bytes":1e308'), 'latin1')),
      'bundle-damaged',
    );
  });

  test('X11 remarks of strangers are read as far as they are some', async () => {
    const odd = {
      place: { seq: -1, view: 5 },
      notes: [{ seq: 'x', text: 'a' }, null, { seq: 1, text: 'kept' }],
      warnings: [{ seq: 0, code: 'unknown-type', text: 'no' }, { code: 7 }],
    } as unknown as Partial<RunToBundle>;
    const [history] = readHistories(bundleOf([toBundle(await historyIn('family.json'), odd)]), false);
    assert.deepEqual(
      [history?.bundled?.place, history?.bundled?.notes, history?.bundled?.warnings],
      [undefined, [{ seq: 1, text: 'kept' }], []],
    );
  });
});

describe('pseudonyms', () => {
  const outlineOf = (history: History): unknown => {
    const explainer = new Explainer(history.dialect);
    while (explainer.events < history.events.length) explainer.take(history.bytes, history.events, history.escapes);
    const { outline } = explainer.finish('run' as RunId, []);
    const { keys, kind, status, attempts, openedAt, startedAt, closedAt, untilMs, task, cause } = outline.operations;
    return {
      type: outline.type,
      types: outline.types,
      atMs: outline.atMs,
      flags: outline.flags,
      keys,
      kind,
      status,
      attempts,
      openedAt,
      startedAt,
      closedAt,
      untilMs,
      task,
      cause,
      statuses: outline.statuses,
    };
  };

  /** Pseudonymises every recorded history; returns each one's disclosure and result. */
  const pseudonymised = async (
    check: (name: string, before: History, after: History, disclosed: Disclosed) => void,
  ): Promise<void> => {
    for (const [name, history] of await recorded()) {
      const packed = packBundle([toBundle(history)], hidden);
      check(name, history, must(readHistories(Buffer.concat(packed.text), false)[0]), must(packed.runs[0]).disclosed);
    }
  };

  test('X12 X13 X14 every recorded history folds to the same operations, statuses and times; every value keeps place and kind; no text is left; what the preview says is so', () =>
    pseudonymised((name, history, again, { kept, replaced }) => {
      assert.deepEqual(outlineOf(again), outlineOf(history), name);
      assertSameShape([...readable(history)], [...readable(again)], name);
      const before = new Collecting();
      const after = new Collecting();
      givenAway(history, before);
      givenAway(again, after);
      assert.deepEqual(
        [...after.texts].filter((text) => before.texts.has(text) && text.length > 7),
        [],
        name,
      );
      assert.equal(kept + replaced, before.count, name);
    }));

  test('X13 nothing a person wrote is left in the file, whatever its spelling', async () => {
    const secrets =
      /ann@example|flaky-1002|gift-wrapped|teapot|gateway timeout|C-1\b|pump|blocked|sales|2026-11-02|north|Cadence"/;
    for (const name of [
      'ui-readable.json',
      'failed-irrigation.json',
      'events.jsonl',
      'cadence-naming.json',
      'encrypted.http.json',
      'nexus.reverse.json',
    ]) {
      const history = await historyIn(name);
      const written = bundleOf([toBundle(history)], { ...hidden, names: true }).toString('utf8');
      const again = must(readHistories(Buffer.from(written), false)[0]);
      assert.doesNotMatch(`${JSON.stringify(readable(again))}`, secrets, name);
    }
  });

  test('X13 names and ids where that is asked for; equal ones stay equal', async () => {
    const history = await historyIn('family.json');
    const identityWith = (names: boolean) =>
      identify(must(readHistories(bundleOf([toBundle(history)], { ...hidden, names }), false)[0]));
    assert.deepEqual(
      [identityWith(false).workflowId, identityWith(false).workflowType],
      [identify(history).workflowId, identify(history).workflowType],
    );
    assert.notEqual(identityWith(true).workflowId, identify(history).workflowId);
    assert.match(identityWith(true).workflowType ?? '', /^[a-z]{8}$/);
    assert.equal(identityWith(true).runId, identify(history).runId);
  });

  test('X13 keys that are no names are values', () => {
    const disclosure = new Disclosure({ pseudonyms: undefined, names: false });
    assert.deepEqual(disclosure.value({ 'ann@example.com': 1 }, null), { 'ann@example.com': 1 });
    const [run] = readHistories(
      Buffer.from('{"type":"workflow_started","run_id":"r","input":{"ann@example.com":{"age":40},"name":"x"}}\n'),
      false,
    );
    const text = bundleOf([toBundle(must(run))], hidden).toString('utf8');
    assert.doesNotMatch(text, /ann@/);
    assert.match(text, /"age":\d\d\b/);
  });
});

/** Collects the texts at the places of values, and returns them unchanged. */
class Collecting extends Disclosure {
  readonly texts = new Set<string>();

  constructor() {
    super({ names: false });
  }

  get count(): number {
    return this.disclosed.kept + this.disclosed.replaced;
  }

  override text(...[text, path]: Parameters<Disclosure['text']>): string {
    this.texts.add(text);
    return super.text(text, path);
  }
}

/**
 * Asserts that field names are equal and that other keys have the same count. A list of bytes counts as one value of
 * any length.
 */
function assertSameShape(before: Json, after: Json, where: string): void {
  assert.equal(kindOf(after), kindOf(before), where);
  if (isArray(before) && isArray(after)) {
    if (
      before.length > 20 &&
      [...before, ...after].every((entry) => Number.isInteger(entry) && Number(entry) >= 0 && Number(entry) <= 255)
    )
      return;
    assert.equal(after.length, before.length, where);
    for (const [i, entry] of before.entries()) assertSameShape(entry, after[i] ?? null, `${where}[${i}]`);
  } else if (isObject(before) && isObject(after)) {
    const names = Object.keys(before).filter((key) => /^[A-Za-z_$][\w$.-]{0,63}$/.test(key));
    for (const key of names) assertSameShape(before[key] ?? null, after[key] ?? null, `${where}.${key}`);
    assert.equal(Object.keys(after).length, Object.keys(before).length, where);
  }
}

function kindOf(value: Json): string {
  if (isArray(value)) return 'array';
  // A number of so many digits is shown as their text.
  if (typeof value === 'string' && /^-?\d{16,}$/.test(value)) return 'number';
  return value === null ? 'null' : typeof value;
}
