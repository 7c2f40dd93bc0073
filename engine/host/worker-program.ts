// How this program runs another `retrace`, for workers: in sources and built, and also in Electron.

import { join } from 'node:path';
import type { WorkerProgram } from '../runtime/worker-process.ts';
import { appFolder } from './app-folder.ts';

export function workerProgram(): WorkerProgram {
  const isSource = import.meta.url.endsWith('.ts');
  const cli = isSource ? join(import.meta.dirname, 'cli.ts') : join(appFolder(), 'dist', 'cli', 'cli.js');
  return {
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', cli],
    // Activities have the environment, as those of `retrace worker` have.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  };
}
