// The same specs against each way of showing the program. fixtures.ts reads `host` and starts the matching one.
import { defineConfig } from '@playwright/test';
import { BROWSER_ARGS, findBrowser } from '../.ci/browser.ts';
import { electronProgram } from '../engine/host/electron-program.ts';

/** How the program under test is shown. */
export type HostOptions = { host: 'loopback' | 'electron-double' | 'electron' };

// The list prints a project's name in every title, but not the reason of a skipped test.
const realElectron =
  electronProgram() === undefined ? 'electron (NOT PROVED HERE: real Electron is not installed)' : 'electron';

// @browser: tests that are independent of the host, or that only a browser can show.
const onDesktop = { testIgnore: '**/loopback.spec.ts', grepInvert: /@browser/ };

// The page is the same in every host, and its stories run on loopback. The double runs those in which the host takes
// part: files and folders, drops, dialogs, keys and menus, windows, links, the engine's process.
const ofTheHost = '**/{actionqueue,bad-files,desktop,hosts,keyboard-only,library,open-and-step}.spec.ts';

const executablePath = findBrowser();
if (executablePath !== undefined) process.env['CHROMIUM'] = executablePath; // The double starts this executable too.

export default defineConfig<HostOptions>({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../test-results',
  workers: 2,
  fullyParallel: true,
  timeout: 60_000,
  reporter: 'list',
  use: {
    // A trace doubles the time of every test: request one with --trace=retain-on-failure. Pictures of failures cost a
    // picture of every test.
    viewport: { width: 1280, height: 800 },
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: BROWSER_ARGS,
    },
  },
  projects: [
    { name: 'loopback', use: { host: 'loopback' }, testIgnore: '**/desktop.spec.ts' },
    { name: 'electron-double', use: { host: 'electron-double' }, ...onDesktop, testMatch: ofTheHost },
    { name: realElectron, use: { host: 'electron' }, ...onDesktop },
  ],
});
