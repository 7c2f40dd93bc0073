// Finds a Chromium for the end-to-end tests, or installs one.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { chromium } from '@playwright/test';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];

const MAC_APPS = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const MINUTE_MS = 60_000;

const MISSING = [
  'No Chromium was found for the end-to-end tests, and none could be installed.',
  'Install one of these, or set CHROMIUM to the path of an executable:',
  '  Debian, Ubuntu  sudo apt-get install chromium',
  '  Fedora          sudo dnf install chromium',
  '  macOS           brew install --cask chromium, or Google Chrome',
  '  Windows         Google Chrome',
  "  anywhere        npx playwright install chromium   (Playwright's own)",
].join('\n');

/**
 * Chromium's arguments for tests and measures. Without the last one every window of Chromium loads pages of its own for
 * the address bar that nobody sees: as much work as one of our pages.
 */
export const BROWSER_ARGS = [
  '--disable-quic',
  '--disable-gpu',
  '--disable-features=PaintHolding,HttpsUpgrades,MediaRouter,OptimizationHints,Translate,WebUIOmniboxPopup,WebUIOmniboxAimPopup',
];

/** An installed Chromium. If CHROMIUM is set, it names the program, which must exist. */
export function findBrowser(): string | undefined {
  const chosen = process.env['CHROMIUM'];
  if (chosen) {
    if (!existsSync(chosen)) throw new Error(`CHROMIUM names ${chosen}, which does not exist.`);
    return chosen;
  }
  return [...onPath(), ...wellKnown(), playwrightOwn()].find((path) => path !== undefined && existsSync(path));
}

/** Like findBrowser, but tries to install one if there is none. `say` gets a line before each long step. */
export async function ensureBrowser(say: (line: string) => void = () => {}): Promise<string> {
  const found = findBrowser();
  if (found) return found;
  for (const { title, install } of [playwrightDownload, debianPackage]) {
    say(`no Chromium yet: trying ${title}`);
    if (!(await install())) continue;
    const installed = findBrowser();
    if (installed) return installed;
  }
  throw new Error(MISSING);
}

function onPath(): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name + suffix)));
}

function wellKnown(): string[] {
  if (process.platform === 'darwin') return MAC_APPS;
  if (process.platform !== 'win32') return NAMES.map((name) => join('/usr/bin', name));
  const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map((name) => process.env[name]);
  return roots.filter((root) => root !== undefined).map((root) => join(root, 'Google/Chrome/Application/chrome.exe'));
}

function playwrightOwn(): string | undefined {
  try {
    return chromium.executablePath();
  } catch {
    return undefined; // Playwright throws on platforms that it has no browser for.
  }
}

const playwrightDownload = {
  title: "Playwright's download",
  install: async (): Promise<boolean> => {
    const cli = join(dirname(createRequire(import.meta.url).resolve('@playwright/test/package.json')), 'cli.js');
    return await succeeds(process.execPath, [cli, 'install', 'chromium'], 5 * MINUTE_MS);
  },
};

const debianPackage = {
  title: 'the chromium package of Debian or Ubuntu',
  install: async (): Promise<boolean> => {
    if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
    // A failed update is ignored: the existing package lists may suffice.
    await succeeds('apt-get', ['-q', 'update'], 5 * MINUTE_MS);
    return await succeeds('apt-get', ['-q', 'install', '-y', '--no-install-recommends', 'chromium'], 10 * MINUTE_MS);
  },
};

/** Runs a command without output; true if it succeeded in time. */
async function succeeds(command: string, args: string[], timeoutMs: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const child = spawn(command, args, { stdio: 'ignore', env, timeout: timeoutMs });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}
