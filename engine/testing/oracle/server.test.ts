// The development server's own list of its runs against the engine's data on their exports.

import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { RunSummary } from '../../model/run.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { sharedFiles } from '../corpus.ts';
import { importPaths, onlyRun, openEngine } from '../library.ts';
import { at, textAt } from './raw-event.ts';
import { readableValue } from './readable-value.ts';
import { valuesOf } from './raw-value.ts';

const mostBytes = 600_000;
/** The server's own attributes, and those it adds for display. */
const byServer = /^(BuildIds|Temporal(?!ChangeVersion))/;

for (const [list, folder] of [
  ['list.json', 'exports'],
  ['list-wal.json', 'exports-wal'],
] as const) {
  const [path] = sharedFiles(`temporal-devserver/${list}`);
  if (path === undefined) continue;
  const listed = Object.values(
    JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, readonly JsonObject[]>>,
  ).flat();

  describe(`beside the server's ${list}`, () => {
    test('I1 F7 each run has the type, status, times, length, memo and search attributes that it had there', async (context) => {
      let compared = 0;
      const engine = openEngine(context);
      for (const told of listed) {
        const file = exportOf(told, folder);
        if (file === undefined) continue;
        const run = onlyRun(await importPaths(engine, file));
        const { values } = await (await engine.reader(run.runId)).state(run.events);
        // The server counts a reset run from the reset; the run's events begin with another run's.
        const began = readFileSync(file, 'utf8').includes('CAUSE_RESET_WORKFLOW') ? { started: 'reset' } : {};
        assert.deepEqual({ ...ofEngine(run, values), ...began }, { ...ofServer(told), ...began }, file);
        compared++;
      }
      assert.ok(compared >= 20, `${compared} runs`);
    });
  });
}

function exportOf(told: JsonObject, folder: string): string | undefined {
  const workflowId = textAt(told, 'execution', 'workflowId').replaceAll('/', '~');
  const file = sharedFiles(
    `temporal-devserver/${folder}/${workflowId}__${textAt(told, 'execution', 'runId').slice(-8)}.json`,
  )[0];
  return file === undefined || statSync(file).size > mostBytes ? undefined : file;
}

/** Times are rounded to a tenth of a millisecond. A field that was emptied counts as absent. */
function ofServer(told: JsonObject): object {
  const closed = told['closeTime'];
  const status = textAt(told, 'status')
    .replace('WORKFLOW_EXECUTION_STATUS_', '')
    .toLowerCase()
    .replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  return {
    type: at(told, 'type', 'name'),
    status: status === 'canceled' ? 'canceled' : status,
    started: tenths(textAt(told, 'startTime')),
    ended: closed === undefined ? 'open' : tenths(textAt(closed)),
    events: closed === undefined ? 'open' : Number(told['historyLength']),
    memo: fieldsOf(at(told, 'memo', 'fields')),
    searchAttributes: fieldsOf(at(told, 'searchAttributes', 'indexedFields')),
  };
}

function ofEngine(
  { workflowType, status, startedAtMs, endedAtMs, events }: RunSummary,
  values: readonly { readonly name: string; readonly value: Json }[],
): object {
  const open = status === 'running' || status === 'paused';
  const named = (prefix: string): JsonObject =>
    Object.fromEntries(
      values
        .filter(({ name }) => name.startsWith(prefix))
        .map(({ name, value }) => [name.slice(prefix.length), readableValue(value)]),
    );
  return {
    type: workflowType,
    status,
    started: Math.round((startedAtMs ?? 0) * 10),
    ended: open ? 'open' : Math.round((endedAtMs ?? 0) * 10),
    events: open ? 'open' : events,
    memo: told(named('memo.')),
    searchAttributes: told(named('searchAttributes.')),
  };
}

function tenths(time: string): number {
  const [, second = '', fraction = '0'] = /^(.*?)(?:\.(\d+))?Z$/.exec(time) ?? [];
  return Math.round((Date.parse(`${second}Z`) + Number(`0.${fraction}`) * 1000) * 10);
}

function fieldsOf(fields: Json | undefined): JsonObject {
  return isObject(fields)
    ? told(
        Object.fromEntries(
          Object.entries(fields).map(([name, payload]) => [name, valuesOf([payload ?? null])[0] ?? null]),
        ),
      )
    : {};
}

/** A keyword may be listed as a list of one, and a time in another spelling. */
function told(fields: JsonObject): JsonObject {
  const kept = Object.entries(fields).filter(
    ([name, value]) => !byServer.test(name) && value !== null && value !== undefined,
  );
  return Object.fromEntries(
    kept.map(([name, value]) => [name, spelledOnce(isArray(value) && value.length === 1 ? value[0] : value)]),
  );
}

function spelledOnce(value: Json | undefined): Json | undefined {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? new Date(value).toISOString() : value;
}
