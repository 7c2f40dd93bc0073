// Tests runs imported from lines: all or nothing, with any names, in bounded memory, whether or not their outlines fit.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import test, { type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import type { ImportProgress, LibraryChange } from '../model/api.ts';
import type { RunId } from '../model/event.ts';
import { GrowingRun } from '../runs/growing-run.ts';
import { bytesEntry } from '../sources/entry.ts';
import { jsonLines } from '../sources/json/json-lines.ts';
import type { LinesPass } from '../sources/source.ts';
import type { DatabaseOptions } from '../store/sqlite/database.ts';
import { Library } from '../store/library.ts';
import { caller } from '../testing/caller.ts';
import { ownHistory, textOf } from '../testing/corpus.ts';
import { contentOf, fileIn, importText, onlyRun, openEngine, scratchFolder } from '../testing/library.ts';
import { type ImportedRun, importLines } from './import-lines.ts';
import { runImport, findSources } from './import-job.ts';

function openLibrary(context: TestContext, options: DatabaseOptions = {}): { library: Library; path: string } {
  const path = join(scratchFolder(context), 'library.db');
  const library = new Library(path, options);
  context.after(() => library.close());
  return { library, path };
}

type Node = { readonly run?: string; readonly type?: string; readonly text?: string };

function line({ run, type = 'node_started', text = '' }: Node, seq: number): string {
  return JSON.stringify({
    seq,
    timestamp: 1e12 + seq,
    type,
    node_id: `n${seq >> 1}`,
    ...(run !== undefined && { run_id: run }),
    text,
  });
}

/** Lines of a log with a start, nodes and an end. */
function logOf(run: string | undefined, events: number, text = ''): readonly string[] {
  const typeAt = (i: number): string =>
    i === 0
      ? 'workflow_started'
      : i === events - 1
        ? 'workflow_completed'
        : i % 2 === 0
          ? 'node_completed'
          : 'node_started';
  return Array.from({ length: events }, (_, i) =>
    line({ ...(run !== undefined && { run }), type: typeAt(i), text }, i + 1),
  );
}

function interleaved(logs: readonly (readonly string[])[]): string {
  const longest = Math.max(...logs.map((log) => log.length));
  return Array.from({ length: longest }, (_, i) => logs.flatMap((log) => log[i] ?? []))
    .flat()
    .join('\n');
}

async function take(
  library: Library,
  text: string | Uint8Array,
  options: { readonly outlinedTogether?: number; readonly signal?: AbortSignal; readonly onProgress?: () => void } = {},
): Promise<readonly ImportedRun[]> {
  const lines = await jsonLines(bytesEntry('made.jsonl', Buffer.from(text as Uint8Array)), false);
  assert.ok(lines !== undefined, 'it does not go by in lines');
  return await importLines(library, lines, { source: 'made.jsonl', nowMs: 1, ...options });
}

test('I17 runs between each other are told apart and stored together, as they are when each comes alone', async (context) => {
  const logs = [logOf('a', 90), logOf('b', 41), logOf('c', 130)];
  const { library } = openLibrary(context);
  const { library: alone } = openLibrary(context);
  const together = await take(library, interleaved(logs));
  for (const log of logs) await take(alone, log.join('\n'));
  assert.deepEqual(
    together.map(({ run, known }) => [run.runId, run.events, run.status, known]),
    [
      ['a', 90, 'completed', false],
      ['b', 41, 'completed', false],
      ['c', 130, 'completed', false],
    ],
  );
  for (const { run } of together) {
    assert.deepEqual(await library.log.read(run.runId, 1, 999), await alone.log.read(run.runId, 1, 999));
    assert.deepEqual(
      library.summary(run.runId, library.endOf(run.runId)!),
      alone.summary(run.runId, alone.endOf(run.runId)!),
    );
    assert.equal((await library.log.verify(run.runId)).bad, null);
  }
  assert.ok((await take(library, interleaved(logs))).every(({ known }) => known));
  assert.ok((await take(library, logs[1]!.join('\n'))).every(({ known }) => known));
});

