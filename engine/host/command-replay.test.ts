import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Ended, type Fields, jsonLines, retrace } from '../testing/command-line.ts';
import { CodeFolder } from '../testing/replay/code-folder.ts';
import { RecordedRun } from '../testing/replay/recorded-run.ts';
import { junitMistakes, sarifShape } from '../testing/replay/report-shapes.ts';

const code = (body: string): string => `
import { proxyActivities, sleep } from ${JSON.stringify('@temporalio/workflow')};
const { reserve, charge, check } = proxyActivities({ startToCloseTimeout: '1 minute' });

export async function order(item) {
${body}
}
`;
const recorded = ['  await reserve(item);', '  await sleep(1000);', '  return await charge(item);'];
const [reserve = '', wait = '', charge = ''] = recorded;
const breaking = code([reserve, wait, '  await check(item);', charge].join('\n'));

const ordered = (type = 'order'): RecordedRun =>
  new RecordedRun(type, 'tea').task().activity('reserve', 'tea', 'ok').timer('1s').activity('charge', 'tea', 'paid');
/** A run whose last workflow task is not completed. */
function open(): RecordedRun {
  const run = new RecordedRun('order', 'tea').task().activity('reserve', 'tea', 'ok').timer('1s');
  run.complete(run.schedule('charge', 'tea'), 'paid').openTask();
  return run;
}
const fileOf = ({ events }: RecordedRun): string => JSON.stringify({ events });

