import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Engine } from '../engine.ts';
import { LibraryFeed } from './library-feed.ts';
import type { LibraryChange } from '../model/api.ts';
import { Catalog } from '../runs/catalog.ts';
import { Library } from '../store/library.ts';
import { caller } from '../testing/caller.ts';
import { ownHistory } from '../testing/corpus.ts';
import { importText, onlyRun, openEngine, scratchFolder } from '../testing/library.ts';

const idsOf = ({ runs }: LibraryChange): readonly string[] => runs.map(({ runId }) => runId);

test('A3 who follows the library has all of it first, then what comes; who has cancelled hears no more, and the others do', async (context) => {
  const engine = openEngine(context);
  const first = onlyRun(await importText(engine, ownHistory('stuck-ledger.json')));
  const [one, other]: [LibraryChange[], LibraryChange[]] = [[], []];
  const cancel = new AbortController();
  const following = engine.followLibrary(
    {},
    caller((change: LibraryChange) => one.push(change), cancel.signal),
  );
  void engine.followLibrary(
    {},
    caller((change: LibraryChange) => other.push(change)),
  );
  await setImmediate();
  cancel.abort();
  assert.equal(await following, null);
  const second = onlyRun(await importText(engine, ownHistory('failed-irrigation.json')));
  assert.deepEqual(one.map(idsOf), [[first.runId]]);
  assert.deepEqual(other.map(idsOf), [[first.runId], [second.runId]]);
});

test('A3 what another program writes is told at the next look, once', async (context) => {
  const database = join(scratchFolder(context), 'library.db');
  const watched = new Library(database);
  context.after(() => watched.close());
  const catalog = new Catalog(watched);
  const feed = new LibraryFeed({ runs: () => catalog.runs(), version: () => watched.version() });
  context.after(() => feed.close());
  const heard: LibraryChange[] = [];
  void feed.follow(caller((change: LibraryChange) => heard.push(change)));
  await feed.look();
  const elsewhere = Engine.open({ database, version: 'test', filesByPath: true });
  const run = onlyRun(await importText(elsewhere, ownHistory('stuck-ledger.json')));
  await elsewhere.close();
  await feed.look();
  await feed.look();
  assert.deepEqual(heard.map(idsOf), [[], [run.runId]]);
});
