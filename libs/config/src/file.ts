import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { type ConfigProblem, ConfigError } from './errors.js';
import { CONFIG_FILE_ENV, CONFIG_FILE_NAME, type Env } from './options.js';

export interface FileValue {
  value: unknown;
  /** `reelwright.config.yaml:3`, for messages. */
  place: string;
}

export interface ConfigFile {
  path: string;
  folder: string;
  values: Map<string, FileValue>;
  problems: ConfigProblem[];
}

/**
 * Finds the file: the one asked for, else the one REELWRIGHT_CONFIG names, else the one in `cwd` if it is there.
 * `false` means none at all.
 */
export function locateFile(file: string | false | undefined, env: Env, cwd: string): string | undefined {
  if (file === false) return undefined;
  const named = file ?? (env[CONFIG_FILE_ENV] || undefined);
  if (named !== undefined) return resolve(cwd, named);
  const usual = resolve(cwd, CONFIG_FILE_NAME);
  return existsSync(usual) ? usual : undefined;
}

/** Reads the file with the line of every value; throws ConfigError where it can't be read at all. */
export function readFile(path: string, cwd: string): ConfigFile {
  const shown = relative(cwd, path).startsWith('..') ? path : relative(cwd, path);
  let source: string;
  try {
    source = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError([{ place: shown, reason: `can't be read: ${(error as Error).message}` }], { cause: error });
  }
  return parseFile(source, path, shown);
}

function parseFile(source: string, path: string, shown: string): ConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => `${shown}:${lines.linePos(offset).line}`;
  const file: ConfigFile = { path, folder: dirname(path), values: new Map(), problems: [] };
  for (const error of document.errors) file.problems.push({ place: at(error.pos[0]), reason: error.message });
  if (document.errors.length > 0 || document.contents === null) return file;
  if (!isMap(document.contents)) {
    file.problems.push({ place: shown, reason: 'must be a list of `option: value` lines' });
    return file;
  }
  for (const { key, value } of document.contents.items) {
    const place = isScalar(key) && key.range ? at(key.range[0]) : shown;
    const plain: unknown = (value as { toJSON?: () => unknown } | null)?.toJSON?.();
    file.values.set(String(key), { value: plain, place });
  }
  return file;
}
