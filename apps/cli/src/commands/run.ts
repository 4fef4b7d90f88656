import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Context } from '../context.js';
import { CliError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import type { Output, Pipeline } from '../gateway/api.js';
import type { Connection } from '../gateway/connection.js';
import { download } from '../gateway/download.js';
import { runRequest, type RunFlags, sourceOf } from '../request/definition.js';
import { deliveryPaths, isFolderName } from '../request/deliveries.js';
import { checkWritable } from '../request/output-path.js';
import { formatBytes } from '../text/format.js';
import { indent, table } from '../text/table.js';
import { textLines, textsOf } from './texts.js';
import { endRows, piecesOf, pieceRows } from './summary.js';
import { counted, exitCodeOf, failureLines, watchOwn } from './watching.js';

export interface RunCommandFlags extends RunFlags {
  output?: string;
  detach?: boolean;
}

export async function runPipeline(context: Context, name: string, flags: RunCommandFlags): Promise<number> {
  const begun = performance.now();
  const source = sourceOf(name, context.folder);
  const target = flags.output === undefined ? undefined : await prepareTarget(flags.output, context.folder);
  return context.withGateway(async (connection) => {
    if (flags.detach === true && connection.owned) throw nobodyToRunIt();
    const request = await runRequest(connection.api, source, flags, context.folder);
    const created = await connection.api.create({ ...request, run: true });
    return follow(context, connection, created, { detach: flags.detach === true, target, begun });
  });
}

/** What follows once a pipeline was set going by another command. */
export async function finish(
  context: Context,
  connection: Connection,
  pipeline: Pipeline,
  flags: { detach?: boolean; output?: string },
  begun: number,
): Promise<number> {
  const target = flags.output === undefined ? undefined : await prepareTarget(flags.output, context.folder);
  return follow(context, connection, pipeline, { detach: flags.detach === true, target, begun });
}

async function follow(
  context: Context,
  connection: Connection,
  created: Pipeline,
  { detach, target, begun }: { detach: boolean; target: Target | undefined; begun: number },
): Promise<number> {
  if (detach) return detached(context, created);
  const pipeline = await watchOwn(context, connection, created, `${created.name} · ${created.id}`);
  if (pipeline.status !== 'completed') return told(context, pipeline);
  const delivered = target === undefined ? [] : await deliver(context, connection, pipeline, target);
  await summarise(context, connection, pipeline, delivered, performance.now() - begun);
  return EXIT.ok;
}

interface Target {
  path: string;
  folder: boolean;
}

/** Before anything runs: is it certain that what is made can be written there? */
async function prepareTarget(asked: string, folder: string): Promise<Target> {
  const path = resolve(folder, asked);
  if (!isFolderName(asked, existsSync(path) && statSync(path).isDirectory())) {
    await checkWritable(path);
    return { path, folder: false };
  }
  if (existsSync(path) || existsSync(dirname(path))) mkdirSync(path, { recursive: true });
  await checkWritable(join(path, 'output'));
  return { path, folder: true };
}

const nobodyToRunIt = (): CliError =>
  new CliError(
    'no_stack',
    'There is no running stack to leave it to: this command’s own would stop with it.',
    EXIT.environment,
    'Start one in another terminal, `reelwright up`, and try again; or leave out --detach.',
  );

function detached({ terminal }: Context, { id, name, status, seed }: Pipeline): number {
  const lines = [`Pipeline ${id} (${name}) is on its way.`, `  Watch it: reelwright watch ${id}`];
  terminal.result(terminal.mode === 'quiet' ? [id] : lines, { type: 'result', id, name, status, seed });
  return EXIT.ok;
}

function told({ terminal }: Context, pipeline: Pipeline): number {
  for (const line of failureLines(pipeline)) terminal.complain(line);
  if (terminal.mode === 'json') terminal.json({ type: 'result', ...pipeline });
  return exitCodeOf(pipeline);
}

async function deliver(
  { interrupted }: Context,
  connection: Connection,
  { id, output_steps }: Pipeline,
  target: Target,
): Promise<string[]> {
  const outputs: Output[] = [];
  for (const step of output_steps) outputs.push(...(await connection.api.outputsOf(id, step)));
  const paths = deliveryPaths(outputs, target);
  for (const [at, output] of outputs.entries()) {
    await download(connection, output, paths[at]!, { signal: interrupted });
  }
  return paths;
}

const MOST_LISTED = 20;

async function summarise(
  { terminal }: Context,
  connection: Connection,
  pipeline: Pipeline,
  delivered: readonly string[],
  ms: number,
): Promise<void> {
  const texts = await textsOf(connection, pipeline, pipeline.output_steps);
  const pieces = piecesOf(pipeline, { exists: existsSync, linkOf: (url) => connection.api.link(url) });
  const json = { type: 'result', ...pipeline, delivered, pieces, texts, seconds: Math.round(ms) / 1000 };
  if (terminal.mode === 'quiet') {
    const wanted = pieces.filter(({ step }) => pipeline.output_steps.includes(step)).flatMap(({ places }) => places);
    terminal.result(delivered.length > 0 ? delivered : wanted, json);
    return;
  }
  const listed = delivered.slice(0, MOST_LISTED);
  const rest = delivered.length - listed.length;
  const bytes = pipeline.outputs.reduce((sum, output) => sum + output.bytes, 0);
  const rows = [...pieceRows(pieces), ...endRows(pipeline, ms)];
  terminal.result(
    [
      ...listed.map((path) => `${terminal.colors.green('✓')} ${terminal.colors.bold(path)}`),
      ...(rest > 0 ? [`  … and ${rest} more`] : []),
      `${terminal.colors.green('✓')} ${pipeline.name}: ${counted(pipeline.outputs.length, 'output')}, ${formatBytes(bytes)}, seed ${pipeline.seed}`,
      ...indent(table(rows)),
      ...textLines(texts),
    ],
    json,
  );
}
