import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { order } from '../../examples/order.ts';
import { retrace } from '../testing/command-line.ts';
import { scratchFolder } from '../testing/library.ts';
import { asLines } from '../testing/native-run.ts';
import { ranTo } from '../testing/native-replay.ts';
import { CodeFolder } from '../testing/replay/code-folder.ts';

const file = join(import.meta.dirname, '../../examples/order.ts');
const text = readFileSync(file, 'utf8');
const changed = text.replace("at = 'packing';", "await ctx.run(releaseStock, 'early');");

type Desk = { readonly folder: CodeFolder; readonly history: string; readonly commits: readonly string[] };

/**
 * A repository with the order workflow as recorded, a commit that changes nothing relevant, and one that breaks it; and
 * a recorded history.
 */
async function desk(context: TestContext): Promise<Desk> {
  const scratch = scratchFolder(context);
  const before = process.env['RETRACE_DATA'];
  process.env['RETRACE_DATA'] = join(scratch, 'data');
  context.after(() => {
    if (before === undefined) delete process.env['RETRACE_DATA'];
    else process.env['RETRACE_DATA'] = before;
  });
  const folder = new CodeFolder(join(scratch, 'code'));
  const commits = [text, `${text}\n// more\n`, changed].map((code, index) => {
    folder.write('order.ts', code);
    return folder.commit(`change ${index}`);
  });
  const lamp = { id: '7', items: ['lamp'], cents: 4900 };
  const events = await ranTo(file, (engine) => engine.run(order, lamp, { id: 'w' }));
  mkdirSync(join(scratch, 'histories'));
  const history = join(scratch, 'histories/order.jsonl');
  writeFileSync(history, asLines(events));
  return { folder, history, commits };
}

test('P73 P160 replay, check and locals take a native history and a file, a folder or a commit of its code', async (context) => {
  const { folder, history, commits } = await desk(context);
  const now = await retrace('replay', history, '--code', join(folder.path, 'order.ts'), '--json');
  const { verdict, causeKind, source } = JSON.parse(now.out) as Record<string, unknown> & {
    source: { line: number };
  };
  assert.deepEqual([now.code, verdict, causeKind], [1, 'nondeterminism', 'added']);
  assert.equal(changed.split('\n')[source.line - 1]?.trim(), "await ctx.run(releaseStock, 'early');");
  assert.equal((await retrace('replay', history, '--code', `${folder.path}@${commits[0]}`)).code, 0);
  const all = await retrace(
    'check',
    join(history, '..'),
    '--code',
    folder.path,
    '--against',
    `${folder.path}@${commits[1]}`,
  );
  assert.equal(all.code, 1);
  assert.match(all.out, /ctx\.version\('add-release-stock'\)/);
  const locals = await retrace('locals', history, '--code', file, '--at', '7');
  assert.match(locals.out, /reservation +"stock-7"/);
});

test('P79 P160 the commit that broke a native history is found', async (context) => {
  const { folder, history, commits } = await desk(context);
  const [good = '', , bad = ''] = commits;
  const found = await retrace(
    'bisect',
    history,
    '--repo',
    folder.path,
    '--entry',
    'order.ts',
    '--good',
    good,
    '--bad',
    bad,
    '--json',
  );
  assert.match(found.out, new RegExp(bad));
});
