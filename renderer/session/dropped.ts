// Files and folders dropped on the window, as a flat list of files. Reads folders in the batches that browsers deliver.

/** Names that are never histories; folders with thousands of other files. */
const skipped = new Set(['node_modules', '.git', '.DS_Store', 'Thumbs.db']);
const MOST_FILES = 20_000;

/** Call in the drop event itself: the items are gone afterwards. */
export function entriesOf(data: DataTransfer): readonly FileSystemEntry[] {
  return [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
}

export async function filesOf(entries: readonly FileSystemEntry[]): Promise<readonly File[]> {
  const files: File[] = [];
  const left = entries.toReversed();
  for (let entry = left.pop(); entry !== undefined && files.length < MOST_FILES; entry = left.pop()) {
    if (skipped.has(entry.name)) continue;
    if (isFile(entry)) files.push(await fileOf(entry));
    else if (isFolder(entry)) left.push(...(await childrenOf(entry)).toReversed());
  }
  return files;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

async function childrenOf(folder: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (portion.length === 0) return children.sort((a, b) => (a.name < b.name ? -1 : 1));
    children.push(...portion);
  }
}
