// Looks for Electron's program, and gets it where it can be had. Importing 'electron' outside Electron would start a download.

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The installed program of Electron, or undefined. Looks only. */
export function electronProgram(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const folder = packageFolder();
  if (folder === undefined) return undefined;
  const named = join(folder, 'path.txt');
  const dist = env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist');
  const program = join(dist, existsSync(named) ? readFileSync(named, 'utf8').trim() : 'electron');
  return existsSync(program) ? program : undefined;
}

/** Runs the package's own installer, quietly; the program when that worked in time. Without a network it gives up at once. */
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
