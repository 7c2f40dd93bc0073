import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { type Ended, type Fields, jsonLines, retrace } from '../testing/command-line.ts';
import { ownHistories } from '../testing/corpus.ts';
import { assertHarmless } from '../testing/harmless-page.ts';
import { fileIn, scratchFolder } from '../testing/library.ts';

const completed = join(ownHistories, 'ui-readable.json');
const failed = join(ownHistories, 'ui-decoded.json');

type Node = { readonly name: string; readonly input?: unknown; readonly output?: unknown; readonly error?: string };

/** A run given by its nodes, in order. */
function logOf(...nodes: readonly Node[]): string {
  const at = (second: number): string => new Date(second * 1000 + 1.7e12).toISOString();
  const events = nodes.flatMap(({ name, input, output, error }, i) => [
    { type: 'node_started', node_id: `${name}-${i}`, node_name: name, timestamp: at(2 * i + 1), input },
    error === undefined
      ? { type: 'node_completed', node_id: `${name}-${i}`, timestamp: at(2 * i + 2), output }
      : { type: 'node_failed', node_id: `${name}-${i}`, timestamp: at(2 * i + 2), error },
  ]);
  const started = { type: 'workflow_started', run_id: 'r', workflow_id: 'w', timestamp: at(0), input: { day: 1 } };
  return [started, ...events].map((event) => `${JSON.stringify(event)}\n`).join('');
}

function pair(context: TestContext, left: string, right: string): readonly [string, string] {
  const folder = scratchFolder(context);
  return [fileIn(folder, 'left.jsonl', left), fileIn(folder, 'right.jsonl', right)];
}

const kinds = (ended: Ended): readonly unknown[] =>
  jsonLines(ended).map(({ type, changes }) => [type, ...((changes as readonly string[] | undefined) ?? [])].join(' '));
const fieldsOf = (fields: Fields | undefined, name: string): Fields => (fields ?? {})[name] as Fields;