test('I9 I17 what does not say its name at once is called as when it is read whole: after its content, or by a later event', async (context) => {
  const events = JSON.parse(textOf(ownHistory('stuck-ledger.json'))) as { events: readonly object[] };
  const reset = [
    {
      eventId: '1',
      eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_STARTED',
      workflowExecutionStartedEventAttributes: { originalExecutionRunId: 'first' },
    },
    { eventId: '2', eventType: 'EVENT_TYPE_WORKFLOW_TASK_SCHEDULED' },
    { eventId: '3', eventType: 'EVENT_TYPE_WORKFLOW_TASK_STARTED' },
    {
      eventId: '4',
      eventType: 'EVENT_TYPE_WORKFLOW_TASK_FAILED',
      workflowTaskFailedEventAttributes: {
        cause: 'WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW',
        baseRunId: 'first',
        newRunId: 'second',
      },
    },
  ];
  const texts = [
    events.events.map((event) => JSON.stringify(event)).join('\n'),
    reset.map((event) => JSON.stringify(event)).join('\n'),
    logOf(undefined, 30).join('\n'),
    [...logOf(undefined, 30, 'x'), ...logOf(undefined, 30, 'y'), ...logOf(undefined, 30, 'x')].join('\n'),
  ];
  for (const text of texts) {
    const names = (await importText(openEngine(context), text)).map(
      (each) => 'run' in each && [each.run.runId, each.known],
    );
    // With commas the text is one JSON text, which is read whole.
    const list = await importText(openEngine(context), `[${text.replaceAll('\n', ',')}]`);
    assert.equal(names.length, list.length);
    const { library } = openLibrary(context);
    assert.deepEqual(
      (await take(library, text)).map(({ run, known }) => [run.runId, known]),
      names,
    );
    assert.deepEqual(
      names.map((each) => each && each[1]),
      list.map((each) => 'run' in each && each.known),
    );
  }
  const { library } = openLibrary(context);
  assert.deepEqual(
    (await take(library, texts[1]!)).map(({ run }) => run.runId),
    ['second'],
  );
});

test('I4 I17 another log of the same run stays beside the first', async (context) => {
  const { library } = openLibrary(context);
  await take(library, logOf('a', 30).join('\n'));
  const [again] = await take(library, logOf('a', 31).join('\n'));
  assert.deepEqual([again?.run.runId, again?.known], ['a~2', false]);
});

test('I18 a run too long for an outline in memory is stored and listed in brief, and is the same once it is opened', async (context) => {
  const logs = [logOf('long', 400), logOf('short', 60)];
  const { library: all } = openLibrary(context);
  await take(all, interleaved(logs));
  for (const outlinedTogether of [1, 100, 399, 430]) {
    const { library } = openLibrary(context);
    for (const { run } of await take(library, interleaved(logs), { outlinedTogether })) {
      const end = library.endOf(run.runId)!;
      const exact = all.summary(run.runId, all.endOf(run.runId)!)!;
      const { headline: _, operations: __, ...facts } = exact;
      const { headline, operations, ...told } = library.summary(run.runId, end, true)!;
      assert.deepEqual(told, facts, `${outlinedTogether}`);
      assert.equal(headline.sentence, exact.headline.sentence);
      assert.ok(operations >= exact.operations);
      assert.deepEqual((await GrowingRun.open(library, run.runId)).summary, exact);
      assert.deepEqual(library.summary(run.runId, end), exact);
    }
  }
});

