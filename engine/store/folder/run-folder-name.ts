// Names folders after runs so that no file system takes two runs for one, and so that the id can be read back (SPEC.md L32).

/** Names that Windows keeps for devices, whatever stands behind a dot. */
const deviceName = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/;
const segmentLength = 200;
/** Ends every part of a name that goes on in the folder below, and begins the part there: no name has it inside. */
const goesOn = '~';

/** Path of the run's folder below the log's: one name, or several for a long id. */
export function runFolderParts(run: string): readonly string[] {
  const name = safeName(run);
  const parts: string[] = [];
  for (let at = 0; at < name.length; at += segmentLength) parts.push(name.slice(at, at + segmentLength));
  return parts.map((part, i) => (i > 0 ? goesOn : '') + part + (i < parts.length - 1 ? goesOn : ''));
}

/** The run whose folder this is; undefined where no run's folder is called so. */
export function runOfFolder(parts: readonly string[]): string | undefined {
  const name = parts.join('').replaceAll(goesOn, '');
  const run = decoded(name);
  return run !== undefined && runFolderParts(run).join('/') === parts.join('/') ? run : undefined;
}

export function folderGoesOn(part: string): boolean {
  return part.endsWith(goesOn);
}

/** Also for other names of ours. Large letters are written out: some file systems take them for small ones. */
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
