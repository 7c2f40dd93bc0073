// The desktop program: what its page must not do, and how files and commands reach it.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { recordedServer } from '../engine/testing/recorded-server.ts';
import { type App, atRest, expect, inHash, shownRun, test } from './fixtures.ts';
import { writeOrder } from './order-histories.ts';
import { writeSmallHistory } from './small-history.ts';

test('the page is sandboxed, and gets a port and paths and nothing else', async ({ page, app, host }) => {
  const seen = await page.evaluate(() => ({
    bridge: Object.keys(window.retrace ?? {}).sort(),
    node: ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in window),
  }));
  expect(seen).toEqual({ bridge: ['pathOf', 'requestPort'], node: [] });
  if (host === 'electron') return; // The double does not reveal its options; the tests above check their effect.
  const preferences = {
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
  };
  expect(await windowOptions(desktop(app))).toMatchObject([{ webPreferences: preferences }]);
});

test('the page cannot leave', async ({ page }) => {
  const before = page.url();
  for (const url of ['https://example.com/', 'file:///etc/passwd', 'data:text/html,x']) {
    await page.evaluate((target) => void (location.href = target), url).catch(() => {});
    await page.waitForTimeout(100);
    expect(page.url().replace(/#.*/, '')).toBe(before.replace(/#.*/, ''));
  }
});

test('the page opens no window; an https link goes to the browser', async ({ page, app }) => {
  const electron = desktop(app);
  const asked = await watchBrowser(electron);
  for (const url of ['https://example.com/a', 'http://example.com/b', 'file:///etc/passwd', 'javascript:1']) {
    await page.evaluate((target) => void window.open(target), url);
  }
  await expect.poll(asked).toEqual(['https://example.com/a']);
  expect(await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test('the page is granted nothing but copying', async ({ page, app, host }) => {
  test.skip(host === 'electron', 'asks the handlers as only the double can');
  await expect(page).toHaveTitle(/Retrace/);
  const granted = await grants(desktop(app), [
    'geolocation',
    'media',
    'notifications',
    'clipboard-read',
    'usb',
    'clipboard-sanitized-write',
  ]);
  expect(granted).toEqual(['clipboard-sanitized-write']);
});

test('a file opened by a second start is imported and shown', async ({ page, app, scratch }) => {
  const { file, runId } = writeSmallHistory(scratch);
  await openFromOutside(app, file);
  await expect.poll(() => shownRun(page)).toBe(runId);
  expect(await recentDocuments(desktop(app))).toContain(file);
});

test('a broken file opened from outside says so; a bundle opens as its comparison', async ({ page, app, scratch }) => {
  const letter = join(scratch, 'letter.json');
  writeFileSync(letter, 'Dear Ann,\nyour order');
  await openFromOutside(app, letter);
  await expect(page.getByRole('region', { name: 'Imports' })).toContainText('not-json');

  const bundle = join(scratch, 'orders.retrace');
  const words = ['bundle', writeOrder(scratch, 'good'), writeOrder(scratch, 'declined'), '--compare', '-o', bundle];
  execFileSync(process.execPath, [
    join(import.meta.dirname, '../dist/cli/cli.js'),
    ...words,
    '--db',
    join(scratch, 'other.db'),
  ]);
  await openFromOutside(app, bundle);
  await expect(page.getByText('order-declined').first()).toBeVisible();
  await expect.poll(() => inHash(page, 'compare')).not.toBeNull();
});

test('the engine has a process of its own: when that ends by itself, the page says so, connects anew and goes on', async ({
  page,
  app,
  scratch,
}) => {
  const { file, runId } = writeSmallHistory(scratch);
  await openFromOutside(app, file);
  await expect.poll(() => shownRun(page)).toBe(runId);
  await atRest(page);
  const killed = await enginePid(app);
  process.kill(killed, 'SIGKILL');
  await expect.poll(() => enginePid(app)).not.toBe(killed);
  const other = writeSmallHistory(scratch, 'other');
  await openFromOutside(app, other.file);
  await expect.poll(() => shownRun(page), { timeout: 20_000 }).toBe(other.runId);
  await expect(page.getByRole('alert').filter({ hasText: 'The engine went away' })).toBeHidden();
});

test('an item of the menu asks the page for its command', async ({ page, app, scratch }) => {
  const { file, runId } = writeSmallHistory(scratch);
  await desktop(app).evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
  }, file);
  await chooseInMenu(desktop(app), 'open');
  await expect.poll(() => shownRun(page)).toBe(runId);
  // The address names a run as soon as it is requested; commands on the run work once it is open.
  await atRest(page);
  await chooseInMenu(desktop(app), 'view-events');
  await expect.poll(() => inHash(page, 'view')).toBe('events');
  await chooseInMenu(desktop(app), 'view-timeline');
  await expect.poll(() => inHash(page, 'view')).toBe('timeline');
});

test('a closed dialog opens nothing', async ({ page, app, complaints }) => {
  await desktop(app).evaluate(({ dialog }) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: true, filePaths: [] });
  });
  await chooseInMenu(desktop(app), 'open');
  await atRest(page);
  expect([shownRun(page), complaints]).toEqual([null, []]);
});

