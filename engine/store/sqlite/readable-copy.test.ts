import assert from 'node:assert/strict';
import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { RetraceError } from '../../model/errors.ts';
import { asNobody } from '../../testing/as-nobody.ts';
import { scratchFolder } from '../../testing/library.ts';
import { openSqliteLog } from './sqlite-log.ts';

const event = { seq: 1, type: 'custom', atMs: null, payload: new Uint8Array([1]) };

test('L47 a database in a folder that may not be written is read as it is; what would write is refused, and nothing is left beside it', async (context) => {
  const folder = scratchFolder(context);
  const path = join(folder, 'log.db');
  const written = openSqliteLog(path);
  await written.append('r', [event]);
  await written.close();
  chmodSync(path, 0o444);
  chmodSync(folder, 0o555);
  await asNobody(context, async () => {
    const log = openSqliteLog(path);
    assert.deepEqual([await log.streamLen('r'), (await log.verify('r')).bad], [1, null]);
    await assert.rejects(
      log.append('r', [{ ...event, seq: 2 }]),
      (error) => error instanceof RetraceError && error.code === 'database-read-only',
    );
    await log.close();
  });
  chmodSync(folder, 0o755);
  assert.deepEqual(readdirSync(folder), ['log.db']);
});
