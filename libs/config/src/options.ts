import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';

/** Variables of a process, as in `process.env`. */
export type Env = Readonly<Record<string, string | undefined>>;

/** What a default may depend on: the environment, and the home folder once it is known. */
export interface DefaultContext {
  env: Env;
  home: string;
}

export interface Option<Schema extends z.ZodType = z.ZodType> {
  /** The environment variable; it wins over the file. */
  env: string;
  schema: Schema;
  default: unknown;
  /** One sentence for people: what it does, with units. */
  doc: string;
  /** How the default is written for people, where it is not simply the value. */
  defaultText?: string;
  /** Never printed. */
  secret?: true;
  /** A folder or file: `~` is expanded, a relative one is resolved against the file that names it. */
  path?: true;
}

const option = <Schema extends z.ZodType>(spec: Option<Schema>): Option<Schema> => spec;

/** Environment variables are text; a number in the file is a number already. */
const integer = (min: number, max: number) =>
  z.preprocess(
    (value) => (typeof value === 'string' && /^-?\d+$/.test(value.trim()) ? Number(value) : value),
    z
      .int({ error: 'must be a whole number' })
      .min(min, { error: `must be at least ${min}` })
      .max(max, { error: `must be at most ${max}` }),
  );

const text = (what: string) => z.string({ error: `must be text: ${what}` }).trim();

const folder = text('a path').min(1, { error: 'must be a path' });

const redisUrl = text('a URL such as redis://127.0.0.1:6379/0').refine(
  (value) => URL.canParse(value) && ['redis:', 'rediss:', 'unix:'].includes(new URL(value).protocol),
  { error: 'must be a URL such as redis://127.0.0.1:6379/0 or rediss://…' },
);

/** The file and every child process use the same names, so the table is the whole interface. */
export const OPTIONS = {
  home: option({
    env: 'REELWRIGHT_HOME',
    schema: folder,
    default: ({ env }: DefaultContext) => defaultHome(env),
    defaultText: '$XDG_DATA_HOME/reelwright, or ~/.local/share/reelwright',
    doc: 'Folder that holds the artifact store, the logs and the data of the embedded Redis.',
    path: true,
  }),
  redisUrl: option({
    env: 'REDIS_URL',
    schema: redisUrl.optional(),
    default: undefined,
    defaultText: 'unset: an embedded Redis or Valkey is started',
    doc: 'Redis or Valkey server to use; it should persist (AOF) and must not evict (noeviction).',
  }),
  host: option({
    env: 'REELWRIGHT_HOST',
    schema: text('a host name or address').regex(/^[A-Za-z0-9.:_-]+$/, { error: 'must be a host name or address' }),
    default: '127.0.0.1',
    doc: 'Address the gateway listens on; any other than loopback needs `apiKey`.',
  }),
  port: option({
    env: 'REELWRIGHT_PORT',
    schema: integer(0, 65535),
    default: 4100,
    doc: 'TCP port of the gateway; 0 takes a free one.',
  }),
  apiKey: option({
    env: 'REELWRIGHT_API_KEY',
    schema: text('a key').min(8, { error: 'must have at least 8 characters' }).optional(),
    default: undefined,
    defaultText: 'unset: open to this machine only',
    doc: 'Key that clients must present; keep it in the environment rather than in the file.',
    secret: true,
  }),
  prefix: option({
    env: 'REELWRIGHT_PREFIX',
    schema: text('a short name').regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,47}$/, {
      error: 'must be 1 to 48 letters, digits, "-" or "_", beginning with a letter or digit',
    }),
    default: 'reelwright',
    doc: 'Name shared by all keys in Redis (the hash tag), so that several installations can share a server.',
  }),
  logLevel: option({
    env: 'REELWRIGHT_LOG_LEVEL',
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'must be one of trace, debug, info, warn, error, fatal, silent',
    }),
    default: 'info',
    doc: 'How much is logged: trace, debug, info, warn, error, fatal or silent.',
  }),
  cpuConcurrency: option({
    env: 'REELWRIGHT_CPU_CONCURRENCY',
    schema: integer(1, 256),
    default: 2,
    doc: 'Tasks one mux worker runs at the same time.',
  }),
  card: option({
    env: 'REELWRIGHT_CARD',
    schema: text('a name').regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,47}$/, {
      error: 'must be 1 to 48 letters, digits, ".", "-" or "_", beginning with a letter or digit',
    }),
    default: 'cpu0',
    doc: 'Name of the card a GPU worker serves; one worker process per card.',
  }),
  lockDurationMs: option({
    env: 'REELWRIGHT_LOCK_DURATION_MS',
    schema: integer(1_000, 600_000),
    default: 10_000,
    doc: 'Milliseconds a worker may be silent before its task is given to another.',
  }),
  stalledIntervalMs: option({
    env: 'REELWRIGHT_STALLED_INTERVAL_MS',
    schema: integer(500, 600_000),
    default: 5_000,
    doc: 'Milliseconds between two looks for silent workers.',
  }),
  outputDir: option({
    env: 'REELWRIGHT_OUTPUT_DIR',
    schema: folder,
    default: ({ home }: DefaultContext) => join(home, 'pipelines'),
    defaultText: '<home>/pipelines',
    doc: 'Folder where finished films are published, one folder per pipeline.',
    path: true,
  }),
  minFreeDiskMb: option({
    env: 'REELWRIGHT_MIN_FREE_DISK_MB',
    schema: integer(0, 100_000_000),
    default: 200,
    doc: 'Free disk space, in MB, below which no new work is started.',
  }),
  drainMs: option({
    env: 'REELWRIGHT_DRAIN_MS',
    schema: integer(0, 3_600_000),
    default: 10_000,
    doc: 'Milliseconds that running tasks are given to finish at shutdown before they are put back.',
  }),
};

export type OptionName = keyof typeof OPTIONS;
export const OPTION_NAMES = Object.keys(OPTIONS) as OptionName[];

/** The settings of a process, parsed once; every path is absolute. See `OPTIONS` for meaning, unit and default. */
export type Config = { readonly [Name in OptionName]: z.output<(typeof OPTIONS)[Name]['schema']> };

/** The environment variable that names the configuration file. */
export const CONFIG_FILE_ENV = 'REELWRIGHT_CONFIG';
export const CONFIG_FILE_NAME = 'reelwright.config.yaml';

/** The XDG specification says that a relative XDG_DATA_HOME is to be ignored. */
function defaultHome(env: Env): string {
  const data = env.XDG_DATA_HOME;
  const base = data !== undefined && isAbsolute(data) ? data : join(env.HOME ?? homedir(), '.local', 'share');
  return join(base, 'reelwright');
}
