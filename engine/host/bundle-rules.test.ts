import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Ended, type Fields, retrace } from '../testing/command-line.ts';
import { CodeFolder } from '../testing/replay/code-folder.ts';
import { RecordedRun } from '../testing/replay/recorded-run.ts';

const workflows = `
import { proxyActivities } from ${JSON.stringify('@temporalio/workflow')};
const { reserve, charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function order(item) {
  if (item.name === 'tea') await reserve(item);
  else await charge(item);
}
`;
/** Values lie in boxes. */
const boxes = (key: string): string => `
import { METADATA_ENCODING_KEY } from ${JSON.stringify('@temporalio/common')};
export const payloadConverter = {
  toPayload: (value) => ({
    metadata: { [METADATA_ENCODING_KEY]: new TextEncoder().encode('json/plain') },
    data: new TextEncoder().encode(JSON.stringify({ ${key}: value })),
  }),
  fromPayload: ({ data }) => JSON.parse(new TextDecoder().decode(data)).${key},
};
`;
const interceptors = `
import { proxyActivities } from ${JSON.stringify('@temporalio/workflow')};
const { audit } = proxyActivities({ startToCloseTimeout: '1 minute' });
export const interceptors = () => ({
  inbound: [{ async execute(input, next) { await audit({ name: 'all' }); return await next(input); } }],
});
`;

describe('what a worker is told of its bundle', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'retrace-rules-'));
  const dataBefore = process.env['RETRACE_DATA'];
  let folder: CodeFolder;
  let code = '';

  before(() => {
    process.env['RETRACE_DATA'] = join(scratch, 'data');
    folder = new CodeFolder(join(scratch, 'code'));
    code = folder.write('workflows.js', workflows);
  });
  after(() => {
    if (dataBefore === undefined) delete process.env['RETRACE_DATA'];
    else process.env['RETRACE_DATA'] = dataBefore;
    rmSync(scratch, { recursive: true });
  });

  function historyOf(run: RecordedRun): string {
    const file = join(scratch, 'history.json');
    writeFileSync(file, JSON.stringify({ events: run.events }));
    return file;
  }
  const replay = (run: RecordedRun, ...words: readonly string[]): Promise<Ended> =>
    retrace('replay', historyOf(run), '--code', code, '--json', ...words);
  const verdictOf = ({ out }: Ended): unknown => (JSON.parse(out) as Fields)['verdict'];
  const boxed = { box: { name: 'tea' } };

  test('P146 values are read and written by the payload converter', async () => {
    const converter = folder.write('converter.js', boxes('box'));
    const run = new RecordedRun('order', boxed).task();
    run.schedule('reserve', boxed);
    assert.equal(verdictOf(await replay(run)), 'nondeterminism', 'without it another activity is chosen');
    const given = await replay(run, '--payload-converter', converter);
    assert.equal(verdictOf(given), 'blocked', given.err);
    folder.write('converter.js', boxes('other'));
    assert.notEqual(verdictOf(await replay(run, '--payload-converter', converter)), 'blocked', 'it is another bundle');
  });

  test('P146 interceptors run around the workflow', async () => {
    const module = folder.write('interceptors.js', interceptors);
    const run = new RecordedRun('order', { name: 'tea' }).task().activity('audit', { name: 'all' }, 'seen');
    run.schedule('reserve', { name: 'tea' });
    assert.equal(verdictOf(await replay(run)), 'nondeterminism');
    const given = await replay(run, '--interceptors', module);
    assert.equal(verdictOf(given), 'blocked', given.err);
  });

  test('P146 a module that is not there is said, and one that is ignored is not refused', async () => {
    const run = new RecordedRun('order', { name: 'tea' }).task();
    const missing = await replay(run, '--payload-converter', join(scratch, 'none.js'));
    assert.deepEqual([missing.code, /^not-found: .*none\.js/.test(missing.err)], [2, true]);
    folder.write(
      'workflows.js',
      `import fs from 'node:fs';\n${workflows}export const unused = () => fs.statSync('.');\n`,
    );
    run.schedule('reserve', { name: 'tea' });
    const refused = await replay(run);
    assert.match(refused.err, /^refused-modules: /);
    const given = await replay(run, '--ignore-module', 'fs');
    assert.equal(verdictOf(given), 'blocked', given.err);
    folder.write('workflows.js', workflows);
  });
});
