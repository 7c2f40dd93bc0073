import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownHistory } from '../testing/corpus.ts';
import { importText, onlyRun, openEngine } from '../testing/library.ts';

test('V249 task queue, SDK, timeouts and history size are told from first and last events, with input and failure', async (context) => {
  const engine = openEngine(context);
  const { runId } = onlyRun(await importText(engine, ownHistory('failed-irrigation.json')));
  const { facts, input, failure } = await engine.readFacts({ run: runId });
  const told = new Map(facts.map(({ name, value }) => [name, value]));
  assert.ok(told.has('Task queue') && told.has('SDK'), JSON.stringify(facts));
  assert.match(told.get('Task timeout') ?? '', /^\d+ s$/);
  assert.match(told.get('History size') ?? '', /^[\d,]+ bytes$/);
  assert.ok(input !== undefined && failure !== undefined);
});

test('V249 what a writer spells out as nothing is not told', async (context) => {
  const engine = openEngine(context);
  const { runId } = onlyRun(await importText(engine, ownHistory('stuck-ledger.json')));
  const { facts } = await engine.readFacts({ run: runId });
  assert.ok(facts.every(({ value }) => value !== '' && value !== '0s' && value !== '0'));
});