test('I7 I19 an import that is cancelled in the middle leaves nothing, not even hidden, and its names are free', async (context) => {
  const { library, path } = openLibrary(context, { bytesTogether: 20_000 });
  await take(library, logOf('there', 30).join('\n'));
  const before = contentOf(path);
  const text = interleaved([logOf('a', 4000, 'x'.repeat(100)), logOf('b', 4000, 'y'.repeat(100))]);
  const aborter = new AbortController();
  let hidden: unknown;
  const onProgress = (): void => {
    hidden = contentOf(path);
    assert.deepEqual(library.runs(), ['there']);
    assert.deepEqual([library.endOf('a' as RunId), library.hasRun('a')], [undefined, true]);
    aborter.abort();
  };
  await assert.rejects(take(library, text, { signal: aborter.signal, onProgress }), { code: 'cancelled' });
  assert.notDeepEqual(hidden, before, 'nothing had been stored when it was cancelled');
  assert.deepEqual(contentOf(path), before);
  assert.equal(library.hasRun('a'), false);
  assert.deepEqual(
    (await take(library, text)).map(({ run }) => run.events),
    [4000, 4000],
  );
});

test('I19 B1 a fault behind what was stored already leaves nothing', async (context) => {
  const { library, path } = openLibrary(context, { bytesTogether: 20_000 });
  const before = contentOf(path);
  const file = fileIn(
    scratchFolder(context),
    'bad.jsonl',
    `${logOf('a', 20_000, 'x'.repeat(100)).join('\n')}\n{"type":01}\n`,
  );
  const [outcome] = await runImport(library, await findSources([file]), { partial: false });
  assert.ok(outcome !== undefined && 'error' in outcome);
  assert.match(outcome.error.message, /^Line 20001, column 10 is not JSON: .*, after event 20000 of the file/);
  assert.deepEqual(contentOf(path), before);
});

/** A program that appends to runs with these names and prints each result. */
const otherWriter = `
  import { Library } from ${JSON.stringify(new URL('../store/library.ts', import.meta.url).href)};
  const [path, ...runs] = process.argv.slice(1);
  const library = new Library(path);
  const seen = library.runs();
  const event = { seq: 1, type: 'x', atMs: null, payload: Buffer.from('{}') };
  const ends = [];
  for (const run of runs) ends.push(await library.log.append(run, [event]).then(() => 'stored', ({ code }) => code));
  await library.close();
  console.log(JSON.stringify({ seen, ends }));
`;

test('I19 while a long import goes on another program can write, but not under the names of its runs', async (context) => {
  const { library, path } = openLibrary(context, { bytesTogether: 1 });
  const lines = await jsonLines(bytesEntry('made', Buffer.from(logOf('a', 400).join('\n'))), false);
  assert.ok(lines !== undefined);
  let said = '';
  const pass = (): LinesPass => {
    const inner = lines.pass();
    return {
      end: () => inner.end(),
      async *batches() {
        for await (const batch of inner.batches()) {
          yield batch;
          said ||= await saidBy(['-e', otherWriter, path, 'other', 'a']);
        }
      },
    };
  };
  const [taken] = await importLines(library, { ...lines, pass }, { source: 'made', nowMs: 1 });
  assert.deepEqual(JSON.parse(said), { seen: [], ends: ['stored', 'database-locked'] });
  assert.equal(taken?.run.events, 400);
  assert.deepEqual(library.runs().toSorted(), ['a', 'other']);
});

async function saidBy(args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return (await child.stdout.toArray()).join('');
}

const endlessImport = `
  import { Library } from ${JSON.stringify(new URL('../store/library.ts', import.meta.url).href)};
  import { runImport, findSources } from ${JSON.stringify(new URL('./import-job.ts', import.meta.url).href)};
  const library = new Library(process.argv[1], { bytesTogether: 20_000 });
  await runImport(library, await findSources([process.argv[2]]), { partial: false, onProgress: ({ events }) => events > 0 && console.log(events) });
  console.log('done');
`;

