// Finds the place of this user's library. Opens nothing.
//
// There is no lock file: two hosts may use one library (a window and `retrace serve`, for example). SQLite in WAL mode
// allows reads during a write, and each import is one transaction, so both hosts may import. A host sees the other's
// runs when it next lists runs; the page does so whenever it gets the focus.

import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';

export type Place = { readonly platform: NodeJS.Platform; readonly env: NodeJS.ProcessEnv; readonly home: string };

/** The folder for this user's data; RETRACE_DATA overrides it. */
export function dataFolder(place: Place = here()): string {
  const { env, home } = place;
  const paths = pathsOf(place);
  const chosen = env['RETRACE_DATA'];
  if (chosen) return paths.resolve(chosen);
  if (place.platform === 'win32')
    return paths.join(env['APPDATA'] || paths.join(home, 'AppData', 'Roaming'), 'Retrace');
  if (place.platform === 'darwin') return paths.join(home, 'Library', 'Application Support', 'Retrace');
  const base = env['XDG_DATA_HOME'];
  // By the XDG rules, a relative path counts as not set.
  return paths.join(base && paths.isAbsolute(base) ? base : paths.join(home, '.local', 'share'), 'retrace');
}

/** Path of the library's file; RETRACE_LIBRARY overrides it. */
export function libraryFile(place: Place = here()): string {
  const paths = pathsOf(place);
  const chosen = place.env['RETRACE_LIBRARY'];
  return chosen ? paths.resolve(chosen) : paths.join(dataFolder(place), 'library.db');
}

/** The folder for the window's data of one library. Its lock allows one running window per library. */
export function desktopFolder(library: string, place: Place = here()): string {
  const paths = pathsOf(place);
  return paths.join(paths.dirname(library), `${paths.basename(library, '.db')}-desktop`);
}

/** Creates the folder of a file, readable by this user only: histories hold other people's data. */
export function makeFolderOf(file: string): void {
  mkdirSync(pathsOf(here()).dirname(file), { recursive: true, mode: 0o700 });
}

function pathsOf({ platform }: Place): typeof posix {
  return platform === 'win32' ? win32 : posix;
}

function here(): Place {
  return { platform: process.platform, env: process.env, home: homedir() };
}
