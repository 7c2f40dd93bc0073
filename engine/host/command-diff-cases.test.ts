// Tests pairs of histories that were once called equal, or whose difference was unreadable; made from public reports.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { diffRuns } from '../compare/diff-runs.ts';
import { type DiffDocument, differencesOf } from '../report/diff-document.ts';
import { diffTextLines } from '../report/diff-text.ts';
import { retrace } from '../testing/command-line.ts';
import { fileIn, scratchFolder } from '../testing/library.ts';
import { payload, temporalText, type WrittenEvent } from '../testing/written-history.ts';
import { ComparedRuns } from './compared-run.ts';

const folder = join(import.meta.dirname, '../testing/cases');
const filesOf = (name: string): readonly [string, string] => [
  join(folder, `${name}-a.input.json`),
  join(folder, `${name}-b.input.json`),
];

async function diffOf(name: string): Promise<DiffDocument> {
  const runs = new ComparedRuns(undefined, false);
  const [a, b] = filesOf(name);
  return await diffRuns(await runs.reader(a), await runs.reader(b), {
    rules: [],
    tolerance: {},
    only: [],
    detailed: 40,
  });
}

/** Case → lines that must be printed. */
const cases: Readonly<Record<string, readonly string[]>> = {
  'cadence-diff-base64': ['    input: "branch 1" → "branch 2"'],
  'cadence-diff-blind': [
    '    versions.add-check: 1 → 2',
    '− localActivity lookup  (A #6)',
    '    failure.message: "card declined" → "host unreachable"',
  ],
  'diff-failure-details': ['    failure.details.code: "x" → "y"'],
  'diff-memo-search-attributes': ['    memo.m: "x" → "y"', '    searchAttributes.K: "x" → "y"'],
  'diff-stuck-cause': [
    '    stuckOn.cause: "NonDeterministicError" → "WorkflowWorkerUnhandledFailure"',
    '    stuckOn.failure.message: "boom x" → "boom y"',
  ],
  'diff-terminate-reason': ['    reason: "because x" → "because y"'],
  'diff-workflow-type': ['They are of different types: wx and wy.', '    type: "wx" → "wy"'],
};

