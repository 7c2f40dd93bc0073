import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import vm from 'node:vm';
import { bundleCode } from './bundle.ts';
import type { Realm } from './realm.ts';
import { WorkflowScript } from './workflow-script.ts';

/** What code leaves behind, and an expression that is true where it is found. */
const traces: readonly (readonly [what: string, leave: string, isFound: string])[] = [
  ['a variable of a module', 'workflows.count++', 'workflows.count > 0'],
  ['a variable of a module of a module', 'workflows.list.push(1)', 'workflows.list.length > 0'],
  ['a global', 'globalThis.left = 1', '"left" in globalThis'],
  ['a global by number', 'globalThis[7] = 1', '7 in globalThis'],
  ['a global by symbol', 'globalThis[Symbol.for("left")] = 1', 'Symbol.for("left") in globalThis'],
  ['an undeclared variable', 'left2 = 1', 'typeof left2 !== "undefined"'],
  ['another JSON', 'globalThis.JSON = {}', 'JSON.stringify === undefined'],
  ['another Date', 'Date.now = () => 7; Date.left = 1', 'Date.left === 1'],
  ['another Math.random', 'Math.random = () => 7', 'Math.random.toString().includes("7")'],
  ['a name in Math', 'Math.left = 1', '"left" in Math'],
  ['a deleted global', 'delete globalThis.Map', 'typeof Map === "undefined"'],
  ['another console', 'console.log = 1', 'console.log === 1'],
  ['a method of arrays', 'Array.prototype.left = 1', '"left" in []'],
  ['a property of all objects', 'Object.prototype.left = 1', '"left" in {}'],
  ['a setter of all objects', 'Object.defineProperty(Object.prototype, "left", { get: () => 1 })', '({}).left === 1'],
  ['another method of promises', 'Promise.prototype.then = null', 'Promise.prototype.then === null'],
  ['another prototype', 'Object.setPrototypeOf(Map.prototype, Set.prototype)', 'new Map() instanceof Set'],
  ['frozen arrays', 'Object.freeze(Array.prototype)', 'Object.isFrozen(Array.prototype)'],
  [
    'an attribute',
    'Object.defineProperty(Array.prototype, "map", { enumerable: true })',
    'Object.keys(Array.prototype).length > 0',
  ],
  ['a method of generators', '(function* () {})().__proto__.__proto__.left = 1', '"left" in (function* () {})()'],
  ['a method of iterators', '[].values().__proto__.left = 1', '"left" in [].values()'],
  ['a limit of stacks', 'Error.stackTraceLimit = 1', 'Error.stackTraceLimit === 1'],
  ['a last match', '/left/.test("left")', 'RegExp.lastMatch === "left"'],
  ['a method of addresses', 'URL.prototype.left = 1', '"left" in URL.prototype'],
  ['a method of asserts', 'assert.left = 1', '"left" in assert'],
  ['a method of storages', 'AsyncLocalStorage.prototype.left = 1', '"left" in AsyncLocalStorage.prototype'],
  [
    "a method of the SDK's failures",
    'sdk.ApplicationFailure.prototype.left = 1',
    'sdk.ApplicationFailure.nonRetryable("x").left',
  ],
  ["an export of the SDK's", 'sdk.left = 1', '"left" in sdk'],
  ["a static of the SDK's", 'sdk.CancellationScope.left = 1', '"left" in sdk.CancellationScope'],
  ['a property of a method', '[].map.left = 1', '"left" in [].map'],
  ['a job that waits', 'Promise.resolve().then(() => (globalThis.left3 = 1))', '"left3" in globalThis'],
  ["an entry of the SDK's", '__TEMPORAL__.left = 1', '"left" in __TEMPORAL__'],
];

const workflows = [
  "import * as sdk from '@temporalio/workflow';",
  "import { list } from './list';",
  'export let count = 0;',
  'export { list, sdk };',
  'export const more = () => count++;',
].join('\n');

