import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Names this process among all that share the folder; processes of other machines are not ours to judge. */
const OWN_PREFIX = `${hostname()}.`;

/** Folders for attempts: one for each, below one for this process, so that what a dead process left can be told. */
export class Scratch {
  readonly #own: string;

  constructor(private readonly root: string) {
    this.#own = join(root, `${OWN_PREFIX}${process.pid}`);
  }

  /** Removes what processes of this machine left that are no more. */
  async sweep(): Promise<void> {
    const names = await readdir(this.root).catch(() => []);
    const dead = names.filter((name) => name.startsWith(OWN_PREFIX) && !isAlive(Number(name.slice(OWN_PREFIX.length))));
    await Promise.all(dead.map((name) => rm(join(this.root, name), { recursive: true, force: true })));
  }

  /** A new empty folder; `release` it when the attempt is over. */
  async take(label: string): Promise<string> {
    await mkdir(this.#own, { recursive: true });
    return mkdtemp(join(this.#own, `${label}-`));
  }

  async release(dir: string): Promise<void> {
    await rm(dir, { recursive: true, force: true });
  }

  /** Removes this process's folder. */
  async close(): Promise<void> {
    await rm(this.#own, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
