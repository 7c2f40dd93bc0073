// Finds Electron's program, or installs it if possible. Importing 'electron' outside Electron would start a download.

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Path of the installed Electron program; undefined if there is none. Installs nothing. */
export function electronProgram(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const folder = packageFolder();
  if (folder === undefined) return undefined;
  const named = join(folder, 'path.txt');
  const dist = env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist');
  const program = join(dist, existsSync(named) ? readFileSync(named, 'utf8').trim() : 'electron');
  return existsSync(program) ? program : undefined;
}

/**
 * Runs the package's installer without output; returns the program if the installer succeeds in time. Fails at once
 * without a network.
 */
export async function downloadElectron(limitMs: number): Promise<string | undefined> {
  const folder = packageFolder();
  if (folder === undefined) return undefined;
  await new Promise<void>((resolve) => {
    const installer = spawn(process.execPath, [join(folder, 'install.js')], {
      stdio: 'ignore',
      timeout: limitMs,
      killSignal: 'SIGKILL',
    });
    installer.once('error', () => resolve());
    installer.once('exit', () => resolve());
  });
  return electronProgram();
}

function packageFolder(): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return undefined;
  }
}
