// Opens and closes an engine and the app on loopback together.

import { rendererFolder } from './app-folder.ts';
import { openLibrary } from './library.ts';
import { type Loopback, startLoopback } from './loopback.ts';

/** The page opens the files as if they were dropped on it. `paths` are absolute. */
export async function showOnLoopback(paths: readonly string[], database: string): Promise<Loopback> {
  const engine = openLibrary(database);
  try {
    const loopback = await startLoopback({ engine, rendererDir: rendererFolder(), requested: paths });
    const close = async (): Promise<void> => {
      await loopback.close();
      await engine.close();
    };
    return { url: loopback.url, close };
  } catch (error) {
    await engine.close();
    throw error;
  }
}
