import { dirname } from 'node:path';
import type { Env } from './options.js';

/**
 * The folder the user typed the command in. `npm run` changes to the folder of the package and keeps the caller's in
 * INIT_CWD; a program that an unrelated npm script started inherits that variable too, so it counts only in the
 * folder npm changed to.
 */
export function callerDirectory(env: Env = process.env, cwd: string = process.cwd()): string {
  const { INIT_CWD: caller, npm_package_json: manifest } = env;
  if (caller === undefined || caller === '' || manifest === undefined) return cwd;
  return dirname(manifest) === cwd ? caller : cwd;
}

/** Whether lines that were printed can't be changed on this terminal. */
export const isDumbTerminal = (env: Env = process.env): boolean => env.TERM === 'dumb';
