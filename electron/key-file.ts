// API keys of servers in a file beside the window's state, encrypted by the system's keychain: only this person's
// programs on this machine can read them.

import type { SafeStorage } from 'electron';
import { readFileSync, writeFileSync } from 'node:fs';
import type { KeyOwner } from '../engine/model/server.ts';

export type Encryption = Pick<
  SafeStorage,
  'getSelectedStorageBackend' | 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync'
>;

export class KeyFile {
  readonly #path: string;
  readonly #system: Encryption;

  constructor(path: string, system: Encryption) {
    this.#path = path;
    this.#system = system;
  }

  /** Without a keyring Electron on Linux encrypts with a key that everybody knows. */
  async isThere(): Promise<boolean> {
    const isKnownToAll = process.platform === 'linux' && this.#system.getSelectedStorageBackend() === 'basic_text';
    return !isKnownToAll && (await this.#system.isAsyncEncryptionAvailable());
  }

  /** null for none, and for one that the system no longer decrypts. */
  async kept(owner: KeyOwner): Promise<string | null> {
    const encrypted = this.#read()[nameOf(owner)];
    if (typeof encrypted !== 'string' || !(await this.isThere())) return null;
    try {
      return (await this.#system.decryptStringAsync(Buffer.from(encrypted, 'base64'))).result;
    } catch {
      return null;
    }
  }

  async keep(owner: KeyOwner, apiKey: string | null): Promise<null> {
    const { [nameOf(owner)]: _, ...others } = this.#read();
    if (apiKey === null) this.#write(others);
    else if (await this.isThere())
      this.#write({ ...others, [nameOf(owner)]: (await this.#system.encryptStringAsync(apiKey)).toString('base64') });
    return null;
  }

  #read(): Readonly<Record<string, unknown>> {
    try {
      const read: unknown = JSON.parse(readFileSync(this.#path, 'utf8'));
      return typeof read === 'object' && read !== null ? { ...read } : {};
    } catch {
      return {};
    }
  }

  /** Errors are ignored: the key is then asked for again. */
  #write(keys: Readonly<Record<string, unknown>>): void {
    try {
      writeFileSync(this.#path, `${JSON.stringify(keys)}\n`, { mode: 0o600 });
    } catch (error) {
      console.error(error);
    }
  }
}

function nameOf({ address, namespace }: KeyOwner): string {
  return JSON.stringify([address, namespace]);
}
