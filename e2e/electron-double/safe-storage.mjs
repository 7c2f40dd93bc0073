// The system's keychain of Electron: encrypts for the time of the program, as a keyring that is unlocked does.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { record, strict } from './strict.mjs';

const key = randomBytes(32);

export const safeStorage = strict('safeStorage', {
  getSelectedStorageBackend: () => 'gnome_libsecret',
  isAsyncEncryptionAvailable: () => Promise.resolve(true),
  async encryptStringAsync(text) {
    if (typeof text !== 'string') throw new TypeError('electron double: a string is encrypted');
    record('safeStorage.encryptStringAsync');
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, iv);
    const bytes = Buffer.concat([cipher.update(text), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), bytes]);
  },
  async decryptStringAsync(bytes) {
    if (!Buffer.isBuffer(bytes)) throw new TypeError('electron double: a buffer is decrypted');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAuthTag(bytes.subarray(12, 28));
    const result = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString();
    return { shouldReEncrypt: false, result };
  },
});
