// Tests an ActionQueue log as a run of the library: from a directory, a file and bytes; stepped, exported, checked
// against its promises.

import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { caller } from '../testing/caller.ts';
import { retrace, jsonLines } from '../testing/command-line.ts';
import { actionQueueFixtures, ownHistories } from '../testing/corpus.ts';
import { fileIn, importPaths, importText, onlyRun, openEngine, scratchFolder } from '../testing/library.ts';
import { Story } from '../testing/actionqueue-story.ts';
import { foldedStory, snapshotFile, snapshotOf } from '../testing/actionqueue-snapshot.ts';
import { logOf } from '../testing/actionqueue-writer.ts';

const own = join(ownHistories, 'actionqueue');
const logIn = (path: string): Buffer => readFileSync(join(path, 'wal/actionqueue.wal'));

async function importedFrom(context: TestContext, path: string) {
  const engine = openEngine(context);
  const summary = onlyRun(await importPaths(engine, path));
  return { engine, summary, reader: await engine.reader(summary.runId) };
}

test('S1 S4 a data directory is one run, whatever else lies in it', async (context) => {
  const { summary, reader } = await importedFrom(context, join(own, 'all-writable-variants'));
  assert.deepEqual(
    [summary.dialect, summary.form, summary.source],
    ['actionqueue', 'ActionQueue log, version 5', 'all-writable-variants'],
  );
  const steps = readFileSync(join(own, 'all-writable-variants/steps.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string; fields: object; sequence: number });
  assert.equal(summary.events, steps.length);
  for (const [i, { event, fields, sequence }] of steps.entries()) {
    assert.deepEqual(await reader.attributes(i + 1), { sequence, event: { [event]: fields } });
    assert.equal((await reader.detail(i + 1)).type, event);
  }
});

test('S1 a folder of data directories and other histories gives each of them', async (context) => {
  const folder = scratchFolder(context);
  for (const name of ['cli-cron-submit', 'snapshot-then-gap'])
    cpSync(join(own, name), join(folder, name), { recursive: true });
  cpSync(join(ownHistories, 'events.jsonl'), join(folder, 'events.jsonl'));
  const outcomes = await importPaths(openEngine(context), folder);
  assert.deepEqual(
    outcomes.map((outcome) => ('run' in outcome ? outcome.run.dialect : outcome.error.code)),
    ['actionqueue', 'nodelog', 'actionqueue'],
  );
});

for (const { name, fixtures } of actionQueueFixtures()) {
  test(`S4 every log of ${name} is exported as the bytes of its file`, async (context) => {
    const engine = openEngine(context);
    for (const { path } of fixtures) {
      for (const outcome of await importPaths(engine, path)) {
        if (!('run' in outcome) || outcome.run.dialect !== 'actionqueue') continue;
        const { name: file, bytes } = await engine.exportRun({ run: outcome.run.runId });
        assert.ok(Buffer.from(bytes).equals(logIn(path)), path);
        assert.match(file, /\.wal$/);
      }
    }
  });
}

test('S3 S4 a log of many batches is stored to the byte, and is known when it comes again, from a file or as bytes', async (context) => {
  const engine = openEngine(context);
  const events = [];
  for (const story = new Story(); events.length < 20_000;)
    events.push(...story.whole(1).events.map((event) => ({ ...event, sequence: events.length + 1 })));
  const log = logOf(events.map((event, i) => ({ ...event, sequence: i + 1 })));
  assert.ok(log.length > 2 ** 19);
  const run = onlyRun(await importText(engine, log));
  assert.equal(run.events, events.length);
  assert.ok(Buffer.from((await engine.exportRun({ run: run.runId })).bytes).equals(log));
  const path = fileIn(scratchFolder(context), 'copy.bin', log);
  assert.deepEqual(
    (await importPaths(engine, path)).map((outcome) => 'run' in outcome && [outcome.run.runId, outcome.known]),
    [[run.runId, true]],
  );
});

test('S3 of an import that is ended nothing stays', async (context) => {
  const engine = openEngine(context);
  const ending = new AbortController();
  ending.abort();
  const { findSources } = await import('./import-job.ts');
  assert.deepEqual(await engine.import(() => findSources([join(own, 'raw-extremes')]), { signal: ending.signal }), []);
  assert.deepEqual(await engine.listRuns(), []);
});

test('S5 why a log did not open again is the first thing to read, with its event, and what a repair would throw away', async (context) => {
  const poison = await importedFrom(context, join(own, 'poison-completed-open-attempt'));
  assert.match(
    poison.summary.headline.sentence,
    /^ActionQueue 0\.1 does not open this log again: .*stops at record 8 .*AQ207: Run a0000001\S+ leaves Running for Completed/,
  );
  assert.equal(poison.summary.headline.seq, 8);
  assert.match((await poison.reader.detail(8)).warnings.join('\n'), /^AQ207: .* \(error\)$/m);
  const hole = await importedFrom(context, join(own, 'damaged-zero-hole-middle'));
  assert.match(hole.summary.headline.sentence, /at byte 193 and throw 286 bytes away, 4 whole records among them/);
  assert.deepEqual(
    hole.reader.outline.warnings
      .filter(({ code }) => code === 'damaged')
      .map(({ seq, text }) => [seq, text.slice(0, 21), text.endsWith('(error)')]),
    [
      [4, 'AQ104: At byte 193, a', true],
      [4, 'AQ109: 4 whole record', true],
    ],
  );
  const gap = await importedFrom(context, join(own, 'damaged-missing-middle-record'));
  assert.deepEqual(
    [
      gap.summary.headline.seq,
      gap.reader.outline.warnings.some(({ code, seq }) => code === 'broken-promise' && seq === 8),
    ],
    [8, true],
  );
});

test('S5 a log with nothing wrong has no warning', async (context) => {
  const { summary } = await importedFrom(
    context,
    fileIn(scratchFolder(context), 'actionqueue.wal', logOf(new Story().whole(1).events)),
  );
  assert.equal(summary.warnings, 0);
});

test('S6 show gives the same of a run of the library as of the directory', async (context) => {
  const db = join(scratchFolder(context), 'library.sqlite');
  for (const name of ['snapshot-all-sections', 'damaged-zero-hole-middle', 'poison-completed-open-attempt']) {
    const path = join(own, name);
    const [imported] = jsonLines(await retrace('import', path, '--db', db, '--json'));
    for (const at of [[], ['--at', '3']]) {
      const [{ run: _, ...byPath } = {}] = jsonLines(await retrace('show', path, '--json', ...at));
      const [{ run: __, ...ofLibrary } = {}] = jsonLines(
        await retrace('show', String(imported?.['runId']), '--json', '--db', db, ...at),
      );
      assert.deepEqual(ofLibrary, byPath);
      assert.ok(byPath['projection'] !== undefined);
    }
  }
});

test('S7 what holds no event, or is of another version, says so and spoils nothing beside it', async (context) => {
  const folder = scratchFolder(context);
  mkdirSync(join(folder, 'empty/wal'), { recursive: true });
  fileIn(folder, 'empty/wal/actionqueue.wal', '');
  cpSync(join(own, 'newer-format'), join(folder, 'newer'), { recursive: true });
  cpSync(join(own, 'raw-extremes'), join(folder, 'whole'), { recursive: true });
  const engine = openEngine(context);
  const outcomes = await importPaths(engine, folder);
  assert.deepEqual(
    outcomes.map((outcome) => ('error' in outcome ? outcome.error.code : outcome.run.events)),
    ['no-events', 'not-a-history', 22],
  );
  assert.equal((await engine.listRuns()).length, 1);
});

test('S2 payloads that are no text are shown and searched as what they say', async (context) => {
  const { engine, summary, reader } = await importedFrom(context, join(own, 'all-writable-variants'));
  const first = JSON.parse((await reader.raw(1, 0)).text) as { event: object };
  assert.deepEqual(first, await reader.attributes(1));
  const { seqs } = await engine.search(
    { run: summary.runId, from: 1, text: 'worker-a', regex: false, payloads: true },
    caller(),
  );
  assert.ok(seqs.length > 0);
  const { seqs: patterns } = await engine.search(
    { run: summary.runId, from: 1, text: '"identity":"worker-.', regex: true, payloads: true },
    caller(),
  );
  assert.ok(patterns.length > 0);
});

/** A directory with a log and, if given, a snapshot. */
function directory(context: TestContext, log: Uint8Array, snapshot?: Uint8Array): string {
  const folder = join(scratchFolder(context), 'data');
  for (const name of ['wal', 'snapshots']) mkdirSync(join(folder, name), { recursive: true });
  fileIn(join(folder, 'wal'), 'actionqueue.wal', log);
  if (snapshot !== undefined) fileIn(join(folder, 'snapshots'), 'snapshot.bin', snapshot);
  return folder;
}

test('S4 Q5 more than 64 MiB behind the last whole record: what is before is a run, and what is left out is said', async (context) => {
  const whole = logOf(new Story().whole(1).whole(2).events);
  const damaged = Buffer.from(logOf(new Story().whole(3).events));
  damaged[20]! ^= 255;
  for (const more of [1000, 64 * 2 ** 20]) {
    const tail = Buffer.concat([damaged, Buffer.alloc(more, 7)]);
    const path = directory(context, Buffer.concat([whole, tail]));
    const { engine, summary, reader } = await importedFrom(context, path);
    assert.equal(summary.events, new Story().whole(1).whole(2).events.length);
    const isLeft = tail.length > 64 * 2 ** 20;
    assert.equal(
      reader.outline.warnings.some(
        ({ code, text }) => code === 'partial-file' && text.includes(`${tail.length} bytes`),
      ),
      isLeft,
    );
    assert.ok(reader.outline.warnings.some(({ code }) => code === 'damaged'));
    const { bytes } = await engine.exportRun({ run: summary.runId });
    assert.ok(Buffer.from(bytes).equals(isLeft ? whole : readFileSync(join(path, 'wal/actionqueue.wal'))));
    assert.equal((await engine.report(summary.runId, undefined)).count, summary.events);
  }
});

test('S4 Q15 a snapshot of more than 64 MiB is compared with the log; that it is not kept is said', async (context) => {
  const story = new Story().task(1, { metadata: { tags: ['x'.repeat(65 * 2 ** 20)] } }).run(1);
  const path = directory(context, logOf(story.events), snapshotFile(snapshotOf(foldedStory(story))));
  const { engine, summary, reader } = await importedFrom(context, path);
  assert.equal(summary.events, 2);
  const codes = reader.outline.warnings.map(({ code, text }) => [code, /snapshot of \d{8} bytes/i.test(text)]);
  assert.deepEqual(codes, [['partial-file', true]]);
  assert.ok(Buffer.from((await engine.exportRun({ run: summary.runId })).bytes).equals(logIn(path)));
  assert.equal((await engine.report(summary.runId, undefined)).count, 2);
});

test('S8 a bundle says what to do with a log, of the library or as it lies there; a folder that is none is refused as such', async (context) => {
  const folder = scratchFolder(context);
  const [db, to] = [join(folder, 'library.sqlite'), ['-o', join(folder, 'a.retrace')]];
  const [imported] = jsonLines(await retrace('import', join(own, 'raw-extremes'), '--db', db, '--json'));
  const bundled = await retrace('bundle', String(imported?.['runId']), ...to, '--db', db);
  assert.match(bundled.err, /^bad-usage: .*retrace export/);
  for (const path of [join(own, 'raw-extremes'), join(own, 'raw-extremes/wal/actionqueue.wal')])
    assert.match((await retrace('bundle', path, ...to)).err, /^bad-usage: .* no JSON .*Give the files themselves away/);
  for (const command of ['bundle', 'show'])
    assert.match(
      (await retrace(command, folder, ...(command === 'bundle' ? to : []))).err,
      /^not-found: .* is a folder/,
    );
  assert.match((await retrace('diff', folder, folder)).err, /^not-found: .* is a folder/);
});

test('D1 S8 logs are compared as they lie there, as their runs of the library are', async (context) => {
  const db = join(scratchFolder(context), 'library.sqlite');
  const paths = ['raw-extremes', 'all-writable-variants'].map((name) => join(own, name));
  const runs = jsonLines(await retrace('import', ...paths, '--db', db, '--json')).map(({ runId }) => String(runId));
  const lying = await retrace('diff', ...paths, '--json');
  const stored = await retrace('diff', ...runs, '--db', db, '--json');
  assert.deepEqual([lying.code, lying.err], [1, '']);
  assert.ok(jsonLines(lying).length > 5);
  assert.deepEqual(jsonLines(lying).slice(1), jsonLines(stored).slice(1));
  const same = await retrace('diff', paths[0]!, join(paths[0]!, 'wal/actionqueue.wal'));
  assert.deepEqual([same.code, same.err], [0, '']);
});