describe('replay, check and bisect', () => {
  let scratch = '';
  let folder: CodeFolder;
  let history = '';
  const dataBefore = process.env['RETRACE_DATA'];

  before(() => {
    scratch = mkdtempSync(join(tmpdir(), 'retrace-doors-'));
    process.env['RETRACE_DATA'] = join(scratch, 'data');
    folder = new CodeFolder(join(scratch, 'code'));
    folder.write('src/workflows.ts', code(recorded.join('\n')));
    folder.commit('as recorded');
    folder.git('tag', 'v1');
    folder.write('src/workflows.ts', 'export async function order( {');
    folder.commit('does not build');
    folder.write('src/workflows.ts', breaking);
    folder.commit('a check before the charge');
    folder.write('README.md', 'more');
    folder.commit('something else');
    folder.write(
      'throws.ts',
      code([reserve, wait, '  await charge(item);', "  throw new TypeError('no shelf');"].join('\n')),
    );
    history = folder.write('histories/ordered.json', fileOf(ordered().completed('paid')));
    folder.write('histories/open.json', fileOf(open()));
    folder.write('histories/other.json', fileOf(new RecordedRun('unknown').task()));
    folder.write('histories/broken.json', '{"events": [');
  });
  after(() => {
    if (dataBefore === undefined) delete process.env['RETRACE_DATA'];
    else process.env['RETRACE_DATA'] = dataBefore;
    rmSync(scratch, { recursive: true });
  });

  const at = (path: string): string => join(folder.path, path);
  const source = (ref = ''): string => at('src/workflows.ts') + ref;
  const replay = (...words: readonly string[]): Promise<Ended> => retrace('replay', history, '--code', ...words);
  const one = (ended: Ended): Fields => jsonLines(ended)[0] ?? {};

  test('P90 P92 locals prints what the code was doing at an event, as text and as JSON', async () => {
    const words = ['locals', history, '--code', source('@v1'), '--at'];
    const shown = await retrace(...words, '10');
    assert.deepEqual([shown.code, shown.err], [0, '']);
    assert.match(
      shown.out,
      /^At event 10: the code was told of event 9 last\n\nworkflow order\n {2}order {2}\S+:7:3 {2}await sleep/,
    );
    assert.match(shown.out, /\n {4}item +"tea"\n/);
    const printed = await retrace(...words, '10', '--json');
    const { at, seq, calls, fibers } = one(printed);
    assert.deepEqual([at, seq, fibers], [10, 9, [{ root: { type: 'main', name: 'order' }, stack: [0] }]]);
    assert.equal((calls as readonly Fields[]).length, 1);
    const refused = await retrace(...words, '1000');
    assert.deepEqual([refused.code, /There is no event 1000/.test(refused.err)], [2, true]);
    assert.equal((await retrace('locals', history, '--code', source('@v1'))).code, 2);
  });

  test('P175 --forward compares the whole history with what the code makes of it, -o writes that as a history', async () => {
    const file = join(scratch, 'own.json');
    const shown = await replay(source(), '--forward', '-o', file);
    assert.equal(shown.code, 1);
    assert.match(shown.out, /^NONDETERMINISM[^]*\nFirst difference: check \(B #16\) is only in B\.\n/);
    assert.match(
      shown.out,
      /The history has no answer to activity 'check': to go on, the code was told that of activity 'charge'/,
    );
    const diff = await retrace('diff', history, file);
    assert.match(diff.out, /\n\+ activity check {2}\(B #16\)/);
    const same = await replay(source('@v1'), '--forward', '--json');
    assert.equal(same.code, 0);
    const [report, summary] = jsonLines(same);
    assert.deepEqual([report?.['verdict'], summary?.['same']], ['same', true]);
  });

  test('P73 the code that made it: same, exit code 0; a changed one: nondeterminism, exit code 1', async () => {
    const same = await replay(source('@v1'), '--json');
    assert.deepEqual([same.code, same.err, one(same)['verdict']], [0, '', 'same']);
    const ended = await replay(source(), '--json');
    assert.equal(ended.code, 1);
    const { verdict, workflow, seq, eventId, expected, got, source: place, causeKind, remedy, drift } = one(ended);
    assert.deepEqual([verdict, workflow, seq, eventId, causeKind], ['nondeterminism', 'order', 16, 16, 'added']);
    assert.equal((expected as Fields)['type'], 'ActivityTaskScheduled');
    assert.equal((got as Fields)['type'], 'scheduleActivity');
    const line = breaking.split('\n').findIndex((text) => text.includes('check(item)')) + 1;
    assert.deepEqual(place, { file: source(), line, column: 9 });
    assert.match(String(remedy), /if \(patched\('add-check'\)\)/);
    assert.deepEqual(drift, []);
  });

  test('P73 a place in a commit is told as the file of the repository', async () => {
    const { source: place } = one(await replay(source('@main'), '--json'));
    assert.equal((place as Fields)['file'], source());
  });

  test('P140 the workflow id of a history that does not say it is given by the person, and of one that does is not', async () => {
    const said = await replay(source('@v1'), '--workflow-id', 'order-1', '--json');
    assert.deepEqual([said.code, one(said)['workflowId']], [0, 'order-1']);
    const named = ordered().completed('paid');
    const [started] = named.events;
    Object.assign(started?.['workflowExecutionStartedEventAttributes'] as object, { workflowId: 'order-2' });
    const file = join(scratch, 'named.json');
    writeFileSync(file, fileOf(named));
    const asked = (id: string): Promise<Ended> =>
      retrace('replay', file, '--code', source('@v1'), '--workflow-id', id, '--json');
    assert.equal(one(await asked('order-2'))['workflowId'], 'order-2');
    const refused = await asked('order-1');
    assert.deepEqual([refused.code, /its workflow id is order-2/.test(refused.err)], [2, true]);
  });

  test('P74 a person reads both sides with what differs marked, the line, the cause, both histories', async () => {
    const { out } = await replay(source());
    assert.match(out, /^NONDETERMINISM: /);
    assert.match(out, /^≠ activityType +"charge" +"check"$/m);
    assert.match(out, /^> +8 \| {3}await check\(item\);\n.*\| {9}\^$/m);
    assert.match(out, /^Likely cause: A new call: .*activity 'check'/m);
    assert.match(out, /^\+ +activity 'check'$/m);
  });

  test('P75 what fails the next task fails only where it is named; each word means what is worse, too', async () => {
    const failing = (...words: readonly string[]): Promise<Ended> =>
      retrace('replay', at('histories/open.json'), '--code', at('throws.ts'), ...words);
    const ended = await failing('--json');
    assert.deepEqual([ended.code, one(ended)['verdict']], [0, 'fails-next']);
    assert.equal((await failing('--fail-on', 'fails-next')).code, 1);
    assert.equal((await failing('--fail-on', 'drift')).code, 1);
    assert.equal((await replay(source(), '--fail-on', 'drift')).code, 1);
    const wrong = await failing('--fail-on', 'anything');
    assert.deepEqual([wrong.code, wrong.err.split(':')[0]], [2, 'bad-usage']);
  });

  test('P76 what cannot be replayed says why, with exit code 2', async () => {
    const codes = [
      retrace('replay', history),
      replay(at('gone.ts')),
      replay(source('@no-such')),
      retrace('replay', at('histories/other.json'), '--code', source()),
      replay(source(), '--workflow', 'another'),
    ].map(async (ended) => [(await ended).code, (await ended).err.split(':')[0]]);
    assert.deepEqual(await Promise.all(codes), [
      [2, 'bad-usage'],
      [2, 'not-found'],
      [2, 'no-such-ref'],
      [2, 'no-such-workflow'],
      [2, 'no-such-workflow'],
    ]);
    const go = folder.write('go.json', fileOf(ordered()).replaceAll('temporal-typescript', 'temporal-go'));
    const refused = await retrace('replay', go, '--code', source());
    assert.deepEqual([refused.code, refused.err.split(':')[0]], [2, 'code-not-supported']);
  });

  test('P77 a corpus: every history once, grouped by cause, with the few that show all', async () => {
    const ended = await retrace('check', at('histories'), '--code', source(), '--json');
    const lines = jsonLines(ended);
    assert.equal(ended.code, 1);
    assert.deepEqual(
      lines
        .slice(0, -1)
        .map(({ name, outcome, fails, report }) => [
          String(name).split('/').at(-1),
          outcome,
          (report as Fields | undefined)?.['verdict'],
          fails,
        ]),
      [
        ['broken.json', 'unread', undefined, false],
        ['open.json', 'replayed', 'nondeterminism', true],
        ['ordered.json', 'replayed', 'nondeterminism', true],
        ['other.json', 'noCode', undefined, false],
      ],
    );
    const { causes, smallest, failing } = (lines.at(-1) ?? {})['summary'] as {
      causes: readonly Fields[];
      smallest: readonly string[];
      failing: number;
    };
    assert.equal(failing, 2);
    assert.deepEqual(smallest, [at('histories/open.json')]);
    assert.deepEqual(
      causes.map(({ histories }) => histories),
      [[at('histories/open.json'), at('histories/ordered.json')]],
    );
  });

  test('P77 against another version only what is worse than there counts', async () => {
    const check = (against: string): Promise<Ended> =>
      retrace('check', at('histories'), '--code', source(), '--against', against);
    assert.equal((await check(source('@v1'))).code, 1);
    assert.equal((await check(source('@main'))).code, 0);
  });

  test('P78 P141 JUnit and SARIF say the same, and are what their schemas allow', async () => {
    const [junit, sarif] = [join(scratch, 'out.xml'), join(scratch, 'out.sarif')];
    await retrace('check', at('histories'), '--code', source(), '--junit', junit, '--sarif', sarif);
    const xml = readFileSync(junit, 'utf8');
    assert.match(xml, /<testsuite name="retrace check" tests="4" failures="2" errors="1" skipped="1" time="[\d.]+">/);
    assert.deepEqual(junitMistakes(xml), []);
    sarifShape.parse(JSON.parse(readFileSync(sarif, 'utf8')));
    const counts = ['<testcase ', '<failure ', '<error ', '<skipped '].map((tag) => xml.split(tag).length - 1);
    assert.deepEqual(counts, [4, 2, 1, 1]);
    const { version, runs } = JSON.parse(readFileSync(sarif, 'utf8')) as {
      version: string;
      runs: readonly {
        tool: { driver: { rules: readonly { id: string }[] } };
        results: readonly { ruleId: string; ruleIndex: number; level: string; locations: readonly Fields[] }[];
      }[];
    };
    const [{ tool, results } = { tool: { driver: { rules: [] } }, results: [] }] = runs;
    assert.equal(version, '2.1.0');
    assert.equal(results.length, 1);
    assert.deepEqual(
      [results[0]?.level, tool.driver.rules[results[0]?.ruleIndex ?? -1]?.id],
      ['error', 'nondeterminism'],
    );
    assert.match(
      JSON.stringify(results[0]?.locations),
      /code\/src\/workflows\.ts"},"region":{"startLine":8,"startColumn":9}/,
    );
  });

  test('P79 the first commit that breaks it, those that do not build passed over and named', async () => {
    const bisect = (...words: readonly string[]): Promise<Ended> =>
      retrace('bisect', history, '--repo', folder.path, '--entry', 'src', '--bad', 'main', ...words);
    const ended = await bisect('--good', 'v1', '--json');
    assert.equal(ended.err, '');
    const { commit, untold, report } = one(ended) as { commit: Fields; untold: readonly Fields[]; report: Fields };
    assert.equal(ended.code, 0);
    assert.equal(commit['subject'], 'a check before the charge');
    assert.deepEqual(
      untold.map(({ subject, why }) => [subject, /workflows\.ts:1: /.test(String(why))]),
      [['does not build', true]],
    );
    assert.deepEqual(report['source'], { file: source(), line: 8, column: 9 });
    const wrong = await bisect('--good', 'main~1');
    assert.deepEqual([wrong.code, wrong.err.split(':')[0]], [2, 'bad-usage']);
    assert.match(wrong.err, /main~1 is not good/);
  });
});
