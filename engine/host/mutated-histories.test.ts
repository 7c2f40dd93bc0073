import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { RetraceError } from '../model/errors.ts';
import { ownHistories, ownHistory, textOf } from '../testing/corpus.ts';
import { scratchFolder } from '../testing/library.ts';
import { mutatedBytes, mutatedHistory } from '../testing/mutated-history.ts';
import { Chance } from '../testing/survival/chance.ts';
import { bundleCommand } from './command-bundle.ts';
import { diffCommand } from './command-diff.ts';
import { importCommand } from './command-import.ts';
import { exportCommand, listCommand } from './command-library.ts';
import { runCommandLine } from './command-line.ts';
import { reportCommand } from './command-report.ts';
import { eventsCommand, showCommand } from './command-show.ts';
import { streams } from './terminal.ts';

const seed = Number(process.env['RETRACE_SEED'] ?? 20_261_130);
const rounds = Number(process.env['RETRACE_ROUNDS'] ?? 12);
const largest = 60_000;

const options = {
  words: [],
  json: true,
  partial: true,
  ignore: [],
  only: [],
  note: [],
  compare: false,
  preview: false,
  pseudonymise: false,
  pseudonymiseNames: false,
};

const whole = { html: '/dev/null', at: undefined, follow: false, chain: false };

/** Captures all printed output. */
function printed(context: TestContext): { take(): string } {
  let text = '';
  const keep = (piece: string): boolean => {
    text += piece;
    return true;
  };
  context.mock.method(streams, 'output', keep);
  context.mock.method(streams, 'errors', keep);
  const take = (): string => {
    const taken = text;
    text = '';
    return taken;
  };
  return { take };
}

/** Asserts that the work succeeds or fails with a code. */
async function tried(what: string, work: () => Promise<number>): Promise<void> {
  try {
    assert.ok((await work()) < 3, `${what} ends as a bug`);
  } catch (error) {
    if (!(error instanceof RetraceError)) throw new Error(what, { cause: error });
  }
}

