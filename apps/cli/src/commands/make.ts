import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Context } from '../context.js';
import { CliError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import type { Output, Pipeline } from '../gateway/api.js';
import type { Connection } from '../gateway/connection.js';
import { download } from '../gateway/download.js';
import { DEFAULT_TEMPLATE, makeRequest, type MakeOptions, sceneOf } from '../request/make-request.js';
import { parseDuration, parseSeed } from '../request/numbers.js';
import { checkWritable, filmPath } from '../request/output-path.js';
import { formatBytes } from '../text/format.js';
import { madeJson, madeLines, piecesOf } from './summary.js';
import { exitCodeOf, failureLines, watchOwn } from './watching.js';

/** As they come from the command line. */
export interface MakeFlags extends Omit<MakeOptions, 'duration' | 'seed'> {
  output?: string;
  duration?: string;
  seed?: string;
  template?: string;
  open?: boolean;
}

const [SHORTEST, LONGEST] = [5, 30];

export async function make(context: Context, words: readonly string[], flags: MakeFlags): Promise<number> {
  const begun = performance.now();
  const scene = sceneOf(words);
  const { output, duration, seed, template = DEFAULT_TEMPLATE, open = false, ...rest } = flags;
  const options: MakeOptions = {
    ...rest,
    ...(duration !== undefined && { duration: durationOf(duration, template) }),
    ...(seed !== undefined && { seed: parseSeed(seed) }),
  };
  const path = filmPath(output, scene, context.folder);
  const { exists } = await checkWritable(path);
  return context.withGateway(async (connection) => {
    const request = makeRequest(await connection.api.template(template), scene, options);
    const created = await connection.api.create(request);
    const pipeline = await watchOwn(context, connection, created, scene);
    if (pipeline.status !== 'completed') return notMade(context, pipeline);
    const film = await filmOf(connection, pipeline);
    await fetchFilm(context, connection, film, path).catch((error: unknown) => {
      context.terminal.complain(`The film is made and kept, but not fetched: reelwright status ${pipeline.id}`);
      throw error;
    });
    const linkOf = (url: string) => connection.api.link(url);
    const pieces = piecesOf(pipeline, { exists: existsSync, linkOf });
    const made = { pipeline, film: { path, output: film }, overwrote: exists, pieces, ms: performance.now() - begun };
    const { terminal } = context;
    terminal.result(terminal.mode === 'quiet' ? [path] : madeLines(made, terminal.colors), madeJson(made));
    if (open) show(path);
    return EXIT.ok;
  });
}

/** Other templates have other bounds, which the gateway knows. */
const durationOf = (text: string, template: string): number =>
  template === DEFAULT_TEMPLATE ? parseDuration(text, SHORTEST, LONGEST) : parseDuration(text, 0, 3_600);

function notMade({ terminal }: Context, pipeline: Pipeline): number {
  for (const line of failureLines(pipeline)) terminal.complain(line);
  const { id, status, error, failed_step } = pipeline;
  if (terminal.mode === 'json') terminal.json({ type: 'result', id, status, error, failed_step });
  return exitCodeOf(pipeline);
}

async function filmOf(connection: Connection, { id, output_steps }: Pipeline): Promise<Output> {
  for (const step of output_steps) {
    const film = (await connection.api.outputsOf(id, step)).find(({ mime }) => mime === 'video/mp4');
    if (film) return film;
  }
  throw new CliError(
    'no_film',
    `Pipeline ${id} delivered no film.`,
    EXIT.usage,
    `See what it made: reelwright status ${id}; templates without a film are run by reelwright run.`,
  );
}

async function fetchFilm(
  { terminal, interrupted }: Context,
  connection: Connection,
  film: Output,
  path: string,
): Promise<void> {
  const options = { signal: interrupted, withRecipe: true };
  if (terminal.mode !== 'live') return download(connection, film, path, options);
  const { createLogUpdate } = await import('log-update');
  const update = createLogUpdate(process.stdout);
  const total = formatBytes(film.bytes);
  let told = 0;
  const onProgress = (bytes: number): void => {
    if (performance.now() - told < 100) return;
    told = performance.now();
    update(terminal.colors.dim(`Fetching the film: ${formatBytes(bytes)} of ${total}`));
  };
  try {
    await download(connection, film, path, { ...options, onProgress });
  } finally {
    update.clear();
    update.done();
  }
}

/** With the system's player; that there is none is no failure of the film. */
function show(path: string): void {
  const [program, args] =
    process.platform === 'darwin'
      ? ['open', [path]]
      : process.platform === 'win32'
        ? ['cmd', ['/c', 'start', '', path]]
        : ['xdg-open', [path]];
  const player = spawn(program, args, { stdio: 'ignore', detached: true });
  player.on('error', () => undefined);
  player.unref();
}
