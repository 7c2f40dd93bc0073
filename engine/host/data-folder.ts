// Where the library of this user is. Nothing here opens it.
//
// No lock file: two hosts on one library are allowed (a window and `retrace serve`, say). SQLite in WAL mode lets both read while
// one writes, and each import is one transaction, so both may import. What one adds the other sees when it next lists its runs,
// which the page does whenever it gets the focus.

import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';

export type Place = { readonly platform: NodeJS.Platform; readonly env: NodeJS.ProcessEnv; readonly home: string };

/** The folder for this user's data. RETRACE_DATA, where set, wins. */
export function dataFolder(place: Place = here()): string {
  const { env, home } = place;
  const paths = pathsOf(place);
  const chosen = env['RETRACE_DATA'];
  if (chosen) return paths.resolve(chosen);
  if (place.platform === 'win32')
    return paths.join(env['APPDATA'] || paths.join(home, 'AppData', 'Roaming'), 'Retrace');
  if (place.platform === 'darwin') return paths.join(home, 'Library', 'Application Support', 'Retrace');
  const base = env['XDG_DATA_HOME'];
  // The XDG rules: a path that is not absolute counts as not set.
  return paths.join(base && paths.isAbsolute(base) ? base : paths.join(home, '.local', 'share'), 'retrace');
}

/** The library's file; RETRACE_LIBRARY, where set, names it. */
export function libraryFile(place: Place = here()): string {
  const paths = pathsOf(place);
  const chosen = place.env['RETRACE_LIBRARY'];
  return chosen ? paths.resolve(chosen) : paths.join(dataFolder(place), 'library.db');
}

/** What the window keeps beside a library. One running window for each: it holds the lock. */
export function desktopFolder(library: string, place: Place = here()): string {
  const paths = pathsOf(place);
  return paths.join(paths.dirname(library), `${paths.basename(library, '.db')}-desktop`);
}

/** Makes the folder of a file, readable by this user alone: histories hold other people's data. */
export function makeFolderOf(file: string): void {
  mkdirSync(pathsOf(here()).dirname(file), { recursive: true, mode: 0o700 });
}

function pathsOf({ platform }: Place): typeof posix {
  return platform === 'win32' ? win32 : posix;
}

function here(): Place {
  return { platform: process.platform, env: process.env, home: homedir() };
}
