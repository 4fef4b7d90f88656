import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

export interface Footprint {
  pid: number;
  name: string;
  /** What it holds in memory. */
  rssMb: number;
  /** The same, with a page that several processes share counted once. */
  pssMb: number;
  /** What nobody else has. */
  ownMb: number;
}

/** A process and all it has started, by way of /proc. */
export function processTree(pid: number): number[] {
  const children = read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
  return [pid, ...children.flatMap(processTree)];
}

/** Throws where there is no /proc, as on macOS. */
export function footprint(pid: number): Footprint {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kilobytes = (field: string): number =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1] ?? 0);
  const own = kilobytes('Private_Clean') + kilobytes('Private_Dirty');
  return {
    pid,
    name: nameOf(pid),
    rssMb: kilobytes('Rss') / 1024,
    pssMb: kilobytes('Pss') / 1024,
    ownMb: own / 1024,
  };
}

/** Seconds of processor time a process has used. */
export function processorSec(pid: number): number {
  const fields = read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100;
}

function nameOf(pid: number): string {
  const command = read(`/proc/${pid}/cmdline`).split('\0').filter(Boolean);
  const app = command.map((word) => /\/apps\/([^/]+)\/src\/main\.js$/.exec(word)?.[1]).find(Boolean);
  const kept = command.some((word) => word.endsWith('/keeper.sh'));
  // A server may have rewritten its command line into a title.
  return app ?? (kept ? 'redis-keeper' : basename(command[0]?.split(' ')[0] ?? ''));
}

/** A process may have ended since it was listed. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