describe('field cases of comparing', () => {
  for (const [name, expected] of Object.entries(cases)) {
    test(`C15 D15 ${name}`, async () => {
      const document = await diffOf(name);
      assert.equal(document.same, false);
      const lines = diffTextLines(document);
      for (const line of expected) assert.ok(lines.includes(line), lines.join('\n'));
    });
  }

  test('D15 cadence-diff-blind: a version, a local activity and a failure differ', async () => {
    const differences = differencesOf(await diffOf('cadence-diff-blind')).map(
      ({ left, right }) => (left ?? right)?.kind,
    );
    assert.deepEqual(new Set(differences), new Set(['version', 'localActivity', 'activity']));
  });

  test('C15 C10 the exit code is 1, and the JSON says what the runs themselves differ in', async () => {
    const ended = await retrace('diff', ...filesOf('diff-terminate-reason'), '--json');
    const [summary, run] = ended.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.equal(ended.code, 1, ended.err);
    assert.deepEqual(summary?.['unread'], {
      left: { encrypted: 0, undecoded: 0 },
      right: { encrypted: 0, undecoded: 0 },
    });
    assert.deepEqual(
      [run?.['type'], run?.['changes'], run?.['values']],
      ['run', ['reason'], [{ part: 'reason', type: 'changed', path: 'reason', left: 'because x', right: 'because y' }]],
    );
  });

  test('W21 W22 two that only what a person wrote tells apart, and children, are called so in every line', async (context) => {
    const task = { workflowTaskCompletedEventId: '4' };
    const timer = (timerId: string, summary: string): WrittenEvent => [
      'TimerStarted',
      { ...task, timerId, startToFireTimeout: '60s' },
      { userMetadata: { summary: payload(summary) } },
    ];
    const child = (workflowId: string): WrittenEvent => [
      'StartChildWorkflowExecutionInitiated',
      { ...task, workflowId, workflowType: { name: 'ship' } },
    ];
    const run = (...events: readonly WrittenEvent[]): string =>
      temporalText([['WorkflowExecutionStarted', { workflowType: { name: 'w' } }], ...events]);
    const folder = scratchFolder(context);
    const diff = async (left: readonly WrittenEvent[], right: readonly WrittenEvent[]): Promise<string> => {
      const [a, b] = [fileIn(folder, 'a.json', run(...left)), fileIn(folder, 'b.json', run(...right))];
      return (await retrace('diff', a, b)).out;
    };
    const both = [timer('1', 'tea'), timer('2', 'coffee')];
    const fired: WrittenEvent = ['TimerFired', { timerId: '2', startedEventId: '3' }];
    const status = await diff([...both, fired], both);
    assert.match(status, /^First difference: timer 1 m “coffee” \(A #3, B #3\) differs in status\.$/m);
    assert.match(status, /^In both, but different: timer 1 m “coffee” \(status\)\.$/m);
    assert.match(status, /^~ timer 1 m “coffee” /m);
    const only = await diff(both, [both[0]!, timer('2', 'cocoa')]);
    assert.match(only, /^Only A: timer 1 m “coffee”\.$/m);
    assert.match(only, /^\+ timer 1 m “cocoa” /m);
    const children = await diff([child('order-a')], []);
    assert.match(children, /^Only A: ship \(order-a\)\.$/m);
    const many = await diff([child('order-a'), child('order-b')], []);
    assert.match(many, /^Only A: ship ×2\.$/m);
    const grouped = (label: string): WrittenEvent => [
      'WorkflowExecutionSignaled',
      { signalName: 'go' },
      { eventGroupMarkers: [{ label: { id: label, label: payload(label) } }] },
    ];
    assert.match(await diff([grouped('night')], [grouped('day')]), /metadata\.groups\[0\]: "night" → "day"/);
  });

  test('D8 D15 what a run ends with is called a result only where it completed', async (context) => {
    const endings: Readonly<Record<string, readonly [string, object, string]>> = {
      completed: ['WORKFLOW_EXECUTION_COMPLETED', { result: null }, 'Their results differ.'],
      continued: ['WORKFLOW_EXECUTION_CONTINUED_AS_NEW', { input: null }, 'They continued with different input.'],
      terminated: ['WORKFLOW_EXECUTION_TERMINATED', { details: null }, 'They ended with different details.'],
      cancelled: ['WORKFLOW_EXECUTION_CANCELED', { details: null }, 'They ended with different details.'],
    };
    const folder = scratchFolder(context);
    for (const [name, [type, fields, sentence]] of Object.entries(endings)) {
      const [a, b] = ['1', '2'].map((value) => {
        const payloads = [{ metadata: { encoding: 'anNvbi9wbGFpbg==' }, data: Buffer.from(value).toString('base64') }];
        const camel = type.toLowerCase().replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
        const attributes = Object.fromEntries(Object.keys(fields).map((field) => [field, { payloads }]));
        const events = [
          {
            eventId: '1',
            eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_STARTED',
            workflowExecutionStartedEventAttributes: { workflowType: { name: 'w' } },
          },
          { eventId: '2', eventType: `EVENT_TYPE_${type}`, [`${camel}EventAttributes`]: attributes },
        ];
        return fileIn(folder, `${name}-${value}.json`, JSON.stringify({ events }));
      });
      const { out } = await retrace('diff', a!, b!);
      assert.ok(out.split('\n').includes(sentence), `${name}: ${out}`);
    }
  });

  test('C16 encrypted runs: exit code by what can be read, the sentence and the JSON say what cannot', async () => {
    const file = join(import.meta.dirname, '../testing/histories/encrypted.http.json');
    const ended = await retrace('diff', file, file, '--json');
    const [summary] = ended.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { sentences: readonly string[]; unread: { left: { encrypted: number } } });
    assert.equal(ended.code, 0, ended.err);
    const { encrypted } = summary!.unread.left;
    assert.ok(encrypted > 3, String(encrypted));
    assert.ok(
      summary!.sentences.includes(`They did the same as far as can be read: ${encrypted} values are encrypted.`),
      summary!.sentences.join('\n'),
    );
  });
});
