import { Refusal } from './refusal.js';

/** What an archive's directory says of one of its files; sizes in bytes, names with `/` between folders. */
export interface ArchiveEntry {
  name: string;
  /** The Unix mode, 0 where the archive was made elsewhere. */
  mode: number;
  encrypted: boolean;
  /** 0 stored, 8 deflated. */
  method: number;
  packedBytes: number;
  bytes: number;
  /** Where its head begins and where its packed bytes end. */
  from: number;
  to: number;
}

export interface ArchiveLimits {
  maxFiles: number;
  maxTotalBytes: number;
}

const MAX_DEPTH = 16;
const MAX_NAME_CHARS = 1_000;
/** Pictures and films do not shrink; text seldom to less than a twentieth. */
const MAX_RATIO = 200;
/** What is small does no harm, however well it was packed. */
const HARMLESS_BYTES = 32e6;
const FILE_TYPE = 0o170_000;
const PLAIN_TYPES = [0, 0o100_000, 0o040_000];

/** What systems add by themselves. */
const JUNK = /(^|\/)(__MACOSX\/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\.git\/)/i;

const unsafe = (what: string) =>
  new Refusal('unsafe_archive', `the archive is refused: ${what}`, 'Pack the files anew, by themselves.');
const bomb = (what: string) =>
  new Refusal('archive_bomb', `the archive is refused: ${what}`, 'Pack less into it, or upload the files themselves.');

/**
 * The files of an archive that are to be taken, in its order; folders and what systems add by themselves are left out.
 * Throws Refusal for an archive that would not be safe to open, before anything of it is unpacked.
 */
export function filesToTake<Entry extends ArchiveEntry>(
  entries: readonly Entry[],
  archiveBytes: number,
  limits: ArchiveLimits,
): Entry[] {
  for (const entry of entries) checkEntry(entry);
  checkOverlaps(entries);
  checkSizes(entries, archiveBytes, limits);
  const files = entries.filter(({ name }) => !name.endsWith('/') && !JUNK.test(name));
  if (files.length > limits.maxFiles) throw tooManyFiles(limits.maxFiles);
  const names = new Set<string>();
  for (const { name } of files) {
    if (names.has(name)) throw unsafe(`it holds two files ${JSON.stringify(name.slice(0, 100))}`);
    names.add(name);
  }
  return files;
}

export const tooManyFiles = (maxFiles: number): Refusal =>
  new Refusal(
    'too_many_files',
    `there are more than ${maxFiles} files`,
    'Give fewer at a time; the setting uploadMaxFiles allows more.',
  );

function checkEntry({ name, mode, encrypted, method, bytes }: ArchiveEntry): void {
  const shown = JSON.stringify(name.slice(0, 100));
  if (encrypted)
    throw new Refusal(
      'encrypted_archive',
      `${shown} in the archive is encrypted`,
      'Pack the files without a password.',
    );
  if (name.length > MAX_NAME_CHARS || name.split('/').length > MAX_DEPTH) throw unsafe(`${shown} lies too deep in it`);
  if (/^([\\/]|[A-Za-z]:)/.test(name) || /(^|[\\/])\.\.([\\/]|$)/.test(name) || name.includes('\0'))
    throw unsafe(`${shown} would lie outside of it`);
  if (!PLAIN_TYPES.includes(mode & FILE_TYPE)) throw unsafe(`${shown} is a link or a device, not a file`);
  if (method !== 0 && method !== 8)
    throw new Refusal(
      'bad_archive',
      `${shown} is packed in a way that is not read`,
      'Pack it with the usual method (deflate).',
    );
  if (name.endsWith('/') && bytes > 0) throw unsafe(`the folder ${shown} has bytes`);
}

/** The same packed bytes under several names make a small archive huge. */
function checkOverlaps(entries: readonly ArchiveEntry[]): void {
  const ordered = [...entries].sort((a, b) => a.from - b.from);
  ordered.forEach(({ to }, index) => {
    const next = ordered[index + 1];
    if (next && next.from < to) throw bomb('its files lie over one another');
  });
}

function checkSizes(entries: readonly ArchiveEntry[], archiveBytes: number, { maxTotalBytes }: ArchiveLimits): void {
  const total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > maxTotalBytes)
    throw bomb(`it holds ${Math.round(total / 1e6)} MB, and ${Math.round(maxTotalBytes / 1e6)} MB are allowed`);
  const packedTooWell = (bytes: number, packed: number) => bytes > HARMLESS_BYTES && bytes > packed * MAX_RATIO;
  if (packedTooWell(total, archiveBytes) || entries.some(({ bytes, packedBytes }) => packedTooWell(bytes, packedBytes)))
    throw bomb(`it unpacks to more than ${MAX_RATIO} times its size`);
}
