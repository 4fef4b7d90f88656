import { existsSync } from 'node:fs';
import type { Context } from '../context.js';
import { usageError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import type { Pipeline, PipelineSummary } from '../gateway/api.js';
import type { Connection } from '../gateway/connection.js';
import { formatAge, formatDuration, formatPercent } from '../text/format.js';
import { indent, table } from '../text/table.js';
import { oneLine } from '../text/width.js';
import { costText, type Piece, pieceRows, piecesOf } from './summary.js';
import { textLines, textsOf } from './texts.js';
import { exitCodeOf, failureLines, watchPipeline } from './watching.js';

const MOST_LISTED = 100;

export async function status(context: Context, id: string | undefined, all: boolean): Promise<number> {
  return context.withGateway(async (connection) => {
    if (all) return list(context, connection);
    const pipeline = await latestOr(connection, id);
    const pieces = piecesOf(pipeline, { exists: existsSync, linkOf: (url) => connection.api.link(url) });
    const texts = await textsOf(connection, pipeline, pipeline.output_steps);
    context.terminal.result([...statusLines(pipeline, pieces, Date.now()), ...textLines(texts)], {
      ...pipeline,
      ...(texts.length > 0 && { texts }),
    });
    return EXIT.ok;
  });
}

export async function watch(context: Context, id: string | undefined): Promise<number> {
  return context.withGateway(async (connection) => {
    const { terminal } = context;
    const found = await latestOr(connection, id);
    const pipeline = await watchPipeline(context, connection, found, `${found.name} · ${found.id}`);
    const pieces = piecesOf(pipeline, { exists: existsSync, linkOf: (url) => connection.api.link(url) });
    if (terminal.mode === 'json') terminal.json({ type: 'result', ...pipeline });
    else if (pipeline.status === 'completed') terminal.result(table(pieceRows(pieces)), pipeline);
    else for (const line of failureLines(pipeline)) terminal.complain(line);
    return exitCodeOf(pipeline);
  });
}

async function latestOr({ api }: Connection, id: string | undefined): Promise<Pipeline> {
  const wanted = id ?? (await api.pipelines(1)).items[0]?.id;
  if (wanted !== undefined) return api.pipeline(wanted);
  throw usageError('There is no pipeline yet.', 'Make one: reelwright make "a lighthouse in a storm"');
}

async function list({ terminal }: Context, { api }: Connection): Promise<number> {
  const page = await api.pipelines(MOST_LISTED);
  terminal.result(listLines(page.items, page.total, Date.now()), page);
  return EXIT.ok;
}

/** Newest first. Pure. */
export function listLines(items: readonly PipelineSummary[], total: number, now: number): string[] {
  if (items.length === 0) return ['There is no pipeline yet.'];
  const rows = items.map(({ id, status: state, name, created_at, started_at, ended_at }) => [
    id,
    state,
    started_at === undefined
      ? ''
      : formatDuration((ended_at === undefined ? now : Date.parse(ended_at)) - Date.parse(started_at)),
    formatAge(now - Date.parse(created_at)),
    oneLine(name),
  ]);
  const more = total > items.length ? [`… and ${total - items.length} older ones`] : [];
  return [...table([['id', 'status', 'time', 'made', 'name'], ...rows]), ...more];
}

/** One pipeline with its steps and what they made. Pure. */
export function statusLines(pipeline: Pipeline, pieces: readonly Piece[], now: number): string[] {
  const { id, name, status: state, progress, seed, eta_seconds } = pipeline;
  const left =
    eta_seconds === undefined || state !== 'running' ? '' : `, about ${formatDuration(eta_seconds * 1000)} left`;
  const steps = pipeline.steps.map((step) => [
    step.id,
    step.step_type,
    step.status,
    formatPercent(step.progress),
    step.tasks > 1 ? `${step.tasks_done}/${step.tasks} tasks` : '',
    step.started_at === undefined
      ? ''
      : formatDuration((step.ended_at === undefined ? now : Date.parse(step.ended_at)) - Date.parse(step.started_at)),
    `${step.provider}/${step.model}`,
    costText(step),
  ]);
  const cost = costText(pipeline);
  return [
    `${oneLine(name)} · ${id}`,
    `${state}, ${formatPercent(progress)}${left} · seed ${seed} · made ${formatAge(now - Date.parse(pipeline.created_at))}`,
    ...(cost === '' ? [] : [`cost: ${cost}`]),
    '',
    ...indent(table(steps)),
    ...(pieces.length === 0 ? [] : ['', ...indent(table(pieceRows(pieces)))]),
    ...(state === 'failed' ? ['', ...failureLines(pipeline)] : []),
  ];
}