test('C24 no change of a history makes any command end as a bug of ours', async (context) => {
  const chance = new Chance(seed);
  const folder = scratchFolder(context);
  const originals = readdirSync(ownHistories)
    .filter((name) => /json/.test(name))
    .map((name) => textOf(ownHistory(name)))
    .filter((text) => text.length < largest);
  const output = printed(context);
  let other = join(folder, 'first.json');
  writeFileSync(other, originals[0] ?? '');
  for (let round = 0; round < rounds; round++) {
    const db = join(folder, `${Math.floor(round / 10)}.db`);
    const file = join(folder, `${round}.json`);
    writeFileSync(file, mutatedHistory(chance.pick(originals), chance));
    const where = `seed ${seed}, round ${round}`;
    const ask = { ...options, db, json: chance.share() < 0.5, partial: chance.share() < 0.5 };
    await tried(`${where}: import`, () => importCommand({ ...ask, words: [file] }));
    await tried(`${where}: show`, () => showCommand({ ...ask, words: [file] }));
    await tried(`${where}: events`, () => eventsCommand({ ...ask, words: [file] }));
    await tried(`${where}: diff`, () => diffCommand({ ...ask, words: [file, other], html: join(folder, 'diff.html') }));
    await tried(`${where}: report`, () => reportCommand({ ...ask, ...whole, words: [file] }));
    await tried(`${where}: bundle`, () =>
      bundleCommand({
        ...ask,
        words: [file],
        output: join(folder, 'out.retrace'),
        pseudonymise: chance.share() < 0.7,
        pseudonymiseNames: chance.share() < 0.5,
      }),
    );
    await tried(`${where}: import of the bundle`, () =>
      importCommand({ ...ask, words: [join(folder, 'out.retrace')] }),
    );
    const said = output.take();
    assert.doesNotMatch(said, /internal:|\bNaN\b|[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/, where);
    if (round % 10 === 9) await asksOfTheLibrary(db, where, output);
    other = file;
  }
});

test('C24 B47 no change of a database, a log or an archive makes any command end as a bug of ours', async (context) => {
  const chance = new Chance(seed);
  const folder = scratchFolder(context);
  const output = printed(context);
  const db = join(folder, 'whole.db');
  await importCommand({
    ...options,
    db,
    words: ['failed-irrigation.json', 'stuck-ledger.json', 'events.jsonl'].map((name) => join(ownHistories, name)),
  });
  await runCommandLine(['log', 'copy', '--db', db, '--to', join(folder, 'lines')]);
  const [run = ''] = (JSON.parse(output.take().split('\n')[0] ?? '{}') as { runId: string }).runId.split('\n');
  const archive = join(folder, 'whole.zst');
  const archived = join(folder, 'archived.db');
  await runCommandLine(['log', 'copy', '--db', db, '--to', archived]);
  await runCommandLine(['log', 'archive', '--db', archived, '-o', archive, '--', run]);
  const lines =
    readdirSync(join(folder, 'lines'))
      .map((name) => join(folder, 'lines', name, 'events.jsonl'))
      .find(existsSync) ?? '';
  const changed = (path: string, as: string): string => {
    writeFileSync(as, mutatedBytes(readFileSync(path), chance, chance.between(1, 3)));
    return as;
  };
  for (let round = 0; round < rounds / 2; round++) {
    const where = `seed ${seed}, round ${round}`;
    const odd = changed(db, join(folder, `odd ${round}.db`));
    for (const words of [
      ['list'],
      ['verify'],
      ['read', run],
      ['list', '--salvage'],
      ['verify', '--salvage'],
      ['copy', '--salvage', '--to', join(folder, `copy ${round}.db`)],
    ])
      await tried(`${where}: log ${words.join(' ')}`, () => runCommandLine(['log', ...words, '--db', odd]));
    await tried(`${where}: list`, () => listCommand({ ...options, db: odd }));
    await tried(`${where}: show`, () => showCommand({ ...options, db: odd, words: [run] }));
    await tried(`${where}: export`, () =>
      exportCommand({ ...options, db: odd, words: [run], output: join(folder, 'out.json') }),
    );
    await tried(`${where}: restore`, () =>
      runCommandLine([
        'log',
        'restore',
        changed(archive, join(folder, 'odd.zst')),
        '--db',
        join(folder, 'restored.db'),
        '--as',
        `run ${round}`,
      ]),
    );
    const original = readFileSync(lines);
    changed(lines, lines);
    for (const words of [['list'], ['verify'], ['read', run], ['copy', '--to', join(folder, `lines ${round}.db`)]])
      await tried(`${where}: log ${words.join(' ')} of lines`, () =>
        runCommandLine(['log', ...words, '--folder', join(folder, 'lines')]),
      );
    writeFileSync(lines, original);
    assert.doesNotMatch(output.take(), /internal:/, where);
  }
});

async function asksOfTheLibrary(db: string, where: string, output: { take(): string }): Promise<void> {
  await tried(`${where}: list`, () => listCommand({ ...options, db }));
  const runs = output
    .take()
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { runId: string }).runId);
  for (const run of runs) {
    await tried(`${where}: show ${run}`, () => showCommand({ ...options, db, words: [run] }));
    await tried(`${where}: events ${run}`, () => eventsCommand({ ...options, db, words: [run] }));
    await tried(`${where}: export ${run}`, () => exportCommand({ ...options, db, words: [run], output: `${db}.json` }));
    await tried(`${where}: log read ${run}`, () => runCommandLine(['log', 'read', '--db', db, '--', run]));
  }
  await tried(`${where}: log verify`, () => runCommandLine(['log', 'verify', '--db', db]));
  await tried(`${where}: log list`, () => runCommandLine(['log', 'list', '--db', db]));
  await tried(`${where}: log copy`, () => runCommandLine(['log', 'copy', '--db', db, '--to', `${db}-folder`]));
  assert.doesNotMatch(output.take(), /internal:|BAD/, where);
}
