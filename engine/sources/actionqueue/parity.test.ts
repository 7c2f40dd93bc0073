// Tests every ActionQueue log that has a recorded answer: reading, folding step by step and opening give ActionQueue's
// results.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { parseNumbers } from '../../formats/actionqueue/shape.ts';
import { budgetOf, grantKey, roleKey } from '../../formats/actionqueue/projection.ts';
import type { AqEvent } from '../../formats/actionqueue/event.ts';
import {
  budgetJson,
  engineJson,
  grantJson,
  roleJson,
  runJson,
  taskJson,
} from '../../formats/actionqueue/projection-json.ts';
import { fieldsOf, readable } from '../../formats/actionqueue/readable.ts';
import type { Projection } from '../../formats/actionqueue/projection.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { actionQueueFixtures, type ActionQueueFixture } from '../../testing/corpus.ts';
import { FaithfulFold } from './faithful-fold.ts';
import { foldLog, unreadableIn } from './fold-log.ts';
import { inspect } from './inspection.ts';
import { entryAt } from '../entry.ts';
import { openLog, type OpenLog } from './open-log.ts';
import { recognise } from './recognise.ts';
import { readEvents } from './read-events.ts';

const folder = mkdtempSync(join(tmpdir(), 'actionqueue-'));
after(() => rmSync(folder, { recursive: true }));

for (const { name, fixtures } of actionQueueFixtures()) {
  describe(`every log of ${name}`, () => {
    for (const fixture of fixtures)
      test(`Q10 Q11 Q14 Q16 ${fixture.name}: ${fixture.what}`, () =>
        fixture.name === 'newer-format' ? assertNewer(fixture) : assertParity(fixture));
  });
}

async function assertNewer({ path }: ActionQueueFixture): Promise<void> {
  assert.equal(recognise(await entryAt(path)), 'directory');
  await assert.rejects(openLog(path, 'directory'), /AQ-CONT-1/);
}

async function assertParity(fixture: ActionQueueFixture): Promise<void> {
  const log = await opened(fixture);
  try {
    await assertSteps(log, fixture);
    await assertOpening(log, fixture);
  } finally {
    await log.file.close();
  }
}

/** Unpacks a packed log into a temporary folder first. */
async function opened({ path, name }: ActionQueueFixture): Promise<OpenLog> {
  const packed = join(path, 'wal/actionqueue.wal.gz');
  if (!existsSync(packed)) return openLog(path, recognise(await entryAt(path))!);
  const unpacked = join(folder, `${name}.wal`);
  writeFileSync(unpacked, gunzipSync(readFileSync(packed)));
  return openLog(unpacked, recognise(await entryAt(unpacked))!);
}

type Wanted = {
  readonly event: string;
  readonly fields: JsonObject;
  readonly offset: number;
  readonly length: number;
  readonly sequence: Json;
  readonly refused?: string;
  readonly after?: JsonObject;
};

async function assertSteps(log: OpenLog, { path }: ActionQueueFixture): Promise<void> {
  const steps = (textOf(path, 'steps.jsonl') ?? '')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Wanted);
  const fold = new FaithfulFold();
  for await (const batch of readEvents(log.file, log.size)) {
    const elided = unreadableIn(batch);
    for (const [i, event] of batch.events.entries()) {
      const number = batch.first + i;
      const stopped = fold.stopped !== null;
      const refusal = fold.take(event, number, batch.offsetAt(i), elided.has(number));
      const step = steps[number - 1];
      if (step === undefined || stopped) continue;
      const { offset, length, sequence } = step;
      assert.deepEqual(
        [event.type, batch.offsetAt(i), batch.offsetAt(i + 1) - offset, readable(event.sequence)],
        [step.event, offset, length, sequence],
      );
      assert.deepEqual(fieldsOf(event), step.fields);
      if (step.refused !== undefined) assert.equal(refusal?.upstream.text, step.refused);
      else
        for (const [part, value] of Object.entries(step.after ?? {}))
          assert.deepEqual(partOf(part, fold.projection, event), value, `${part} after record ${number}`);
      const atEnd = batch.bad !== null && number === batch.bad.index;
      if (steps.length < 50 && !atEnd) assert.deepEqual((await foldLog(log, number)).projection, fold.json());
    }
    if (batch.bad !== null) fold.end(batch.bad);
  }
  assertWhole(fold.json(), path);
}

