import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import {
  dollars,
  folder,
  httpUrls,
  integer,
  modelName,
  option,
  providerKey,
  redisUrl,
  text,
  webUrl,
} from './option.js';
import type { DefaultContext, Env } from './option.js';
import { LIBRARY_OPTIONS } from './library-options.js';
import { UPLOAD_OPTIONS } from './upload-options.js';
import { WEBHOOK_OPTIONS } from './webhook-options.js';

export type { DefaultContext, Env, Option } from './option.js';

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
    urls: true,
    doc: 'Redis or Valkey server to use; it should persist (AOF) and must not evict (noeviction).',
  }),
  comfyuiUrls: option({
    env: 'COMFYUI_URLS',
    schema: httpUrls.optional(),
    default: undefined,
    defaultText: 'unset: the built-in sketch makes pictures and videos',
    urls: true,
    doc: 'ComfyUI servers, comma-separated, one for each card; they make pictures, videos and music.',
  }),
  host: option({
    env: 'REELWRIGHT_HOST',
    schema: text('a host name or address').regex(/^[A-Za-z0-9.:_-]+$/, { error: 'must be a host name or address' }),
    default: '127.0.0.1',
    doc: 'Address the gateway listens on; any other than loopback needs `apiKey`, or a key that was made.',
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
    doc: 'Key of the operator, who may do everything; keep it in the environment rather than in the file.',
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
  comfyuiWorkflows: option({
    env: 'COMFYUI_WORKFLOWS',
    schema: folder,
    default: ({ home }: DefaultContext) => join(home, 'workflows'),
    defaultText: '<home>/workflows',
    doc: 'Folder of ComfyUI workflows of your own, in the API format; each is run by the step `comfyui`.',
    path: true,
  }),
  cardComfyuiUrl: option({
    env: 'REELWRIGHT_CARD_COMFYUI_URL',
    schema: webUrl.optional(),
    default: undefined,
    defaultText: 'unset: the only one there is, else any that is free',
    urls: true,
    doc: 'ComfyUI server of the card that a GPU worker serves, one of `comfyuiUrls`.',
  }),
  cardAgeCapSec: option({
    env: 'REELWRIGHT_CARD_AGE_CAP_SEC',
    schema: integer(1, 86_400),
    default: 300,
    doc: 'Seconds that work may wait with no card at its model family before a card gives up another family for it.',
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
  checkpointRoot: option({
    env: 'REELWRIGHT_CHECKPOINT_ROOT',
    schema: folder,
    default: ({ home }: DefaultContext) => join(home, 'checkpoints'),
    defaultText: '<home>/checkpoints',
    doc: 'Folder that holds exported checkpoints; the `checkpointDir` of a pipeline lies in it.',
    path: true,
  }),
  minFreeDiskMb: option({
    env: 'REELWRIGHT_MIN_FREE_DISK_MB',
    schema: integer(0, 100_000_000),
    default: 200,
    doc: 'Free disk space, in MB, below which no new work is started.',
  }),
  diskQuotaMb: option({
    env: 'REELWRIGHT_DISK_QUOTA_MB',
    schema: integer(0, 1_000_000_000),
    default: 0,
    defaultText: '0: as much as fits',
    doc: 'MB that artifacts may take; at this size no new work is started.',
  }),
  cacheDays: option({
    env: 'REELWRIGHT_CACHE_DAYS',
    schema: integer(0, 36_500),
    default: 30,
    doc: 'Days after which a cached result that nobody used is forgotten; 0 keeps none that no pipeline needs.',
  }),
  retainDays: option({
    env: 'REELWRIGHT_RETAIN_DAYS',
    schema: integer(0, 36_500),
    default: 0,
    defaultText: '0: for ever',
    doc: 'Days after its end when a pipeline is removed with its checkpoints and its folder of outputs.',
  }),
  ...UPLOAD_OPTIONS,
  ...LIBRARY_OPTIONS,
  ...WEBHOOK_OPTIONS,
  collectMinutes: option({
    env: 'REELWRIGHT_COLLECT_MINUTES',
    schema: integer(0, 100_000),
    default: 60,
    doc: 'Minutes between two rounds that remove stored bytes nothing refers to any more; 0 never does.',
  }),
  compactAfterSec: option({
    env: 'REELWRIGHT_COMPACT_AFTER_SEC',
    schema: integer(0, 31_536_000),
    default: 600,
    doc: 'Seconds after its end when what Redis holds of a pipeline is compressed, and its events are dropped.',
  }),
  falKey: option({
    env: 'FAL_KEY',
    schema: providerKey,
    default: undefined,
    defaultText: 'unset: fal is not used',
    doc: 'Key of fal.ai; with it, steps can say `provider: fal`. Keep it in the environment rather than in the file.',
    secret: true,
  }),
  falQueueUrl: option({
    env: 'FAL_QUEUE_URL',
    schema: webUrl,
    default: 'https://queue.fal.run',
    doc: 'Where work for fal is queued; another address only to try things out.',
  }),
  falRestUrl: option({
    env: 'FAL_REST_URL',
    schema: webUrl,
    default: 'https://rest.fal.ai',
    doc: 'Where files for fal are uploaded.',
  }),
  replicateToken: option({
    env: 'REPLICATE_API_TOKEN',
    schema: providerKey,
    default: undefined,
    defaultText: 'unset: Replicate is not used',
    doc: 'Token of replicate.com; with it, steps can say `provider: replicate`.',
    secret: true,
  }),
  replicateUrl: option({
    env: 'REPLICATE_BASE_URL',
    schema: webUrl,
    default: 'https://api.replicate.com/v1',
    doc: 'Where Replicate is spoken to; another address only to try things out.',
  }),
  openaiKey: option({
    env: 'OPENAI_API_KEY',
    schema: providerKey,
    default: undefined,
    defaultText: 'unset: OpenAI is not used, unless `openaiUrl` is set',
    doc: 'Key of OpenAI or of a server that speaks as it does; with it, steps can say `provider: openai`.',
    secret: true,
  }),
  openaiUrl: option({
    env: 'OPENAI_BASE_URL',
    schema: webUrl.optional(),
    default: undefined,
    defaultText: 'unset: https://api.openai.com/v1',
    doc: 'Server that speaks as OpenAI does, with the version, such as http://127.0.0.1:8080/v1 for LocalAI.',
  }),
  openaiImageModel: option({
    env: 'OPENAI_IMAGE_MODEL',
    schema: modelName,
    default: 'gpt-image-1.5',
    doc: 'Model for pictures by `provider: openai`.',
  }),
  openaiSpeechModel: option({
    env: 'OPENAI_SPEECH_MODEL',
    schema: modelName,
    default: 'gpt-4o-mini-tts',
    doc: 'Model for speech by `provider: openai`.',
  }),
  publicUrl: option({
    env: 'REELWRIGHT_PUBLIC_URL',
    schema: webUrl.optional(),
    default: undefined,
    defaultText: 'unset: providers cannot reach it',
    doc: 'Where the gateway is reached from outside; then providers tell by themselves of work whose answer was lost.',
  }),
  callbackWaitSec: option({
    env: 'REELWRIGHT_CALLBACK_WAIT_SEC',
    schema: integer(0, 86_400),
    default: 300,
    doc: 'Seconds to wait for that before the outcome of a paid request counts as unknown.',
  }),
  providerLimits: option({
    env: 'REELWRIGHT_PROVIDER_LIMITS',
    schema: text('limits such as fal=10,openai=4@60')
      .regex(/^\s*[a-z0-9-]+\s*=\s*(\d{1,6}|\d{0,6}@\d{1,6})\s*(,\s*[a-z0-9-]+\s*=\s*(\d{1,6}|\d{0,6}@\d{1,6})\s*)*$/, {
        error: 'must be limits such as fal=10,openai=4@60',
      })
      .optional(),
    default: undefined,
    defaultText: 'unset: as much as there are workers, and what providers ask for',
    doc: 'For each provider, how many tasks all workers together have there at a time, and how many they begin a minute (`fal=10,openai=4@60`).',
  }),
  dayBudgetUsd: option({
    env: 'REELWRIGHT_DAY_BUDGET_USD',
    schema: dollars,
    default: undefined,
    defaultText: 'unset: as set with `reelwright budget`, at first none',
    doc: 'The most, in dollars, that all paid requests of a day (UTC) may cost together.',
  }),
  monthBudgetUsd: option({
    env: 'REELWRIGHT_MONTH_BUDGET_USD',
    schema: dollars,
    default: undefined,
    defaultText: 'unset: as set with `reelwright budget`, at first none',
    doc: 'The most, in dollars, that all paid requests of a month (UTC) may cost together.',
  }),
  keyBudgetUsd: option({
    env: 'REELWRIGHT_KEY_BUDGET_USD',
    schema: dollars,
    default: undefined,
    defaultText: 'unset: as set with `reelwright budget`, at first none',
    doc: 'The most, in dollars, that the paid requests of each key may cost in all.',
  }),
  openaiChatModel: option({
    env: 'OPENAI_CHAT_MODEL',
    schema: modelName,
    default: 'gpt-4.1-mini',
    doc: 'Models for the text steps by `provider: openai`, comma-separated; the first is preferred among equals.',
  }),
  anthropicKey: option({
    env: 'ANTHROPIC_API_KEY',
    schema: providerKey,
    default: undefined,
    defaultText: 'unset: Anthropic is not used',
    doc: 'Key of Anthropic; with it, text steps can say `provider: anthropic`.',
    secret: true,
  }),
  anthropicUrl: option({
    env: 'ANTHROPIC_BASE_URL',
    schema: webUrl,
    default: 'https://api.anthropic.com',
    doc: 'Where Anthropic is spoken to, without the version; another address only to try things out.',
  }),
  anthropicModel: option({
    env: 'ANTHROPIC_MODEL',
    schema: modelName,
    default: 'claude-haiku-5-5',
    doc: 'Models for the text steps by `provider: anthropic`, comma-separated; the first is preferred among equals.',
  }),
  pricesFile: option({
    env: 'REELWRIGHT_PRICES',
    schema: folder.optional(),
    default: undefined,
    defaultText: 'unset: the built-in list',
    doc: 'JSON file with prices of your own, in the form of libs/providers/src/prices/prices.json, which they precede.',
    path: true,
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
