import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { type Encryption, KeyFile } from './key-file.ts';

const shop = { address: 'cloud:7233', namespace: 'shop' };
const bank = { address: 'cloud:7233', namespace: 'bank' };

function pathIn(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'retrace-test-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'server-keys.json');
}

/** A system that turns texts around, and decrypts nothing of another. */
function system(change: Partial<Encryption> = {}): Encryption {
  const turned = (text: string): string => text.split('').toReversed().join('');
  return {
    getSelectedStorageBackend: () => 'gnome_libsecret',
    isAsyncEncryptionAvailable: async () => true,
    encryptStringAsync: async (text) => Buffer.from(`mine${turned(text)}`),
    decryptStringAsync: async (bytes) => {
      if (!bytes.toString().startsWith('mine')) throw new Error('another keyring');
      return { shouldReEncrypt: false, result: turned(bytes.toString().slice(4)) };
    },
    ...change,
  };
}

test('F72 a key is kept encrypted, by address and namespace, and taken away again', async (context) => {
  const path = pathIn(context);
  await new KeyFile(path, system()).keep(shop, 'sesame');
  const keys = new KeyFile(path, system());
  assert.deepEqual([await keys.kept(shop), await keys.kept(bank)], ['sesame', null]);
  assert.ok(!readFileSync(path).includes('sesame'));
  if (process.platform !== 'win32') assert.equal(statSync(path).mode & 0o077, 0, 'nobody else reads the file');
  await keys.keep(bank, 'other');
  await keys.keep(shop, null);
  assert.deepEqual([await keys.kept(shop), await keys.kept(bank)], [null, 'other']);
});

test('F72 where the system has no keychain of its own nothing is kept', async (context) => {
  const path = pathIn(context);
  const none = new KeyFile(path, system({ isAsyncEncryptionAvailable: async () => false }));
  await none.keep(shop, 'sesame');
  assert.deepEqual([await none.isThere(), await none.kept(shop)], [false, null]);
  const known = new KeyFile(path, system({ getSelectedStorageBackend: () => 'basic_text' }));
  assert.equal(await known.isThere(), process.platform !== 'linux');
  assert.throws(() => statSync(path));
});

test('F72 what another keyring encrypted, and a file that is none, keep no key', async (context) => {
  const path = pathIn(context);
  await new KeyFile(path, system({ encryptStringAsync: async (text) => Buffer.from(text) })).keep(shop, 'sesame');
  assert.equal(await new KeyFile(path, system()).kept(shop), null);
  for (const odd of ['', '{', 'null', '[7]', '{"[]":7}']) {
    writeFileSync(path, odd);
    assert.equal(await new KeyFile(path, system()).kept(shop), null);
  }
});
