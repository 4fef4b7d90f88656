import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The nearest folder at or above `start` that holds `name`: sources and built files lie at different depths. */
export function findUp(start: string, name: string): string {
  for (let dir = start; ; dir = dirname(dir)) {
    if (existsSync(join(dir, name))) return dir;
    if (dir === dirname(dir)) throw new Error(`no ${name} above ${start}`);
  }
}
