// Tests that streamed JSON Lines give the same runs, byte for byte, and the same errors as reading the whole file, or
// are left to reading the whole file.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { RetraceError } from '../../model/errors.ts';
import { ownCase, ownHistory, sharedFiles, textOf } from '../../testing/corpus.ts';
import { bytesEntry } from '../entry.ts';
import { NotAlikeError } from './alike-events.ts';
import { eventText, readHistories } from './history-file.ts';
import { jsonLines } from './json-lines.ts';

type Run = {
  readonly dialect: string;
  readonly form: string;
  readonly events: readonly string[];
  readonly digest: string;
  readonly kept: object;
};

const bytesOf = (text: string | Uint8Array): Buffer => Buffer.from(text as Uint8Array);

function whole(text: string | Uint8Array, partial: boolean): readonly Run[] {
  return readHistories(bytesOf(text), partial).map(({ dialect, form, events, bytes, digest, envelope }) => ({
    dialect: dialect.id,
    form,
    events: events.map((event) => eventText(bytes, event).toString('utf8')),
    digest: digest ?? '',
    kept: { container: 'json', ...envelope },
  }));
}

/** The runs as streamed; undefined if the lines are left to reading the whole file. */
async function goingBy(text: string | Uint8Array, partial: boolean): Promise<readonly Run[] | undefined> {
  const lines = await jsonLines(bytesEntry('lines', bytesOf(text)), partial);
  if (lines === undefined) return undefined;
  const pass = lines.pass();
  const events: string[][] = [];
  try {
    for await (const batch of pass.batches())
      for (const { run, payload } of batch) (events[run] ??= []).push(Buffer.from(payload).toString('utf8'));
  } catch (error) {
    if (error instanceof NotAlikeError) return undefined;
    throw error;
  }
  return pass.end().map(({ digest, kept }, i) => ({
    dialect: lines.dialect.id,
    form: lines.form,
    events: events[i] ?? [],
    digest,
    kept,
  }));
}

type Answer = { readonly runs: readonly Run[] } | { readonly code: string; readonly message: string };

async function answer(work: () => Promise<readonly Run[] | undefined>): Promise<Answer | undefined> {
  try {
    const runs = await work();
    return runs && { runs };
  } catch (error) {
    if (error instanceof RetraceError) return { code: error.code, message: error.message };
    throw error;
  }
}

/** Compares both ways; returns whether the lines were streamed. */
async function sameBothWays(text: string | Uint8Array, partial = false): Promise<boolean> {
  const lines = await answer(() => goingBy(text, partial));
  if (lines !== undefined) assert.deepEqual(lines, await answer(async () => whole(text, partial)));
  return lines !== undefined;
}

const node = (run: number, seq: number, more: object = {}): string =>
  JSON.stringify({
    seq,
    type: seq === 1 ? 'workflow_started' : 'node_started',
    run_id: `r${run}`,
    node_id: `n${seq}`,
    ...more,
  });
/** More lines than the sample of the first lines. */
const many = Array.from({ length: 25 }, (_, i) => node(1, i + 1));
const three = [node(1, 1), node(1, 2), node(1, 3)];

test('I16 node logs and histories one event a line go by as they are read whole: interleaved, spaced, packed, with a mark, with empty lines', async () => {
  const events = JSON.parse(textOf(ownHistory('stuck-ledger.json'))) as { events: readonly object[] };
  const texts = [
    three.join('\n'),
    `\uFEFF${three.join('\r\n')}\r\n\r\n`,
    `\n \n${three.map((line) => ` ${JSON.stringify(JSON.parse(line), null, 1).replaceAll('\n', ' ')}\t`).join('\n\n')}`,
    [node(1, 1), node(2, 1), node(1, 2), node(3, 1), node(2, 2, { text: 'a: {"b" , 1}' })].join('\n'),
    events.events.map((event) => JSON.stringify(event)).join('\n'),
    textOf(ownHistory('events.jsonl')),
    ownCase('nodelog-two-runs.input.jsonl'),
  ];
  for (const text of texts) {
    assert.ok(await sameBothWays(text), text.slice(0, 200));
    assert.deepEqual(await goingBy(gzipSync(text), false), whole(text, false));
  }
});

