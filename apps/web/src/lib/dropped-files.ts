/** A file of a folder knows where in it it was. */
const MOST_FILES = 2_000;

/**
 * The files that were dropped or pasted, those in folders too, without hidden ones. To be called while the event is
 * handled: later the browser has forgotten them.
 */
export async function droppedFiles(data: DataTransfer): Promise<File[]> {
  const entries = [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (!entries.some(({ isDirectory }) => isDirectory)) return [...data.files];
  const found: File[] = [];
  for (const entry of entries) await walk(entry, found);
  return found;
}

async function walk(entry: FileSystemEntry, found: File[]): Promise<void> {
  if (entry.name.startsWith('.') || found.length >= MOST_FILES) return;
  if (isFile(entry)) found.push(await new Promise<File>((done, failed) => entry.file(done, failed)));
  if (isFolder(entry)) for (const inside of await entriesOf(entry)) await walk(inside, found);
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

/** A folder tells its files in pieces, until there are none left. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed));
    if (some.length === 0) return all;
    all.push(...some);
  }
}
