import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { isFailing } from '../model/replay/replay-report.ts';
import type { ReplayReport } from '../model/replay/replay-report.ts';
import { historyNamed } from '../host/replayed-history.ts';
import { scratchFolder } from '../testing/library.ts';
import { checkHistory } from './check/check-history.ts';
import { CodeOfTypes } from './check/code-of-types.ts';
import { ReplayLane } from './check/replay-pool.ts';
import { codeVersion } from './versions/code-version.ts';

const root = join(import.meta.dirname, '../..');

async function sampleWith(context: TestContext, version: string): Promise<ReplayReport> {
  const cache = scratchFolder(context);
  const lane = new ReplayLane();
  context.after(() => lane.close());
  const history = await historyNamed({
    words: [join(root, 'renderer/public/sample.json')],
    db: ':memory:',
    partial: false,
  });
  const code = new CodeOfTypes(await codeVersion(join(root, 'samples/order', version), cache), cache);
  const checked = await checkHistory(history, lane, { code });
  assert.equal(checked.outcome, 'replayed');
  return checked.outcome === 'replayed' ? checked.report : assert.fail();
}

test('P85 the sample with the code that made it is the same', async (context) => {
  const { verdict, drift } = await sampleWith(context, 'as-recorded');
  assert.deepEqual([verdict, drift], ['same', []]);
});

test('P85 with the version that breaks it is nondeterminism, at the call that is new', async (context) => {
  const report = await sampleWith(context, 'breaks');
  assert.deepEqual([report.verdict, report.seq, report.causeKind], ['nondeterminism', 44, 'added']);
  assert.match(report.excerpt?.lines[3] ?? '', /sendMail\(\{ to: email, template: 'confirmed' \}\)/);
});

test('P85 with the version that drifts it replays, and what is otherwise is listed', async (context) => {
  const report = await sampleWith(context, 'drifts');
  assert.equal(report.verdict, 'drift');
  assert.ok(isFailing(report, 'drift') && !isFailing(report, 'fails-next'));
  const found = report.drift.map(({ operation, attribute }) => `${operation}: ${attribute}`);
  assert.ok(found.includes('timer 1: startToFireTimeout'));
  assert.ok(found.includes('chargeCard: input[0].amountCents'));
  assert.ok(found.includes('chargeCard: retryPolicy.maximumAttempts'));
});
