import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { RetraceError } from '../model/errors.ts';
import { scratchFolder } from '../testing/library.ts';
import { FileCode } from './file-code.ts';
import { testEngine } from './test-engine.ts';

test('N70 files that leave out extensions, or are more than types, are activities as they are workflows', async (context) => {
  const folder = scratchFolder(context);
  mkdirSync(join(folder, 'kinds'));
  writeFileSync(join(folder, 'kinds/index.ts'), `export enum Kind { Small = 'small' }`);
  writeFileSync(
    join(folder, 'acts.ts'),
    `import { activity } from 'retrace'; export const twice = activity('twice', async (n: number) => n * 2);`,
  );
  const file = join(folder, 'workflow.ts');
  writeFileSync(
    file,
    `import { activity } from 'retrace'; import { twice } from './acts'; import { Kind } from './kinds/index.js';
     enum Colour { Red = 1, Blue }
     export const paint = activity('paint', async (colour: Colour) => Colour[colour]);
     export async function main(ctx: any) { return [await ctx.run(paint, Colour.Blue), await ctx.run(twice, 4), Kind.Small]; }`,
  );
  const engine = await testEngine({ files: [file] });
  context.after(() => engine.close());
  assert.deepEqual(await engine.run('main', null), ['Blue', 8, 'small']);
});

test('N70 a file that throws as it is loaded is refused with its words and the place; a class is no workflow', async (context) => {
  const folder = scratchFolder(context);
  for (const [name, code, words] of [
    ['throws.ts', `\nthrow new Error('at load');`, /throws\.ts cannot be loaded: at load \(.*throws\.ts:2:7\)$/],
    ['nothing.ts', `throw undefined;`, /nothing\.ts cannot be loaded: undefined$/],
    ['text.txt', 'hello', /text\.txt cannot be loaded: Unknown file extension/],
  ] as const) {
    writeFileSync(join(folder, name), code);
    const load = FileCode.load([join(folder, name)]);
    await assert.rejects(
      load,
      (error) => error instanceof RetraceError && error.code === 'code-does-not-load' && words.test(error.message),
    );
  }
  writeFileSync(join(folder, 'class.ts'), `export class Order {}; export const order = async () => 1;`);
  assert.deepEqual((await FileCode.load([join(folder, 'class.ts')])).types, ['order']);
});
