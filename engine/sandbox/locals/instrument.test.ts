import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import vm from 'node:vm';
import { transformSync } from 'esbuild';
import { must } from '../../model/assert.ts';
import { type Call, previewText } from '../../model/replay/locals.ts';
import { instrument } from './instrument.ts';
import { marksGlobal, RunningCalls } from './running-calls.ts';
import type { Site } from './site.ts';

const source = readFileSync(join(import.meta.dirname, '../../testing/replay/every-await.txt'), 'utf8');

/** Records the state at every suspension. */
class Noting extends RunningCalls {
  readonly noted: { readonly site: number; readonly call: Call; readonly caller: string | undefined }[] = [];
  readonly marks: { extraTurn: boolean } = { extraTurn: false };

  override at<T>(...[call, site, value, reader]: Parameters<RunningCalls['at']>): T {
    super.at(call, site, value, reader);
    const { calls, fibers } = this.look();
    const own = calls.findIndex(({ id }) => id === call.id);
    const stack = must(fibers.find((fiber) => fiber.stack.includes(own))).stack;
    const caller = calls[stack[stack.indexOf(own) + 1] ?? -1]?.at.name;
    this.noted.push({ site, call: must(calls[own]), caller });
    const isAwait = this.marks.extraTurn && calls[own]?.kind === 'await';
    return (isAwait ? Promise.resolve(value).then((same) => same) : value) as T;
  }
}

type Ran = { readonly result: string; readonly log: readonly string[] };

/** Each line of the log with the number of microtask turns before it. */
async function run(code: string, calls?: RunningCalls): Promise<Ran> {
  const options = { loader: 'ts', format: 'iife', globalName: 'program', target: 'es2023' } as const;
  const context = vm.createContext({ ...(calls && { [marksGlobal]: calls }) });
  vm.runInContext(transformSync(code, options).code, context);
  const metronome = `
    let beats = 0, stopped = false;
    (async () => { while (!stopped) { await 0; beats++; } })();
    const push = program.log.push;
    program.log.push = (line) => push.call(program.log, beats + ': ' + line);
    program.default({ q: 1 }).then((made) => { return JSON.stringify([made, beats]); }).finally(() => { stopped = true; });`;
  const result = (await vm.runInContext(metronome, context)) as string;
  return { result, log: [...(vm.runInContext('program.log', context) as readonly string[])] };
}

function instrumented(code: string): { code: string; sites: readonly Site[] } {
  const sites: Site[] = [];
  return { code: must(instrument(code, 'every-await.ts', sites)), sites };
}

const words = (text: string): string => text.replaceAll(' ', '');
/** Variables without the module's. */
const shown = ({ variables }: Call): string[] =>
  variables
    .filter(({ scope }) => scope !== 'module')
    .map(({ name, value }) => words(`${name}=${previewText(value)}`))
    .toSorted();

suite('instrumented code', () => {
  const copy = instrumented(source);

  test('P90 what is in scope at every await, and its value, is what the program says', async () => {
    const calls = new Noting(copy.sites);
    await run(copy.code, calls);
    const stops = calls.noted.filter(({ site }) => copy.sites[site]?.kind !== 'return');
    // Several awaits of a line are reported in source order.
    const inOrder = stops.toSorted((a, b) => must(copy.sites[a.site]).column - must(copy.sites[b.site]).column);
    let compared = 0;
    source.split('\n').forEach((line, index) => {
      const said = /\/\/=(.*)$/.exec(line)?.[1]?.trim() ?? '';
      const expected =
        said === ''
          ? []
          : said.split(' | ').map((stop) =>
              stop
                .split(/ (?=[\w#]+=)/)
                .map(words)
                .toSorted(),
            );
      const found = inOrder.filter(({ call }) => call.at.line === index + 1).map(({ call }) => shown(call));
      assert.deepEqual(found, expected, `line ${index + 1}: ${line}`);
      compared += found.length;
    });
    assert.equal(compared, 36);
  });

  test('P91 the copy does the same in as many turns of the queue', async () => {
    const plain = await run(source);
    assert.deepEqual(await run(copy.code, new RunningCalls(copy.sites)), plain);
    const slower = new Noting(copy.sites);
    slower.marks.extraTurn = true;
    assert.notDeepEqual(await run(copy.code, slower), plain, 'one turn more is noticed');
  });

  test('P92 a call knows who called it, and is gone when it has ended', async () => {
    const calls = new Noting(copy.sites);
    await run(copy.code, calls);
    const pairs = new Set(calls.noted.map(({ call, caller }) => `${call.at.name} < ${caller}`));
    for (const pair of ['leaf < main', 'loop < main', 'm < main', 'gen < useGen', 'main < undefined'])
      assert.ok(pairs.has(pair), `${pair} in ${[...pairs].join(', ')}`);
    assert.deepEqual(calls.look().calls, []);
  });

  test('P91 what cannot be instrumented is left as it is', () => {
    assert.ok(copy.sites.some(({ name, isSkipped }) => name === 'dup' && isSkipped === true));
    assert.equal(instrument('export const one = 1;\n', 'plain.ts', []), 'export const one = 1;\n');
    assert.equal(instrument('export async function (', 'broken.ts', []), undefined);
  });

  const forms: Readonly<Record<string, string>> = {
    'a script with a directive': `'use strict'\nmodule.exports = async function () { 'use strict'; await 1 }`,
    'a hashbang': `#!/usr/bin/env node\nexport async function f() { await 1 }`,
    'no semicolons': `export async function f(a: number) {\n  let b = a\n  await b\n  for await (const c of [b]) await c\n  return b\n}`,
    'loops without blocks': `export const f = (n: number) => { for (;;) if (n--) continue; else break; do n++; while (n < 3)\n while (n--); return n; };`,
    'an arrow function that gives an object': `export const f = async <T,>(a: T) => ({ a: await a });`,
    'a generator that gives several': `export async function* f() { yield; yield* [1]; return await 1, 2; }`,
    labels: `export async function f() { a: b: for await (const x of []) { for (const y of [x]) { if (y) continue b; else break a; } } }`,
    types: `export abstract class A { abstract m(): Promise<void>; declare x: number; constructor(private readonly y = 1) {} async n(this: A): Promise<number> { return (await this.y)!; } }\nexport declare const z: number; export type T = typeof z;`,
  };
  for (const [name, code] of Object.entries(forms))
    test(`P91 a copy is well formed, on as many lines: ${name}`, () => {
      const file = code.includes('module.exports') ? 'form.cjs' : 'form.ts';
      const made = must(instrument(code, file, []));
      assert.notEqual(made, code);
      assert.equal(made.split('\n').length, code.split('\n').length);
      transformSync(made, { loader: 'ts', target: 'es2023' });
    });
});
