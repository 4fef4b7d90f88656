import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findUp } from './find-up.js';

const manifest = JSON.parse(
  readFileSync(join(findUp(import.meta.dirname, 'package.json'), 'package.json'), 'utf8'),
) as { version: string };

/** The version of this installation. */
export const VERSION = manifest.version;
