import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { scratchFolder } from '../testing/library.ts';
import { workflowFile } from '../testing/native-engine.ts';
import { openEngine } from './open-engine.ts';

test('N41 N60 an engine is opened by a program of its own, with a codec too, and another goes on with its runs', async (context) => {
  const file = workflowFile(
    context,
    `export const twice = activity('twice', async (n: number) => n * 2);
     export async function main(ctx: any, n: number) { return (await ctx.run(twice, n)) + (await ctx.signal(signal<number>('go')).receive()); }`,
  );
  const turned = (text: string): string => text.split('').toReversed().join('');
  const options = {
    files: [file],
    db: join(scratchFolder(context), 'runs.db'),
    codec: { name: 'turned', encode: turned, decode: turned },
  };
  const first = await openEngine(options);
  await first.client.start<number, number>('main', 20, { id: 'w' });
  await first.close();
  const next = await openEngine(options);
  await next.client.signal('w', 'go', 2);
  assert.equal(await next.client.handle(await next.client.find('w')).result(), 42);
  await next.close();
});
