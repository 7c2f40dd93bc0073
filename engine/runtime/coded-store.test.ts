import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv } from 'node:crypto';
import test from 'node:test';
import type { Codec } from '../author/codec.ts';
import { engineOf } from '../testing/native-engine.ts';

function aes(byte: number): Codec {
  const key = Buffer.alloc(32, byte);
  const iv = Buffer.alloc(16);
  const through = (cipher: { update(from: Buffer): Buffer; final(): Buffer }, from: Buffer): Buffer =>
    Buffer.concat([cipher.update(from), cipher.final()]);
  return {
    name: 'aes',
    encode: (json) => through(createCipheriv('aes-256-cbc', key, iv), Buffer.from(json)).toString('base64'),
    decode: (text) => through(createDecipheriv('aes-256-cbc', key, iv), Buffer.from(text, 'base64')).toString(),
  };
}

const code = `export const spell = activity('spell', async (word: string, ctx: any) => {
    if (ctx.attempt === 1) { ctx.heartbeat({ at: 'secret place' }); await 0; throw new Error('busy'); } return word + ctx.lastHeartbeat.at; }, { retry: {} });
  export async function item(ctx: any, of: string) { return of + '!'; }
  export async function main(ctx: any, given: { secret: string }) {
    const side = ctx.sideEffect(() => 'secret side');
    const signalled = await ctx.signal(signal<any>('go')).receive();
    const spelt = await ctx.run(spell, given.secret);
    return [side, signalled, spelt, await ctx.child(item, 'secret child')];
  }`;

test('N60 with a codec no value is stored plain, and code, clients and children see it plain', async (context) => {
  const engine = await engineOf(context, code, { codec: aes(1) });
  const run = await engine.start('main', { secret: 'secret input' }, { id: 'w' });
  await engine.client.signal('w', 'go', 'secret signal');
  await engine.client.signal('nobody', 'go', 'secret letter').catch(() => undefined);
  assert.deepEqual(await engine.result(run), [
    'secret side',
    'secret signal',
    'secret inputsecret place',
    'secret child!',
  ]);
  const rows = await engine.client.list();
  const stored = await Promise.all(rows.map(async (row) => await engine.store.log.read(row.run, 1, Infinity)));
  const text = stored.flat().map(({ payload }) => Buffer.from(payload).toString());
  assert.equal(rows.length, 2);
  assert.deepEqual(
    text.filter((event) => event.includes('secret')),
    [],
  );
  assert.ok(text.filter((event) => event.includes('"$codec":"aes"')).length >= 8);
  const letters = await engine.store.transact(({ register }) => register.deadLetters(9));
  assert.ok(letters.length === 1 && !letters[0]?.input?.includes('secret'));
  assert.equal((await engine.client.deadLetters())[0]?.input, '"secret letter"');
});

test('N60 what a codec does not read quarantines the run, and hurts no other', async (context) => {
  let codec = aes(1);
  const changing: Codec = { name: 'aes', encode: (json) => codec.encode(json), decode: (text) => codec.decode(text) };
  const engine = await engineOf(context, code, { codec: changing });
  await engine.start('main', { secret: 'a' }, { id: 'w' });
  codec = aes(2);
  await engine.client.signal('w', 'go', 'now');
  codec = aes(1);
  await engine.settle();
  assert.match(String((await engine.client.find('w')).quarantined), /codec: The codec aes does not read a value/);
  assert.equal(await engine.run('item', 'b', { id: 'other' }), 'b!');
});
