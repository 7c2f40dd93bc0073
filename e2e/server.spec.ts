// Histories of a Temporal server, by keys: list, fetch, and an open run that grows. The server is none: it gives
// recorded answers.

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { recordedServer } from '../engine/testing/recorded-server.ts';
import { expectReadable } from './readable.ts';
import { expect, test } from './story.ts';

const folder = resolve(import.meta.dirname, '..', 'engine', 'testing', 'protobuf');
const history = (name: string): Buffer => readFileSync(join(folder, name));

test('F60 F61 F63 V316 runs of a server are listed and fetched; what happens in an open one appears', async ({
  retrace,
}) => {
  const ends: (() => void)[] = [];
  const server = await recordedServer({ after: (end) => ends.push(end) }, [
    {
      workflowId: 'account-1',
      runId: 'run-1',
      workflowType: 'account',
      status: 2,
      history: history('account-1__84f081b0.binpb'),
    },
    {
      workflowId: 'waits',
      runId: 'run-2',
      workflowType: 'pending',
      status: 1,
      history: history('pending-activities-open__3999bf99.binpb'),
    },
  ]);
  await retrace.press('Shift+O');
  const field = retrace.page.getByRole('textbox', { name: 'Address', exact: true });
  await expect(field).toBeFocused();
  await field.fill(server.address);
  await retrace.click(retrace.page.getByText('Certificates', { exact: true }));
  const certificate = retrace.page.getByRole('textbox', { name: 'Your certificate' });
  await certificate.fill('mine');
  await field.press('Enter');
  await expect(retrace.page.getByRole('alert')).toContainText('go together');
  await expectReadable(retrace, 'the certificates for a server');
  await certificate.fill('');
  await retrace.page.getByRole('textbox', { name: /^Which runs/ }).fill('nonsense');
  await retrace.press('Enter');
  await expect(retrace.page.getByRole('alert')).toContainText('invalid query');
  await retrace.page.getByRole('textbox', { name: /^Which runs/ }).fill('');
  await retrace.press('Enter');
  await expect(retrace.page.getByRole('checkbox', { name: /waits/ })).toBeChecked();
  await expectReadable(retrace, 'the runs of a server');
  await retrace.click(retrace.page.getByRole('checkbox', { name: 'All 2' }));
  await expect(retrace.page.getByRole('button', { name: 'Fetch 0 runs' })).toBeVisible();
  await retrace.click(retrace.page.getByRole('checkbox', { name: 'All 2' }));
  await retrace.click(retrace.page.getByRole('button', { name: 'Fetch 2 runs' }));
  await retrace.click(retrace.run('waits'));
  await expect(retrace.says(`Following 1 open run of ${server.address}`)).toBeVisible();
  server.grow('run-2', Buffer.from([10, 4, 8, 10, 24, 27]));
  await expect(retrace.header).toContainText('10 events');
  await expect(retrace.says(`Following 1 open run of ${server.address}`)).toHaveCount(0);
  for (const end of ends) end();
});