/** The part of the projection that a step of the answers describes: the object of the record, in its current state. */
function partOf(part: string, projection: Projection, event: AqEvent): unknown {
  const of = <Value>(value: Value | undefined, json: (value: Value) => Json): Json =>
    value === undefined ? null : json(value);
  const names = event as unknown as { readonly [field: string]: string };
  const run = projection.runs.get(event.type === 'RunCreated' ? event.run_instance.id : (names['run_id'] ?? ''));
  switch (part) {
    case 'run':
      return of(run, runJson);
    case 'task':
      return of(
        projection.tasks.get(
          event.type === 'TaskCreated' ? event.task_spec.id : (run?.task_id ?? names['task_id'] ?? ''),
        ),
        (task) => taskJson(projection, task),
      );
    case 'engine':
      return engineJson(projection.engine);
    case 'budget':
      return 'dimension' in event ? of(budgetOf(projection, event.task_id, event.dimension), budgetJson) : undefined;
    case 'subscription':
      return of(projection.subscriptions.get(names['subscription_id'] ?? ''), readable);
    case 'actor':
      return of(projection.actors.get(names['actor_id'] ?? ''), readable);
    case 'tenant':
      return of(projection.tenants.get(names['tenant_id'] ?? ''), readable);
    case 'role':
      return event.type === 'RoleAssigned' ? of(projection.roles.get(roleKey(event)), roleJson) : undefined;
    case 'grant':
      return 'capability' in event ? of(projection.grants.get(grantKey(event)), grantJson) : undefined;
    default:
      return part === 'ledger_length' ? projection.ledger.length : undefined;
  }
}

function assertWhole(projection: JsonObject, path: string): void {
  const text = textOf(path, 'projection.json');
  if (text !== undefined) return assert.deepEqual(projection, JSON.parse(text));
  const { projection_sha256, projection_bytes } = JSON.parse(textOf(path, 'summary.json') ?? '{}') as JsonObject;
  const own = `${JSON.stringify(inOrder(projection))}\n`;
  assert.equal(Buffer.byteLength(own), projection_bytes);
  assert.equal(createHash('sha256').update(own).digest('hex'), projection_sha256);
}

function inOrder(value: Json | undefined): Json {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isObject(value)) return value as Json;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, inOrder(value[key])]),
  );
}

/** Fixture → a promise that the fixtures' index wrongly lists as broken: in this log, runs come after their tasks. */
const mistaken = new Map([['raw-extremes', 'C02']]);

async function assertOpening(log: OpenLog, { path, name, promises }: ActionQueueFixture): Promise<void> {
  const { opening, opened: upstream, broken } = await inspect(log);
  const found: readonly string[] = broken.map(({ promise }) => promise);
  assert.deepEqual(
    promises.filter((promise) => !found.includes(promise) && mistaken.get(name) !== promise),
    [],
    'promises that are broken',
  );
  assert.equal(opening.error, textOf(path, 'error.txt')?.split('\n')[0]?.replace('open: ', '') ?? null);
  const stats = textOf(path, 'stats.json');
  if (stats !== undefined)
    assert.deepEqual(upstream.stats(), readable((parseNumbers(stats) as { summary: unknown }).summary));
  const projection = textOf(path, 'projection-open.json');
  if (projection !== undefined)
    assert.deepEqual(withoutParserWords(upstream.json()), withoutParserWords(JSON.parse(projection) as JsonObject));
}

/** Removes the JSON parser's error text, which differs between parsers. */
function withoutParserWords({ snapshot_error: error, ...more }: JsonObject): JsonObject {
  return {
    ...more,
    snapshot_error: typeof error === 'string' ? error.replace(/(Failed to decode snapshot): .*/s, '$1') : error,
  };
}

function textOf(path: string, name: string): string | undefined {
  if (existsSync(join(path, name))) return readFileSync(join(path, name), 'utf8');
  return existsSync(join(path, `${name}.gz`))
    ? gunzipSync(readFileSync(join(path, `${name}.gz`))).toString('utf8')
    : undefined;
}
