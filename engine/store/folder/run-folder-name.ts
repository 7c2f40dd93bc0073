// Names the folders of runs so that every file system keeps runs apart, and so that the run id can be read back
// (SPEC.md L32).

/** Device names that Windows reserves, with any extension. */
const deviceName = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/;
const segmentLength = 200;
/**
 * Marks a long id split over nested folders: ends each part that continues in the folder below, and begins that next
 * part. Never occurs inside a name.
 */
const goesOn = '~';

/** Path of the run's folder relative to the log's folder: one name, or several for a long id. */
export function runFolderParts(run: string): readonly string[] {
  const name = safeName(run);
  const parts: string[] = [];
  for (let at = 0; at < name.length; at += segmentLength) parts.push(name.slice(at, at + segmentLength));
  return parts.map((part, i) => (i > 0 ? goesOn : '') + part + (i < parts.length - 1 ? goesOn : ''));
}

/** The run id of this folder; undefined if no run's folder has this name. */
export function runOfFolder(parts: readonly string[]): string | undefined {
  const name = parts.join('').replaceAll(goesOn, '');
  const run = decoded(name);
  return run !== undefined && runFolderParts(run).join('/') === parts.join('/') ? run : undefined;
}

export function folderGoesOn(part: string): boolean {
  return part.endsWith(goesOn);
}

/**
 * Escapes a text for use as a file name, also for names other than run ids. Upper case letters are escaped, because
 * some file systems ignore case.
 */
export function safeName(text: string): string {
  const name = [...Buffer.from(text)].map(safeByte).join('');
  const first = name.startsWith('.') || deviceName.test(name) ? written(name.charCodeAt(0)) + name.slice(1) : name;
  return first.endsWith('.') ? first.slice(0, -1) + written(0x2e) : first;
}

function safeByte(byte: number): string {
  const character = String.fromCharCode(byte);
  return /[a-z0-9._-]/.test(character) ? character : written(byte);
}

function written(byte: number): string {
  return `%${byte.toString(16).padStart(2, '0')}`;
}

function decoded(name: string): string | undefined {
  try {
    return decodeURIComponent(name);
  } catch {
    return undefined;
  }
}
