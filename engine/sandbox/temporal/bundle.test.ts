import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { version } from 'esbuild';
import { bundleCode } from './bundle.ts';
import { cachedBundle, cachedModules } from '../bundle-cache.ts';
import { findWorkflow } from '../find-workflow.ts';

const modules = join(import.meta.dirname, '../../../node_modules');

/** A project with these files, and with the workflow package unless it is left out. */
async function inProject(
  files: Readonly<Record<string, string>>,
  run: (folder: string) => Promise<void>,
  installed = true,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'retrace-bundle-'));
  try {
    if (installed) symlinkSync(modules, join(folder, 'node_modules'));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    await run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const workflow = `export async function order(): Promise<number> { return 1; }`;

test('P12 a module of Node is refused by name, with the file that imports it', () =>
  inProject(
    {
      'workflows.ts': `import { read } from './read';\nexport const order = read;`,
      'read.ts': `import fs from 'node:fs';\nexport const read = fs.readFileSync;`,
    },
    async (folder) => {
      await assert.rejects(bundleCode({ workflowsPath: join(folder, 'workflows.ts') }), (error: Error) => {
        assert.match(error.message, /'fs' in .*read\.ts\b/);
        return 'code' in error && error.code === 'refused-modules';
      });
      const ignoring = await bundleCode({ workflowsPath: join(folder, 'workflows.ts'), ignoreModules: ['fs'] });
      assert.ok(ignoring.code.length > 0);
    },
  ));

test('P12 so are subpaths of modules, and the packages of clients and activities', () =>
  inProject(
    {
      'workflows.ts': `import { setTimeout } from 'timers/promises';\nimport { Client } from '@temporalio/client';\nexport const order = [setTimeout, Client];`,
    },
    async (folder) => {
      await assert.rejects(
        bundleCode({ workflowsPath: join(folder, 'workflows.ts') }),
        /'timers\/promises'.*'@temporalio\/client'/,
      );
    },
  ));

test('P12 assert, url and util are what the SDK makes of them', () =>
  inProject(
    {
      'workflows.ts': `import assert from 'node:assert';\nimport { URL } from 'url';\nimport { TextEncoder } from 'util';\nexport const order = [assert, URL, TextEncoder];`,
    },
    async (folder) => {
      const { code, files } = await bundleCode({ workflowsPath: join(folder, 'workflows.ts') });
      assert.match(code, /globalThis\.assert/);
      assert.ok(files.includes(join(folder, 'workflows.ts')));
    },
  ));

test('P12 code that does not build says where', () =>
  inProject({ 'workflows.ts': `export const order = ;` }, async (folder) => {
    await assert.rejects(bundleCode({ workflowsPath: join(folder, 'workflows.ts') }), {
      code: 'code-does-not-build',
      message: /workflows\.ts:1:22: Unexpected ";"/,
    });
  }));

test('P12 where the workflow package is not installed it is said', () =>
  inProject(
    { 'workflows.ts': workflow },
    async (folder) => {
      await assert.rejects(bundleCode({ workflowsPath: join(folder, 'workflows.ts') }), { code: 'no-workflow-sdk' });
    },
    false,
  ));

test('P13 the module that defines a workflow is found, not one that passes it on', () =>
  inProject(
    {
      'src/workflows/index.ts': `export * from './order';\nexport { refund as payBack } from './refund';`,
      'src/workflows/order.ts': workflow,
      'src/workflows/refund.ts': `export const refund = async () => 1;`,
      'src/worker.ts': `import * as workflows from './workflows';\nconsole.log(workflows, 'order');`,
      'src/order.test.ts': `export async function order() {}`,
      'lib/old.js': `exports.shipment = async function () {};`,
    },
    async (folder) => {
      assert.deepEqual((await findWorkflow(folder, 'order')).modules, [join(folder, 'src/workflows/order.ts')]);
      assert.deepEqual((await findWorkflow(folder, 'payBack')).modules, [join(folder, 'src/workflows/index.ts')]);
      assert.deepEqual((await findWorkflow(folder, 'shipment')).modules, [join(folder, 'lib/old.js')]);
      await assert.rejects(findWorkflow(folder, 'invoice'), { code: 'no-such-workflow' });
    },
  ));

test('P13 where two modules define it both are found', () =>
  inProject({ 'v1/order.ts': workflow, 'v2/order.ts': workflow }, async (folder) => {
    assert.deepEqual((await findWorkflow(folder, 'order')).modules, [
      join(folder, 'v1/order.ts'),
      join(folder, 'v2/order.ts'),
    ]);
  }));

test('P14 another esbuild is another version of the bundles', () => {
  assert.equal(version, '0.28.2', 'raise VERSION of the bundles, then this');
});

test('P168 the modules of a folder that hold a workflow are kept until a file that was read is another, or there is one more', () =>
  inProject({ 'code/order.ts': `export * from '../shared/order';`, 'shared/order.ts': workflow }, async (folder) => {
    const cache = join(folder, 'cache');
    const found = (): Promise<readonly string[]> => cachedModules(cache, join(folder, 'code'), 'order');
    const [module = ''] = await found();
    assert.equal(module, join(folder, 'code/order.ts'));
    const [kept = ''] = readdirSync(cache);
    writeFileSync(join(cache, kept), readFileSync(join(cache, kept), 'utf8').replace(`["${module}"]`, '["kept"]'));
    assert.deepEqual(await found(), ['kept'], 'nothing is searched again');
    writeFileSync(join(folder, 'code/second.ts'), workflow);
    assert.deepEqual(await found(), [module, join(folder, 'code/second.ts')]);
    writeFileSync(join(folder, 'shared/order.ts'), 'export const another = 1;');
    assert.deepEqual(await found(), [join(folder, 'code/second.ts')]);
  }));

test('P14 a bundle is kept until a file of it is another', () =>
  inProject({ 'workflows.ts': workflow }, async (folder) => {
    const options = { workflowsPath: join(folder, 'workflows.ts') };
    const first = await cachedBundle(join(folder, 'cache'), 'temporal', options);
    const [kept = ''] = readdirSync(join(folder, 'cache'));
    const written = readFileSync(join(folder, 'cache', kept), 'utf8');
    writeFileSync(join(folder, 'cache', kept), written.replace(first.digest, 'kept'));
    assert.equal(
      (await cachedBundle(join(folder, 'cache'), 'temporal', options)).digest,
      'kept',
      'nothing is bundled again',
    );
    writeFileSync(join(folder, 'workflows.ts'), workflow.replace('1', '2'));
    const second = await cachedBundle(join(folder, 'cache'), 'temporal', options);
    assert.notEqual(second.digest, 'kept');
    assert.notEqual(second.digest, first.digest);
    writeFileSync(join(folder, 'cache', kept), 'damaged');
    assert.equal((await cachedBundle(join(folder, 'cache'), 'temporal', options)).digest, second.digest);
  }));

test('P185 ES modules are strict, and all is sloppy where a module is that is no ES module and does not say so', () =>
  inProject(
    {
      'workflows.ts': `import { strict } from './strict';\nexport async function order() { return strict; }`,
      'strict.js': `/* by its own word */\n'use strict';\nexports.strict = true;`,
      'mixed.ts': `import { sloppy } from './sloppy';\nexport async function order() { return sloppy; }`,
      'sloppy.js': `exports.sloppy = true;`,
    },
    async (folder) => {
      const isStrict = async (file: string): Promise<boolean> =>
        (await bundleCode({ workflowsPath: join(folder, file) })).code.startsWith("'use strict';");
      assert.equal(await isStrict('workflows.ts'), true);
      assert.equal(await isStrict('mixed.ts'), false);
    },
  ));