test('L1 I19 killed in the middle of a long import, a library has nothing of it: hidden until it is opened, then swept', async (context) => {
  const folder = scratchFolder(context);
  const database = join(folder, 'library.db');
  const file = fileIn(folder, 'long.jsonl', logOf('a', 60_000, 'x'.repeat(200)).join('\n'));
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', endlessImport, database, file],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  for await (const said of createInterface({ input: child.stdout })) {
    assert.notEqual(said, 'done', 'it was over before it was killed');
    break;
  }
  child.kill('SIGKILL');
  await once(child, 'close');
  const rows = (): number => {
    const db = new Database(database, { readonly: true });
    const count = db.prepare('select count(*) from workflow_events').pluck().get() as number;
    db.close();
    return count;
  };
  assert.ok(rows() > 0, 'nothing was stored before it was killed');
  const library = new Library(database);
  context.after(() => library.close());
  assert.deepEqual([library.runs(), await library.log.streamLen('a'), await library.log.read('a', 1, 9)], [[], 0, []]);
  for await (const verdict of library.log.verifyAll()) assert.fail(verdict.run);
  await library.sweep();
  assert.equal(rows(), 0);
  assert.equal(library.hasRun('a'), false);
  assert.ok(existsSync(`${database}-arriving`));
});

test('A3 I17 runs that went by are told with the progress, and to who follows the library, as soon as they are there', async (context) => {
  const engine = openEngine(context);
  const heard: string[] = [];
  void engine.followLibrary(
    {},
    caller((change: LibraryChange) => heard.push(...change.runs.map(({ runId }) => runId))),
  );
  const told: string[] = [];
  const text = interleaved([logOf('a', 30), logOf('b', 30)]);
  const progress = ({ runs }: ImportProgress): void => void told.push(...runs.map(({ runId }) => runId));
  await engine.importBytes({ name: 'two.jsonl', bytes: Buffer.from(text), partial: false }, caller(progress));
  assert.deepEqual(
    [told, heard],
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
  );
});

test('I3 I17 a packed log goes by, too, and is the same run', async (context) => {
  const engine = openEngine(context);
  const text = logOf('a', 3000, 'some text').join('\n');
  const run = onlyRun(await importText(engine, gzipSync(text)));
  assert.deepEqual([run.runId, run.events], ['a', 3000]);
  assert.deepEqual(await importText(engine, text), [{ file: 'given.json', run, known: true }]);
});

test('I20 a file of 150 MB goes by in less memory than it would take twice', () => {
  const code = `
    await import(${JSON.stringify(new URL('../small-nursery.ts', import.meta.url).href)});
    const { Library } = await import(${JSON.stringify(new URL('../store/library.ts', import.meta.url).href)});
    const { importLines } = await import(${JSON.stringify(new URL('./import-lines.ts', import.meta.url).href)});
    const { jsonLines } = await import(${JSON.stringify(new URL('../sources/json/json-lines.ts', import.meta.url).href)});
    const { closeSync, openSync, rmSync, writeSync, mkdtempSync } = await import('node:fs');
    const folder = mkdtempSync(process.argv[1]);
    const write = (events) => {
      const file = openSync(folder + '/log.jsonl', 'w');
      for (let i = 0; i < events; i += 1000)
        writeSync(file, Array.from({ length: 1000 }, (_, j) => JSON.stringify({ seq: i + j + 1, type: 'node_started', run_id: 'r' + events, node_id: 'n' + j, text: 'x'.repeat(900) }) + '\\n').join(''));
      closeSync(file);
    };
    const { fileEntry } = await import(${JSON.stringify(new URL('../sources/entry.ts', import.meta.url).href)});
    const library = new Library(folder + '/library.db', { synchronous: 'NORMAL' });
    write(150_000);
    const [{ run }] = await importLines(library, await jsonLines(await fileEntry(folder + '/log.jsonl'), false), { source: 'x', nowMs: 1, outlinedTogether: 5000 });
    const { peakMemory } = await import(${JSON.stringify(new URL('../testing/peak-memory.ts', import.meta.url).href)});
    const mebibytes = peakMemory() / 2 ** 20;
    await library.close();
    rmSync(folder, { recursive: true });
    console.log(JSON.stringify({ events: run.events, mebibytes }));`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', code, join(tmpdir(), 'retrace-lines-')],
    { encoding: 'utf8' },
  );
  const { events, mebibytes } = JSON.parse(stdout || stderr) as { events: number; mebibytes: number };
  assert.equal(events, 150_000);
  assert.ok(mebibytes < 300, `${mebibytes} MiB for a file of 150 MB`);
});
