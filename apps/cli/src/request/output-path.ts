import { constants, existsSync, statSync } from 'node:fs';
import { access, open, rm } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { CliError, usageError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import { temporaryNextTo } from '../gateway/download.js';
import { systemCode } from '../stack/errors.js';
import { slug } from '../text/format.js';

/** Where the film goes: what was asked for, or a name made of its words, seen from where the user is. */
export function filmPath(asked: string | undefined, scene: string, folder: string): string {
  const path = resolve(folder, asked ?? `${slug(scene)}.mp4`);
  if (asked !== undefined && (/[\\/]$/.test(asked) || isFolder(path))) throw folderNotFile(path);
  const extension = extname(path).toLowerCase();
  if (extension === '.mp4') return path;
  const name = basename(path, extension === '' ? undefined : extname(path));
  const fix = `Write -o ${name}.mp4.`;
  if (extension !== '') throw usageError(`A film is an .mp4 file, not ${extension} (${asked}).`, fix);
  throw usageError(`"${asked}" has no extension; a film is an .mp4 file.`, fix);
}

/** Tries, before anything is made, whether the file can be written; returns whether it exists already. */
export async function checkWritable(path: string): Promise<{ exists: boolean }> {
  const folder = dirname(path);
  if (!existsSync(folder)) throw refused(path, `The folder ${folder} does not exist.`, `Create it: mkdir -p ${folder}`);
  if (!statSync(folder).isDirectory())
    throw refused(path, `${folder} is not a folder.`, 'Choose another place with -o.');
  if (isFolder(path)) throw folderNotFile(path);
  await tryToWrite(path);
  return { exists: existsSync(path) };
}

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

const folderNotFile = (path: string): CliError =>
  usageError(`${path} is a folder.`, `Name the file too, for example -o ${join(path, 'film.mp4')}.`);

/** By writing: neither root nor a full or read-only disk can be told from permissions. */
async function tryToWrite(path: string): Promise<void> {
  const temporary = temporaryNextTo(path);
  try {
    await access(dirname(path), constants.W_OK);
    const file = await open(temporary, 'wx');
    try {
      await file.write('.');
    } finally {
      await file.close();
      await rm(temporary, { force: true });
    }
  } catch (error) {
    const reason = REASONS[systemCode(error) ?? ''] ?? `error ${systemCode(error)}`;
    const message = `${dirname(path)} can’t be written to: ${reason}.`;
    throw refused(path, message, 'Choose another place with -o.', error);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
  ENOENT: 'it takes no files',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENAMETOOLONG: 'the name is too long',
};

function refused(path: string, message: string, fix: string, cause?: unknown): CliError {
  return new CliError('output_unwritable', message, EXIT.environment, fix, { cause: cause ?? path });
}