test('I16 what is no event a line is left to who reads the file whole', async () => {
  const texts = [
    'true',
    node(1, 1),
    `${three.join('\n')}\n{"level":"info"}`,
    `${three.join('\n')}\n{"eventId":"1","eventType":"TimerFired"}`,
    `${three.join('\n')}\n{"type":"node_completed","items":[{"eventId":"1"}]}`,
    `${three.join('\n')}\n[${node(1, 4)}]`,
    `${three.join('\n')}\n{\n"seq":4,"type":"node_started"\n}\n`,
    three.toReversed().join('\n'),
    JSON.stringify({ events: [{ eventId: '1', eventType: 'TimerFired' }] }),
    `{"events":[\n${three.join(',\n')}]}`,
  ];
  for (const text of texts) assert.equal(await sameBothWays(text), false, text);
});

test('I16 B1 B2 B6 B7 B35 a fault has the same words, whichever way it is met', async () => {
  const deep = `{"type":"node_started","a":${'['.repeat(1200)}${']'.repeat(1200)}}`;
  const faults: readonly (readonly [string, string | Uint8Array])[] = [
    ['not-json', `${many.join('\n')}\n{"type":"node_started","a":01}\n${node(1, 29)}`],
    ['not-json', `${many.join('\n')},\n`],
    ['not-json', `${many.join('\n')}\n\n{"type":"é","b":"x\n`],
    ['not-json', `${many.join('\n')}\n5\n`],
    ['not-json', `${many.join('\n')}\n${node(1, 26)} ${node(1, 27)}\n`],
    ['too-deep', `${many.join('\n')}\n${deep}\n`],
    ['cut-off', `${many.join('\n')}\n${node(1, 26).slice(0, -9)}`],
    ['cut-off', `${many.join('\n')}\n{"type":"node_started"\n\n`],
    [
      'not-utf8',
      Buffer.concat([
        Buffer.from(`${Array(20_000).fill(many[1]).join('\n')}\n{"type":"`),
        Buffer.from([0xff]),
        Buffer.from('"}\n'),
      ]),
    ],
  ];
  for (const [code, text] of faults) {
    assert.ok(await sameBothWays(text), String(text).slice(-200));
    const said = await answer(() => goingBy(text, false));
    assert.equal(said && 'code' in said && said.code, code, JSON.stringify(said));
  }
});

test('I8 I16 with `partial` a file cut off anywhere gives the same events, digests and warnings', async () => {
  const text = [...many, node(1, 26, { text: 'a b: c' }), node(2, 1), node(1, 27)].join('\n');
  let wentBy = 0;
  for (let end = text.lastIndexOf('"n25"'); end <= text.length; end++)
    if (await sameBothWays(text.slice(0, end), true)) wentBy++;
  assert.ok(wentBy > 100, `${wentBy}`);
});

test('I16 whatever the lines are, they go by as they are read whole, or not at all', async () => {
  const value = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom<unknown>('eventId', { eventId: 1 }, [{ type: 'x' }], 'a\u2028b'),
  );
  const event = fc.record(
    {
      type: fc.constantFrom('workflow_started', 'node_started', 'node_completed', 'workflow_completed', 'other'),
      run_id: fc.constantFrom('a', 'b', 'c'),
      node_id: fc.constantFrom('m', 'n'),
      output: value,
      eventId: fc.nat(9),
    },
    { requiredKeys: ['type'] },
  );
  const line = fc.tuple(fc.oneof({ weight: 100, arbitrary: event }, { weight: 1, arbitrary: value }), fc.nat(2));
  let wentBy = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 2, maxLength: 30 }), fc.nat(40), async (lines, cut) => {
      const text = lines.map(([each, indent]) => JSON.stringify(each, null, indent).replaceAll('\n', ' ')).join('\n');
      for (const part of [text, text.slice(0, Math.max(0, text.length - cut))])
        for (const partial of [false, true]) if (await sameBothWays(part, partial)) wentBy++;
    }),
    { numRuns: 600 },
  );
  assert.ok(wentBy > 50, `${wentBy}`);
});

test('I16 every JSON Lines file of the shared collections goes by as it is read whole', async () => {
  for (const path of sharedFiles('**/*.jsonl', '**/*.jsonl.gz')) {
    const bytes = readFileSync(path);
    await sameBothWays(path.endsWith('.gz') ? gunzipSync(bytes) : bytes);
  }
});
