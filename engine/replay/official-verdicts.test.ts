import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite, test } from 'node:test';
import { isArray, isObject, type Json, type JsonObject, objectOf, stringOf } from '../model/json.ts';
import { bundleCode } from '../sandbox/temporal/bundle.ts';
import { sharedFile, textOf } from '../testing/corpus.ts';
import { Replayer } from './replayer.ts';
import type { Official, Verdict } from '../model/replay/verdict.ts';

// The recorded result of Temporal's own replayer (`Worker.runReplayHistory` of 1.24.0), stored beside the histories and
// the code.

type Changed = { base: string; change: string; code: string; verdict: 'pass' | 'fail'; message?: string };
type Cases = {
  header: string;
  bases: Record<string, { code: string; history: { events: JsonObject[] } }>;
  mutations: Changed[];
};

const cases = JSON.parse(
  readFileSync(join(import.meta.dirname, '../testing/replay/official-cases.json'), 'utf8'),
) as Cases;
const modules = join(import.meta.dirname, '../../node_modules');

/** A folder of workflow code in which imports find the project's own packages. */
async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'retrace-replay-'));
  try {
    symlinkSync(modules, join(folder, 'node_modules'));
    await run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const bytesOf = (events: readonly Json[]): readonly Uint8Array[] =>
  events.map((event) => Buffer.from(JSON.stringify(event)));

suite('the official replayer and ours', () => {
  const runs: Changed[] = [
    ...Object.entries(cases.bases).map(([base, { code }]) => ({ base, change: '', code, verdict: 'pass' as const })),
    ...cases.mutations,
  ];

  async function withCases(check: (replayer: Replayer) => Promise<void>): Promise<void> {
    await inFolder(async (folder) => {
      const functions = runs.map(({ code }, index) => `export async function run${index}() { ${code} }`);
      writeFileSync(join(folder, 'workflows.js'), [cases.header, ...functions].join('\n'));
      const replayer = new Replayer(await bundleCode({ workflowsPath: join(folder, 'workflows.js') }));
      try {
        await check(replayer);
      } finally {
        await replayer.close();
      }
    });
  }

  const replay = (replayer: Replayer, { base }: Changed, index: number, events?: number): Promise<Verdict> =>
    replayer.replay({
      payloads: bytesOf((cases.bases[base]?.history.events ?? []).slice(0, events)),
      workflowId: 'fake',
      workflowType: `run${index}`,
    });

  test('P20 164 histories and changes of code: the same verdict, in the same words', () =>
    withCases(async (replayer) => {
      assert.equal(runs.length, 164);
      for (const [index, run] of runs.entries()) {
        const { official } = await replay(replayer, run, index);
        assert.equal(official.passes ? 'pass' : 'fail', run.verdict, `${run.base}: ${run.change}`);
        // Where the replayer prints a whole event, its text is compared up to the id.
        if (!official.passes) assert.ok(run.message?.startsWith(official.text), `${run.message} / ${official.text}`);
      }
    }));

  test('P20 598 beginnings of those histories are replayed by the code that made them', () =>
    withCases(async (replayer) => {
      let beginnings = 0;
      for (const [index, run] of runs.entries()) {
        const whole = cases.bases[run.base]?.history.events.length ?? 0;
        if (run.change !== '') continue;
        for (let events = 3; events < whole; events++) {
          beginnings++;
          const verdict = await replay(replayer, run, index, events);
          assert.deepEqual(verdict.official, { passes: true }, `${run.base}, ${events} events`);
          assert.match(verdict.type, /^(same|blocked)$/, `${run.base}, ${events} events`);
        }
      }
      assert.equal(beginnings, 598);
    }));
});

const verdicts = sharedFile('temporal-devserver/verdicts.tsv');

test('P20 P50 the runs of a real server, with their code', { skip: verdicts === undefined }, () =>
  inFolder(async (folder) => {
    const shared = dirname(verdicts ?? '');
    for (const name of ['workflows', 'activities.ts', 'nexusService.ts', 'support'])
      cpSync(join(shared, name), join(folder, name), { recursive: true });
    const replayers = new Map<string, Replayer>();
    const decode = await decoder(join(folder, 'support/codec.mjs'));
    const [, ...lines] = readFileSync(verdicts ?? '', 'utf8')
      .trimEnd()
      .split('\n');
    const disagreements: string[] = [];
    let drifting = 0;
    for (const line of lines) {
      const [history = '', type, version = '', recorded, , , message = ''] = line.split('\t');
      const replayer =
        replayers.get(version) ?? new Replayer(await bundleCode({ workflowsPath: join(folder, version, 'index.ts') }));
      replayers.set(version, replayer);
      const { official, drift } = await replayer.replay({
        payloads: bytesOf(await eventsOf(join(shared, history), decode)),
        workflowId: idOf(history),
      });
      if (version === 'workflows') drifting += drift.length;
      if (wordOf(official) !== recorded)
        disagreements.push(`${history} ${type} ${version}: ${JSON.stringify(official)}`);
      else if (!official.passes) assert.ok(message.replaceAll('\\"', '"').includes(official.text), official.text);
    }
    await Promise.all([...replayers.values()].map((replayer) => replayer.close()));
    assert.ok(lines.length > 100);
    assert.deepEqual(disagreements, []);
    assert.equal(drifting, 0, 'with the code that made them nothing drifts');
  }),
);

function wordOf(official: Official): string {
  if (official.passes) return 'ok';
  return official.error === 'DeterminismViolationError' ? 'nondeterminism' : 'other';
}

/** `exports/<workflow id>__<end of the run id>.json`. */
function idOf(history: string): string {
  return (/exports\/(.*)__/.exec(history)?.[1] ?? '').replaceAll('~', '/');
}

async function eventsOf(file: string, decode: (value: Json) => Promise<Json>): Promise<readonly Json[]> {
  const text = textOf(readFileSync(file));
  const { events } = JSON.parse(text) as { events: readonly Json[] };
  // Encodings in base64: binary/en…, binary/zl….
  return /YmluYXJ5L2Vu|YmluYXJ5L3ps/.test(text) ? Promise.all(events.map(decode)) : events;
}

type Codec = { decode(payloads: readonly { metadata: object; data: Uint8Array }[]): Promise<readonly Decoded[]> };
type Decoded = { metadata: Record<string, Uint8Array>; data: Uint8Array };

/** Undoes the codecs of those runs, like a worker with the same codecs. */
async function decoder(file: string): Promise<(value: Json) => Promise<Json>> {
  const { codecs } = (await import(file)) as { codecs: Record<string, Codec> };
  const base64 = (text: Json | undefined): Buffer => Buffer.from(stringOf(text) ?? '', 'base64');
  const decoded = async (payload: JsonObject): Promise<Json> => {
    const metadata = Object.fromEntries(
      Object.entries(objectOf(payload['metadata'])).map(([key, value]) => [key, base64(value)]),
    );
    let [found] = [{ metadata, data: base64(payload['data']) }] as readonly Decoded[];
    for (const codec of Object.values(codecs)) [found] = await codec.decode([found as Decoded]);
    const { metadata: words, data } = found as Decoded;
    const written = Object.entries(words).map(([key, bytes]) => [key, Buffer.from(bytes).toString('base64')]);
    return { metadata: Object.fromEntries(written) as JsonObject, data: Buffer.from(data).toString('base64') };
  };
  const decode = async (value: Json): Promise<Json> => {
    if (isArray(value)) return Promise.all(value.map(decode));
    if (!isObject(value)) return value;
    const encoding = String(base64(objectOf(value['metadata'])['encoding']));
    if (encoding === 'binary/encrypted' || encoding === 'binary/zlib') return decoded(value);
    const entries = Object.entries(value).map(async ([key, entry]) => [key, await decode(entry ?? null)] as const);
    return Object.fromEntries(await Promise.all(entries));
  };
  return decode;
}
