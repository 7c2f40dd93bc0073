// Node logs: the engine's state after each event against one recomputed from the events; recorded logs and random ones.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { nodelog } from '../../formats/nodelog/nodelog.ts';
import type { Failure } from '../../model/effect.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { applyEffects, emptyState, type Operation, type RunState } from '../../model/state.ts';
import { ownHistories, sharedFiles } from '../corpus.ts';
import { logRunAt, type OracleLogRun, type OracleNode, runsInLog } from './node-log.ts';
import type { Chain } from './raw-failure.ts';

const files = [join(ownHistories, 'events.jsonl'), ...sharedFiles('field-cases/nodelog-*.jsonl')];

const ofNode: Readonly<Record<string, (node: OracleNode) => unknown>> = {
  status: ({ status, openedAt, closedAt }) => [status, openedAt, closedAt],
  attempts: ({ attempts }) => attempts,
  name: ({ name }) => name,
  result: ({ result }) => result,
  failure: ({ failure, lastFailure }) => [failure, lastFailure],
};
const ofRun: Readonly<Record<string, (run: OracleLogRun) => unknown>> = {
  'run status': ({ status }) => status,
  'run result': ({ result }) => result,
  'run failure': ({ failure }) => failure,
  'run reason': ({ reason }) => reason,
};

describe('node logs beside what their events say', () => {
  for (const file of files) {
    const runs = runsInLog(
      readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Json),
    );
    for (const [aspect, of] of Object.entries(ofRun))
      test(`F5 F7 ${basename(file)}: ${aspect}`, () => runs.forEach((run) => agree(run, (told) => of(told))));
    for (const [aspect, of] of Object.entries(ofNode))
      test(`F5 ${basename(file)}: ${aspect} of nodes`, () =>
        runs.forEach((run) => agree(run, ({ nodes }) => nodes.map(of))));
    test(`F5 ${basename(file)}: input of nodes`, () => runs.forEach(inputsAgree));
  }
});

const step = fc.record({
  type: fc.constantFrom(
    'node_started',
    'node_started',
    'node_completed',
    'node_failed',
    'node_skipped',
    'workflow_started',
    'workflow_completed',
    'workflow_failed',
  ),
  node: fc.constantFrom('a', 'b', 'c'),
  value: fc.nat(9),
});

describe('random node logs beside what their events say', () => {
  for (const [aspect, of] of Object.entries({
    ...ofRun,
    ...Object.fromEntries(
      Object.entries(ofNode)
        .filter(([name]) => name !== 'name')
        .map(([name, one]) => [`${name} of nodes`, ({ nodes }: OracleLogRun) => nodes.map(one)]),
    ),
  })) {
    test(`F5 ${aspect}`, () =>
      fc.assert(
        fc.property(fc.array(step, { maxLength: 30 }), fc.constantFrom(0, 1, undefined), (steps, from) =>
          agree(logOf(steps, from), of),
        ),
        { numRuns: 100 },
      ));
  }
  test('F5 input of nodes', () =>
    fc.assert(fc.property(fc.array(step, { maxLength: 30 }), (steps) => inputsAgree(logOf(steps, 1)))));
});

/** Attempts are counted from `from`; undefined omits them. */
function logOf(
  steps: readonly { readonly type: string; readonly node: string; readonly value: number }[],
  from: number | undefined,
): readonly Json[] {
  const passes = new Map<string, number>();
  const first: JsonObject = { type: 'workflow_started', run_id: 'r' };
  return [
    first,
    ...steps.map(({ type, node, value }): JsonObject => {
      if (type === 'node_started') passes.set(node, (passes.get(node) ?? -1) + 1);
      const attempt = from === undefined || !passes.has(node) ? {} : { attempt: passes.get(node)! + from };
      const said: JsonObject = type.endsWith('_failed')
        ? { error: { type: 'Broken', message: `no ${value}` } }
        : type.endsWith('_started')
          ? { input: { value } }
          : { output: value };
      return type.startsWith('node')
        ? { type, run_id: 'r', node_id: node, ...attempt, ...said }
        : { type, run_id: 'r', ...said };
    }),
  ];
}

function agree(log: readonly Json[], of: (run: OracleLogRun) => unknown): void {
  eachState(log, (state, seq) =>
    assert.deepEqual(of(runOf(state)), of(logRunAt(log, seq)), `after event ${seq} of ${JSON.stringify(log)}`),
  );
}

/** A start without an input does not change the earlier input. */
function inputsAgree(log: readonly Json[]): void {
  eachState(log, (state, seq) => {
    for (const { id, input } of logRunAt(log, seq).nodes) {
      if (input !== undefined)
        assert.deepEqual(
          state.operations.get(`node:${id}`)?.input,
          input,
          `${id} after event ${seq} of ${JSON.stringify(log)}`,
        );
    }
  });
}

function eachState(log: readonly Json[], look: (state: RunState, seq: number) => void): void {
  const state = emptyState();
  for (const [i, event] of log.entries()) {
    const { atMs, explanation } = nodelog.read(event);
    applyEffects(state, i + 1, atMs, explanation.effects);
    look(state, i + 1);
  }
}

function runOf({ status, result, failure, reason, operations }: RunState): OracleLogRun {
  return {
    status,
    nodes: [...operations.values()].map(nodeOf),
    ...(result === undefined || result === null ? {} : { result }),
    ...(failure === undefined ? {} : { failure: chainOf(failure) }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function nodeOf({
  key,
  name,
  status,
  attempts,
  openedAt,
  closedAt,
  result,
  failure,
  lastFailure,
}: Operation): OracleNode {
  return {
    id: key.slice(key.indexOf(':') + 1),
    name,
    status,
    attempts,
    openedAt,
    closedAt,
    ...(result === undefined || result === null ? {} : { result }),
    ...(failure === undefined ? {} : { failure: chainOf(failure) }),
    ...(lastFailure === undefined ? {} : { lastFailure: chainOf(lastFailure) }),
  };
}

function chainOf(failure: Failure): Chain {
  const { message, type, cause } = failure;
  return [type === undefined ? { message } : { message, type }, ...(cause === undefined ? [] : chainOf(cause))];
}
