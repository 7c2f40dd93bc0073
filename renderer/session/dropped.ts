// Files and folders dropped on the window, as a flat list of files. Reads folders in the batches that browsers deliver.

/** Names that are never histories; folders with thousands of other files. */
const skipped = new Set(['node_modules', '.git', '.DS_Store', 'Thumbs.db']);
const MOST_FILES = 20_000;

/** What was dropped; a file without an entry is one that the browser did not find. */
export type Dropped = FileSystemEntry | File;

/** Call in the drop event itself: the items are gone afterwards. */
export function droppedIn(data: DataTransfer): readonly Dropped[] {
  return [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? item.getAsFile() ?? []);
}

/** Calls `refuse` for each file or folder that cannot be read, with its path in what was dropped, and goes on. */
export async function filesOf(
  dropped: readonly Dropped[],
  refuse: (path: string, error: unknown) => void,
): Promise<readonly File[]> {
  const files: File[] = [];
  const left = dropped.toReversed();
  for (let entry = left.pop(); entry !== undefined && files.length < MOST_FILES; entry = left.pop()) {
    if (skipped.has(entry.name)) continue;
    if (entry instanceof File) {
      files.push(entry);
      continue;
    }
    try {
      if (isFile(entry)) files.push(await fileOf(entry));
      else if (isFolder(entry)) left.push(...(await childrenOf(entry)).toReversed());
    } catch (error) {
      refuse(entry.fullPath.replace(/^\//, ''), error);
    }
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