test('F72 an API key that the keychain keeps is used after the page was loaded anew', async ({
  page,
  library,
  host,
}) => {
  test.skip(host === 'electron', 'a system of its own may have no keyring');
  const ends: (() => void)[] = [];
  const pem = readFileSync(join(import.meta.dirname, '..', 'engine', 'testing', 'localhost.pem'));
  const history = readFileSync(
    join(import.meta.dirname, '..', 'engine', 'testing', 'protobuf', 'account-1__84f081b0.binpb'),
  );
  const run = { workflowId: 'account-1', runId: 'run-1', workflowType: 'account', status: 2, history };
  const server = await recordedServer({ after: (end) => ends.push(end) }, [run], { apiKey: 'sesame', pem });
  const key = page.getByLabel(/^API key/);
  const open = async (): Promise<void> => {
    await page.keyboard.press('Shift+O');
    await page.getByRole('textbox', { name: 'Address', exact: true }).fill(server.address);
    await page.getByText('Certificates', { exact: true }).click();
    await page.getByRole('textbox', { name: 'Who signed' }).fill(pem.toString());
  };
  await open();
  await key.fill('sesame');
  await page.getByRole('checkbox', { name: 'Keep in keychain' }).check();
  await key.press('Enter');
  await expect(page.getByRole('checkbox', { name: /account-1/ })).toBeChecked();
  await expect(key).toHaveAttribute('placeholder', 'that of the keychain');
  await page.reload();
  await atRest(page);
  await open();
  await expect(page.getByRole('checkbox', { name: 'Keep in keychain' })).toBeChecked();
  await expect(key).toHaveValue('');
  await key.press('Enter');
  await expect(page.getByRole('checkbox', { name: /account-1/ })).toBeChecked();
  const kept = readdirSync(dirname(library), { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  for (const { parentPath, name } of kept) expect(readFileSync(join(parentPath, name)).includes('sesame')).toBe(false);
  for (const end of ends) end();
});

function desktop(app: App): ElectronApplication {
  if (app.electron === null) throw new Error('this host is no desktop');
  return app.electron;
}

/** Opens a file like a second start or a double click. */
async function openFromOutside(app: App, file: string): Promise<void> {
  await desktop(app).evaluate(
    ({ app: program }, path) => void program.emit('second-instance', {}, [], '/', { files: [path] }),
    file,
  );
}

async function enginePid(app: App): Promise<number> {
  return await desktop(app).evaluate(
    ({ app: program }) => program.getAppMetrics().find(({ name }) => name === 'Retrace engine')?.pid ?? 0,
  );
}

async function chooseInMenu(electron: ElectronApplication, id: string): Promise<void> {
  await electron.evaluate(({ Menu }, item) => Menu.getApplicationMenu()?.getMenuItemById(item)?.click(), id);
}

/** The double's record of calls. */
type Double = {
  readonly __double: {
    called(name: string): readonly unknown[][];
    askPermission(
      contents: unknown,
      permission: string,
    ): Promise<{ readonly checked: boolean; readonly granted: boolean }>;
  };
};

async function windowOptions(electron: ElectronApplication): Promise<readonly unknown[]> {
  return await electron.evaluate((modules) => (modules as unknown as Double).__double.called('BrowserWindow').flat());
}

/** Records pages for the browser instead of opening them. */
async function watchBrowser(electron: ElectronApplication): Promise<() => Promise<readonly string[]>> {
  await electron.evaluate(({ shell }) => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    shell.openExternal = (url) => Promise.resolve(void asked.push(url));
  });
  return () => electron.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);
}

async function recentDocuments(electron: ElectronApplication): Promise<readonly unknown[]> {
  return await electron.evaluate((modules) => {
    if ('__double' in modules) return (modules as unknown as Double).__double.called('app.addRecentDocument').flat();
    return modules.app.getRecentDocuments();
  });
}

async function grants(electron: ElectronApplication, permissions: readonly string[]): Promise<readonly string[]> {
  return await electron.evaluate(async (modules, asked) => {
    const contents = modules.BrowserWindow.getAllWindows()[0]?.webContents;
    const granted: string[] = [];
    for (const permission of asked) {
      const answer = await (modules as unknown as Double).__double.askPermission(contents, permission);
      if (answer.checked || answer.granted) granted.push(permission);
    }
    return granted;
  }, permissions);
}
