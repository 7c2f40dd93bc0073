// An engine, the app on loopback and the files a person named, as one thing that is opened and closed.

import type { Engine } from '../engine.ts';
import { findSources } from '../import-job.ts';
import { rendererFolder } from './app-folder.ts';
import { openLibrary } from './library.ts';
import { type Loopback, startLoopback } from './loopback.ts';

/** Imports the files first: the address names the run that the page opens. What could not be imported is complained of. */
export async function showOnLoopback(
  paths: readonly string[],
  database: string,
  complain: (line: string) => void,
): Promise<Loopback> {
  const engine = openLibrary(database);
  try {
    const run = await firstRun(engine, paths, complain);
    const loopback = await startLoopback({ engine, rendererDir: rendererFolder() });
    const close = async (): Promise<void> => {
      await loopback.close();
      await engine.close();
    };
    return { url: run === null ? loopback.url : `${loopback.url}&v=1&run=${encodeURIComponent(run)}`, close };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

async function firstRun(
  engine: Engine,
  paths: readonly string[],
  complain: (line: string) => void,
): Promise<string | null> {
  if (paths.length === 0) return null;
  const outcomes = await engine.startImport(() => findSources(paths), false).done;
  for (const outcome of outcomes) if ('error' in outcome) complain(complaint(outcome.file, outcome.error.message));
  const first = outcomes.find((outcome) => 'run' in outcome);
  return first === undefined ? null : first.run.runId;
}

/** Some sentences name the file themselves. */
function complaint(file: string, message: string): string {
  return message.includes(file) ? message : `${file}: ${message}`;
}
