import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { access, constants, readdir, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { systemEnv, unknownVariables } from '#config';
import { runTool } from '#media';
import { askRedis, findProgram } from '#process';
import type { ComfySurvey } from '#providers';
import { gatewayHealth, type Health, readState } from '../stack/index.js';
import { checkPort } from '../stack/preflight.js';

export interface FoundProgram {
  path: string;
  /** As the program says; empty where it does not. */
  version: string;
}

/** What the checks ask of this machine; a test gives its own answers. */
export interface Machine {
  nodeVersion(): string;
  program(names: readonly string[]): Promise<FoundProgram | undefined>;
  /** Names of ffmpeg's encoders; `undefined` where it does not run. */
  encoders(): Promise<ReadonlySet<string> | undefined>;
  soundfont(): Promise<string | undefined>;
  /** Of the disk that the folder is, or would be, on. */
  freeBytes(folder: string): Promise<number>;
  /** Whether the folder, or the one it would be created in, can be written to. */
  isWritable(folder: string): Promise<boolean>;
  /** Rejects with words that say why not. */
  listen(host: string, port: number): Promise<void>;
  health(url: string, home: string): Promise<Health>;
  /** Where the stack of this home says it is. */
  stackUrl(home: string): string | undefined;
  /** The fields of Redis' INFO; rejects when it can't be reached. */
  redisInfo(url: string): Promise<Readonly<Record<string, string>>>;
  /** What the ComfyUI servers of a comma-separated list are and can do. */
  comfyui(urls: string): Promise<ComfySurvey[]>;
  misspelt(): string[];
}

const SOUNDFONT_FOLDERS = [
  '/usr/share/sounds/sf2',
  '/usr/share/soundfonts',
  '/usr/local/share/soundfonts',
  '/opt/homebrew/share/soundfonts',
];

export function thisMachine(): Machine {
  return {
    nodeVersion: () => process.versions.node,
    program,
    encoders,
    soundfont,
    freeBytes: async (folder) => {
      const { bavail, bsize } = await statfs(nearest(folder));
      return bavail * bsize;
    },
    isWritable: async (folder) => {
      const place = nearest(folder);
      const isFolder = (await stat(place)).isDirectory();
      return isFolder && access(place, constants.W_OK).then(yes, no);
    },
    listen: (host, port) => checkPort({ host, port }),
    health: (url, home) => gatewayHealth(url, home),
    stackUrl: (home) => readState(home)?.url,
    redisInfo: async (url) => fields(await askRedis(url, ['INFO'])),
    // Loaded only where it is asked for: it brings the libraries for pictures with it.
    comfyui: async (urls) => new (await import('#providers')).ComfyProvider(urls).survey(),
    misspelt: () => unknownVariables(),
  };
}

const yes = (): boolean => true;
const no = (): boolean => false;

/** The folder, or the closest one above it that exists. */
function nearest(folder: string): string {
  return existsSync(folder) || folder === dirname(folder) ? folder : nearest(dirname(folder));
}

async function program(names: readonly string[]): Promise<FoundProgram | undefined> {
  const path = findProgram(names, systemEnv().PATH ?? '');
  if (path === undefined) return undefined;
  const output = await promisify(execFile)(path, ['--version'], { timeout: 5_000, env: systemEnv() }).then(
    ({ stdout }) => stdout,
    () => '',
  );
  return { path, version: /\d+\.\d+[\w.]*/.exec(output)?.[0] ?? '' };
}

async function encoders(): Promise<ReadonlySet<string> | undefined> {
  const listed = await runTool('ffmpeg', ['-hide_banner', '-encoders']).catch(() => undefined);
  // Lines such as ` V....D libx264              libx264 H.264 …`.
  return listed && new Set([...listed.stdout.matchAll(/^ [VAS][A-Z.]{5} (\S+)/gm)].map(([, name]) => name ?? ''));
}

async function soundfont(): Promise<string | undefined> {
  for (const folder of SOUNDFONT_FOLDERS) {
    const names = await readdir(folder).catch(() => []);
    const found = names.find((name) => /\.sf[23]$/i.test(name));
    if (found !== undefined) return join(folder, found);
  }
  return undefined;
}

function fields(info: string): Record<string, string> {
  return Object.fromEntries(info.split(/\r?\n/).map((line) => line.split(/:(.*)/s).slice(0, 2) as [string, string]));
}
