// Encrypted values are read once a person names a codec server, by keys alone.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expectReadable } from './readable.ts';
import { expect, recorded, test } from './story.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

test('F64 the values of an encrypted run are shown in what its codec server says', async ({ retrace }) => {
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const { payloads } = JSON.parse(Buffer.concat(pieces).toString()) as { payloads: readonly unknown[] };
      const answer = { metadata: { encoding: base64('json/plain') }, data: base64('"from the vault"') };
      response.end(JSON.stringify({ payloads: payloads.map(() => answer) }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await retrace.drop(recorded('encrypted.http.json'));
  await retrace.press('Home');
  await expect(retrace.eventDetail).not.toContainText('from the vault');
  await retrace.command('Decode this run with a codec server…');
  const field = retrace.page.getByRole('textbox', { name: 'Address' });
  await expect(field).toBeFocused();
  await field.fill('http://127.0.0.1:1');
  await retrace.press('Enter');
  await expect(retrace.page.getByRole('alert')).toContainText('does not answer');
  await expectReadable(retrace, 'the dialog of the codec server');
  await field.fill(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await retrace.press('Enter');
  await expect(retrace.says(/Decoded \d+ payloads?/)).toBeVisible();
  await retrace.expectAt(1);
  await expect(retrace.eventDetail).toContainText('from the vault');
  server.close();
});
