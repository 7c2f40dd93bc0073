// The basis of every spec: the built program, shown by the project's host, on a temporary library of its own.

import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, type BrowserContext, type ElectronApplication, expect, type Page } from '@playwright/test';
import { electronProgram } from '../engine/host/electron-program.ts';
import { importInto, startDesktop, startServe } from './hosts.ts';
import type { HostOptions } from './playwright.config.ts';

export { expect };

/** `electron` is null where a browser shows the page; `url` is null where a window of the program does. */
export type App = { readonly electron: ElectronApplication | null; readonly url: string | null; stop(): Promise<void> };

type Fixtures = HostOptions & {
  /** Histories in the library before the program starts. */
  histories: readonly string[];
  /** Files named on the command line. */
  files: readonly string[];
  /** A temporary folder for this test alone. */
  scratch: string;
  library: string;
  app: App;
  /** Errors in the page's console and scripts; must be empty at the end of a test. */
  complaints: string[];
};

type WorkerFixtures = {
  /** A folder with a library of these histories, for copying: most tests begin with the same ones. */
  imported: (histories: readonly string[]) => Promise<string>;
};

export const test = base.extend<Fixtures, WorkerFixtures>({
  host: ['loopback', { option: true }],
  histories: [[], { option: true }],
  files: [[], { option: true }],

  scratch: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'retrace-e2e-'));
    await use(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  },

  library: async ({ scratch, histories, imported }, use) => {
    if (histories.length > 0) cpSync(await imported(histories), scratch, { recursive: true });
    await use(join(scratch, 'library.db'));
  },

  imported: [
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'retrace-e2e-imported-'));
      const folders = new Map<string, Promise<string>>();
      await use((histories) => {
        const key = histories.join('\n');
        const made = folders.get(key) ?? folderWith(join(folder, String(folders.size)), histories);
        folders.set(key, made);
        return made;
      });
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
    { scope: 'worker' },
  ],

  app: async ({ host, library, files }, use, testInfo) => {
    testInfo.skip(
      host === 'electron' && electronProgram() === undefined,
      'NOT PROVED HERE: real Electron is not installed',
    );
    const app = await startApp(host, library, files);
    await use(app);
    await app.stop();
  },

  complaints: async ({}, use) => await use([]),

  page: async ({ app, context, complaints }, use) => await use(await openPage(app, context, complaints)),
});

async function folderWith(folder: string, histories: readonly string[]): Promise<string> {
  mkdirSync(folder);
  await importInto(join(folder, 'library.db'), histories);
  return folder;
}

/** Starts the program in the project's host. */
export async function startApp(
  host: HostOptions['host'],
  library: string,
  files: readonly string[] = [],
): Promise<App> {
  if (host === 'loopback') return { electron: null, ...(await startServe(library, files)) };
  const electron = await startDesktop({ real: host === 'electron', library, files });
  return { electron, url: null, stop: () => electron.close() };
}

/** The page of a started program, when idle. */
export async function openPage(app: App, context: BrowserContext, complaints: string[]): Promise<Page> {
  const page = app.electron === null ? await context.newPage() : await app.electron.firstWindow();
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error.stack)));
  if (app.url !== null) await page.goto(app.url);
  await atRest(page);
  return page;
}

/** Waits for the page's own idle sign: no call, no import and no paint pending. */
export async function atRest(page: Page): Promise<void> {
  await page.locator('html[data-idle="true"]').waitFor({ state: 'attached' });
}

/** A part of the place in the page's address. */
export function inHash(page: Page, name: string): string | null {
  return new URLSearchParams(new URL(page.url()).hash.slice(1)).get(name);
}

export function shownRun(page: Page): string | null {
  return inHash(page, 'run');
}
