import type { Command } from 'commander';
import { library } from './commands/library.js';
import { upload } from './commands/upload.js';
import type { Context } from './context.js';
import { collect, described } from './declared.js';

type Action = (context: Context, args: readonly string[], flags: Record<string, unknown>) => Promise<number>;

const EXAMPLE = '3f9a1c0b77de';

const libraryCommand = (): Command =>
  described('library', 'Search, order and fetch what was brought and made.', [
    'library ls --kind video --limit 50',
    'library search red fox --model flux',
    `library show ${EXAMPLE}`,
    `library tag ${EXAMPLE} --add animal --add red --remove draft`,
    `library rm ${EXAMPLE}`,
    `library undo ${EXAMPLE}`,
    'library zip red fox --kind image -o foxes.zip',
    'library rebuild',
  ])
    .argument('<action>', 'ls, search, show, tag, rm, undo, zip or rebuild')
    .argument('[what...]', 'words to search for, or the items, by the first digits of their digests')
    .option('--kind <kinds>', 'image, video, audio, text or json, separated by commas')
    .option('--source <source>', 'upload or output')
    .option('--pipeline <id>', 'what is part of this pipeline')
    .option('--model <names>', 'what these models made')
    .option('--step <types>', 'what steps of these types made, such as t2i')
    .option('--tag <tags>', 'what has all of these tags')
    .option('--favourite', 'favourites only')
    .option('--trash', 'what is in the trash, instead of what is not')
    .option('--search <name>', 'a saved search to begin with')
    .option('--limit <number>', 'at most so many', '20')
    .option('--add <tag>', 'tag: a tag to add', collect, [])
    .option('--remove <tag>', 'tag: a tag to remove', collect, [])
    .option('--like', 'tag: make it a favourite')
    .option('--unlike', 'tag: no favourite any more')
    .option('--pin', 'tag: keep it from being deleted')
    .option('--unpin', 'tag: let it be deleted')
    .option('-o, --output <file>', 'zip: where to write it (default: library.zip)')
    .option('--force', 'rebuild: replace what is known, not only add what is missing');

const uploadCommand = (): Command =>
  described('upload', 'Bring files, folders, ZIP archives and addresses; each file is known by what it holds.', [
    'upload cat.jpg prompts.txt',
    'upload holiday/ set.zip',
    'upload https://example.com/cat.jpg --json',
  ]).argument('<what...>', 'files, folders, archives or addresses');

/** Everything there is. */
export const LIBRARY_COMMANDS: readonly (readonly [() => Command, Action])[] = [
  [libraryCommand, (context, [action = '', ...what], flags) => library(context, action, what, flags)],
  [uploadCommand, (context, what) => upload(context, what)],
];