suite('realm', () => {
  const folder = mkdtempSync(join(tmpdir(), 'retrace-realm-'));
  let kernel = '';
  let code = '';
  before(async () => {
    symlinkSync(join(import.meta.dirname, '../../../node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'workflows.js'), workflows);
    writeFileSync(join(folder, 'list.js'), 'export const list = [];');
    ({ code, kernel = '' } = await bundleCode({ workflowsPath: join(folder, 'workflows.js') }));
  });
  after(() => rmSync(folder, { recursive: true }));

  const scriptOf = (more = ''): WorkflowScript =>
    new WorkflowScript({ kernel, code: code + more, filename: 'code.js' });

  /** Evaluates as a workflow would: with its own module and the SDK's in scope. */
  function evaluate({ context }: Realm, expression: string): unknown {
    const text = expression.replace('workflows.count++', 'workflows.more()');
    return vm.runInContext(
      `(({ workflows, sdk }) => { return (${/^(delete|left2)|;/.test(text) ? `(() => { ${text} })()` : text}) })(
        globalThis.given ??= { workflows: __TEMPORAL__.importWorkflows(), sdk: __TEMPORAL__.modules.find((one) => one.proxyActivities && one.ApplicationFailure) })`,
      context,
    );
  }

  test('P167 a run finds nothing that another one left: in a module, on a global, on a prototype, in the SDK', async () => {
    let script = scriptOf();
    let lent: Realm | undefined;
    for (const [what, leave, isFound] of traces) {
      const realm = await script.lend();
      if (lent !== undefined && realm !== lent) script = scriptOf();
      realm.begin(script.code, () => undefined);
      assert.ok(!evaluate(realm, isFound), `${what} was found before`);
      try {
        evaluate(realm, leave);
      } catch (error) {
        assert.equal((error as Error).name, 'TypeError', what);
      }
      script.giveBack(realm);
      const next = await script.lend();
      next.begin(script.code, () => undefined);
      assert.ok(!evaluate(next, isFound), what);
      script.giveBack(next);
      lent = next;
    }
  });

  test('P167 what a run leaves is found by itself', async () => {
    for (const [what, leave, isFound] of traces) {
      if (/ of the SDK's|export of|property of a method|static of|limit of stacks/.test(what)) continue;
      const script = scriptOf();
      const realm = await script.lend();
      realm.begin(script.code, () => undefined);
      evaluate(realm, leave);
      assert.ok(evaluate(realm, isFound), what);
      realm.end();
    }
  });

  test('P180 functions of the language and of the SDK cannot be written to, prototypes can', async () => {
    const realm = await scriptOf().lend();
    realm.begin(scriptOf().code, () => undefined);
    const isFrozen = (name: string): unknown => evaluate(realm, `Object.isFrozen(${name})`);
    for (const name of ['Array', 'Error', 'Promise.all', '[].map', 'sdk.CancellationScope', 'sdk.ApplicationFailure'])
      assert.equal(isFrozen(name), true, name);
    for (const name of ['Array.prototype', 'Error.prototype', 'globalThis', 'sdk.ApplicationFailure.prototype', 'Date'])
      assert.equal(isFrozen(name), false, name);
  });

  test('P167 the context is used again, but not after what cannot be put back, nor by code that goes on in the background', async () => {
    const isUsedAgain = async (script: WorkflowScript, leave: string): Promise<boolean> => {
      const realm = await script.lend();
      realm.begin(script.code, () => undefined);
      evaluate(realm, leave);
      script.giveBack(realm);
      return (await script.lend()) === realm;
    };
    assert.ok(await isUsedAgain(scriptOf(), 'globalThis.left = 1'));
    assert.ok(!(await isUsedAgain(scriptOf(), 'Object.freeze(Array.prototype)')));
    assert.ok(!(await isUsedAgain(scriptOf('\n;[].map(WebAssembly.compile);'), '0')));
  });
});
