import { readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { CliError, usageError } from '../errors.js';
import { EXIT } from '../exit-codes.js';

/** What is to be brought: files of this machine, and addresses. */
export interface ToUpload {
  files: { path: string; name: string }[];
  urls: string[];
}

/** Files as they are given, of folders all that is not hidden, in the order people count (`2.png` before `10.png`). */
export function filesToUpload(given: readonly string[]): ToUpload {
  const urls = given.filter((one) => /^https?:\/\//i.test(one));
  const paths = given.filter((one) => !urls.includes(one)).flatMap((one) => filesAt(resolve(one), one));
  if (paths.length + urls.length === 0)
    throw usageError('There is no file in what you named.', 'Name files, folders, ZIP archives or addresses.');
  return { files: paths.map((path) => ({ path, name: basename(path) })), urls };
}

function filesAt(path: string, given: string): string[] {
  const facts = statSync(path, { throwIfNoEntry: false });
  if (!facts) throw new CliError('no_such_file', `There is no file ${given}.`, EXIT.usage, 'Look at the name.');
  return facts.isDirectory() ? filesIn(path) : [path];
}

const naturally = new Intl.Collator('en', { numeric: true });

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.'));
  return entries
    .sort((a, b) => naturally.compare(a.name, b.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesIn(path);
      return entry.isFile() ? [path] : [];
    });
}