describe('what differs', () => {
  test('C10 the same run in two files is the same', async () => {
    const ended = await retrace('diff', completed, completed, '--json');
    const [summary, ...more] = jsonLines(ended);
    assert.deepEqual(
      [ended.code, ended.err, summary?.['type'], summary?.['version'], summary?.['same'], summary?.['first'], more],
      [0, '', 'summary', 4, true, null, []],
    );
  });

  test('C10 a good order and a bad one: the summary, the runs, each difference once', async () => {
    const ended = await retrace('diff', completed, failed, '--json');
    const [summary, run, ...differences] = jsonLines(ended);
    assert.deepEqual(
      [ended.code, ended.err, summary?.['same'], summary?.['first']],
      [1, '', false, { left: 16, right: 16 }],
    );
    assert.deepEqual(summary?.['counts'], { same: 2, changed: 1, left: 2, right: 1, moved: 0 });
    assert.match(
      String((summary?.['sentences'] as readonly string[] | undefined)?.[1]),
      /^B is order-declined-1003 \(order\): Failed/,
    );
    assert.deepEqual([run?.['type'], run?.['changes']], ['run', ['status', 'input', 'result', 'failure', 'metadata']]);
    assert.deepEqual(
      differences.map(({ type, left, right }) => [
        type,
        (left as Fields | null)?.['name'],
        (right as Fields | null)?.['name'],
      ]),
      [
        ['changed', 'chargeCard', 'chargeCard'],
        ['onlyLeft', 'shipParcel', undefined],
        ['onlyLeft', 'sendMail', undefined],
        ['onlyRight', undefined, 'releaseStock'],
      ],
    );
    assert.deepEqual(differences[0]?.['changes'], ['input', 'result', 'failure', 'status', 'attempts', 'lastFailure']);
    assert.deepEqual((differences[0]?.['values'] as readonly Fields[] | undefined)?.[0], {
      part: 'input',
      type: 'changed',
      path: 'input[0]',
      left: 'flaky-1002',
      right: 'declined-1003',
    });
    assert.deepEqual(
      [fieldsOf(differences[0], 'left')['attempts'], fieldsOf(differences[0], 'right')['attempts']],
      [3, 1],
    );
  });

  test('C10 the other way round the counts are mirrored', async () => {
    const [summary] = jsonLines(await retrace('diff', failed, completed, '--json'));
    assert.deepEqual(summary?.['counts'], { same: 2, changed: 1, left: 1, right: 2, moved: 0 });
  });

  test('C10 a moved operation is one difference, and its values are compared', async (context) => {
    const [left, right] = pair(
      context,
      logOf({ name: 'a' }, { name: 'b' }, { name: 'c', output: 1 }),
      logOf({ name: 'c', output: 2 }, { name: 'a' }, { name: 'b' }),
    );
    const [, ...differences] = jsonLines(await retrace('diff', left, right, '--json'));
    assert.deepEqual(
      differences.map(({ type, left: from, right: to, changes, values }) => [
        type,
        (from as Fields)['openedAt'],
        (to as Fields)['openedAt'],
        changes,
        values,
      ]),
      [['moved', 6, 2, ['result'], [{ part: 'result', type: 'changed', path: 'result', left: 1, right: 2 }]]],
    );
  });

  test('C10 C3 as text: sentences, counts, a line each; what strangers wrote is shown, not obeyed', async (context) => {
    const [left, right] = pair(
      context,
      logOf({ name: 'a\u001b[31m\nb' }, { name: 'x', input: { s: `${'long '.repeat(40)}left` } }),
      logOf({ name: 'x', input: { s: `${'long '.repeat(40)}right` } }),
    );
    const { code, out } = await retrace('diff', left, right);
    assert.equal(code, 1);
    assert.match(out, /^− node a\\u001b\[31m\\u000ab {2}\(A #2\)$/m);
    assert.match(out, /^~ node x {2}\(A #4 → B #2\) {2}input\n {4}input\.s: …".*left" → …".*right"$/m);
    assert.match(out, /^0 the same, 1 changed, 0 moved, 1 only in A, 0 only in B$/m);
  });
});

describe('what was asked for', () => {
  test('C11 ignore rules, from the command line and from a file', async (context) => {
    const [left, right] = pair(
      context,
      logOf({ name: 'a', input: { at: 1, id: 5 } }, { name: 'b', output: { at: 1 } }),
      logOf({ name: 'a', input: { at: 2, id: 5 } }, { name: 'b', output: { at: 3 } }),
    );
    const rules = fileIn(scratchFolder(context), 'rules.txt', '# times\n**.at\n');
    assert.deepEqual(kinds(await retrace('diff', left, right, '--json')), [
      'summary',
      'changed input',
      'changed result',
    ]);
    assert.deepEqual(kinds(await retrace('diff', left, right, '--json', '--ignore', 'node/a: input.at')), [
      'summary',
      'changed result',
    ]);
    const ended = await retrace('diff', left, right, '--ignore', `@${rules}`);
    assert.equal(ended.code, 0, ended.err);
    assert.match(ended.out, /They did the same/);
    assert.match(ended.out, /Not looked at: \*\*\.at\./);
  });

  test('C11 a tolerance for numbers and times', async (context) => {
    const [left, right] = pair(
      context,
      logOf({ name: 'a', input: { n: 100 }, output: '2026-01-01T00:00:00Z' }),
      logOf({ name: 'a', input: { n: 101 }, output: '2026-01-01T00:00:02Z' }),
    );
    assert.deepEqual(kinds(await retrace('diff', left, right, '--json', '--within', '2%')), [
      'summary',
      'changed result',
    ]);
    assert.deepEqual(kinds(await retrace('diff', left, right, '--json', '--within', '0.5,2s')), [
      'summary',
      'changed input',
    ]);
    const ended = await retrace('diff', left, right, '--json', '--within', '1,2s');
    assert.deepEqual([ended.code, fieldsOf(jsonLines(ended)[0], 'counts')['changed']], [0, 0]);
  });

  test('C11 only some kinds, only the run', async () => {
    const [timers, activities, run] = await Promise.all([
      retrace('diff', completed, failed, '--json', '--only', 'timer'),
      retrace('diff', completed, failed, '--json', '--only', 'activity'),
      retrace('diff', completed, failed, '--json', '--only', 'run'),
    ]);
    assert.deepEqual([timers.code, kinds(timers)], [0, ['summary']]);
    assert.deepEqual([activities.code, kinds(activities).length], [1, 5]);
    assert.deepEqual([run.code, kinds(run)], [1, ['summary', 'run status input result failure metadata']]);
  });

  test('C10 C2 what cannot be compared is refused in one line', async (context) => {
    const folder = scratchFolder(context);
    const refused = await Promise.all([
      retrace('diff', completed),
      retrace('diff', completed, failed, '--ignore', 'a..b'),
      retrace('diff', completed, failed, '--ignore', '@nowhere'),
      retrace('diff', completed, failed, '--only', 'thing'),
      retrace('diff', completed, failed, '--within', 'much'),
      retrace('diff', completed, join(folder, 'gone.json')),
      retrace('diff', completed, 'no-run', '--db', join(folder, 'library.db')),
      retrace('diff', completed, failed, '--html', join(folder, 'no', 'page.html')),
    ]);
    assert.deepEqual(
      refused.map(({ code, err }) => [code, err.slice(0, err.indexOf(':'))]),
      [
        [2, 'bad-usage'],
        [2, 'bad-pattern'],
        [2, 'not-found'],
        [2, 'bad-usage'],
        [2, 'bad-usage'],
        [2, 'not-found'],
        [2, 'no-such-run'],
        [2, 'no-permission'],
      ],
    );
    for (const { err, out } of refused) assert.ok(/^[^\n]+\n$/.test(err) && out === '');
  });
});

describe('the page', () => {
  const pageOf = async (context: TestContext, left: string, right: string): Promise<string> => {
    const path = join(scratchFolder(context), 'page.html');
    const ended = await retrace('diff', left, right, '--html', path);
    assert.ok(ended.code < 2, ended.err);
    return readFileSync(path, 'utf8');
  };

  test('C12 holds what the summary says, the values, and nothing that loads or runs', async (context) => {
    const page = await pageOf(context, completed, failed);
    for (const text of [
      'They differ',
      'chargeCard',
      'input[0]',
      '<del>flaky</del>',
      '<ins>declined</ins>',
      'id="first"',
      'only in A',
      'only in B',
      '3 attempts',
      '1.7 s retrying',
    ])
      assert.ok(page.includes(text), text);
    assertHarmless(page);
  });

  test('C12 long equal stretches are folded', async (context) => {
    const many = Array.from({ length: 300 }, (_, i): Node => ({ name: 'step', output: i }));
    const page = await pageOf(
      context,
      ...pair(context, logOf(...many), logOf(...many.with(150, { name: 'step', output: 'x' }))),
    );
    assert.deepEqual(
      [...page.matchAll(/<summary>(\d+) the same/g)].map(([, count]) => count),
      ['148', '147'],
    );
    assert.ok(page.includes('… and 48 more') && page.length < 150_000, String(page.length));
  });

  test('C12 what strangers wrote is text', async (context) => {
    const bad = '</title></style><script>alert(1)</script><img src=x onerror=alert(1)>" onload="x\u202e\u0000\ud800';
    const page = await pageOf(
      context,
      ...pair(
        context,
        logOf({ name: bad, input: { [bad]: bad } }),
        logOf({ name: bad, input: { [bad]: `${bad} more` }, error: bad }),
      ),
    );
    assertHarmless(page);
    assert.ok(page.includes('&lt;script&gt;') && page.includes('\\u202e'));
  });
});
