// An engine and the app on loopback, as one thing that is opened and closed.

import { rendererFolder } from './app-folder.ts';
import { openLibrary } from './library.ts';
import { type Loopback, startLoopback } from './loopback.ts';

/** The page opens the files, as it opens those that are dropped on it. `paths` are absolute. */
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
