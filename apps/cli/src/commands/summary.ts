import type { Output, Pipeline } from '../gateway/api.js';
import { formatBytes, formatDuration, formatFacts } from '../text/format.js';
import { indent, table } from '../text/table.js';
import type { Colors } from '../text/colors.js';

/** What a step made and where it is. */
export interface Piece {
  step: string;
  /** What it is, in words for people. */
  what: string;
  places: string[];
}

const MOST_PLACES = 8;

/** Everything but the delivered film: by step, as files where they are on this machine, else as addresses. Pure. */
export function piecesOf(
  pipeline: Pick<Pipeline, 'steps' | 'outputs' | 'files'>,
  options: { exists: (path: string) => boolean; linkOf: (url: string) => string },
): Piece[] {
  return pipeline.steps.flatMap(({ id, step_type }) => {
    const outputs = pipeline.outputs.filter((output) => output.step_id === id);
    const files = pipeline.files?.[id] ?? [];
    const first = outputs[0];
    if (!first) return [];
    const local = files.length > 0 && files.every(options.exists);
    const places = local ? files : outputs.map(({ url }) => options.linkOf(url));
    return [{ step: id, what: nameOf(step_type, first.type), places }];
  });
}

function nameOf(stepType: string, media: Output['type']): string {
  const names: Readonly<Record<string, string>> = {
    t2i: 'keyframe',
    i2v: 'silent video',
    music: 'soundtrack',
    mux: 'film',
  };
  return names[stepType] ?? media;
}

export function pieceRows(pieces: readonly Piece[]): string[][] {
  return pieces.flatMap(({ step, what, places }) => {
    const label = what === step ? what : `${what} (${step})`;
    const rows = places.slice(0, MOST_PLACES).map((place, at) => [at === 0 ? label : '', place]);
    const more = places.length - MOST_PLACES;
    return more > 0 ? [...rows, ['', `… and ${more} more beside them`]] : rows;
  });
}

export interface Made {
  pipeline: Pipeline;
  film: { path: string; output: Output };
  overwrote: boolean;
  pieces: Piece[];
  /** From the command to the file. */
  ms: number;
}

/** The last words of `make`. Pure. */
export function madeLines({ pipeline, film, overwrote, pieces, ms }: Made, colors: Colors): string[] {
  const facts = [formatFacts(film.output.facts), formatBytes(film.output.bytes), `seed ${pipeline.seed}`];
  const others = pieces.filter(({ step }) => step !== film.output.step_id);
  const rows = [...pieceRows(others), ['time', timesText(pipeline, ms)], ['pipeline', pipeline.id]];
  return [
    `${colors.green('✓')} ${colors.bold(film.path)}${overwrote ? ' (overwritten)' : ''}`,
    `  ${facts.filter((fact) => fact !== '').join(' · ')}`,
    ...indent(table(rows)),
  ];
}

/** How long each step took, and all of it. */
export function timesText({ steps }: Pick<Pipeline, 'steps'>, ms: number): string {
  const each = steps.flatMap(({ id, started_at, ended_at }) => {
    if (started_at === undefined || ended_at === undefined) return [];
    return [`${id} ${formatDuration(Date.parse(ended_at) - Date.parse(started_at))}`];
  });
  return [...each, `in all ${formatDuration(ms)}`].join(' · ');
}

export function madeJson({ pipeline, film, overwrote, pieces, ms }: Made): Record<string, unknown> {
  return {
    type: 'result',
    id: pipeline.id,
    status: pipeline.status,
    output: film.path,
    overwrote,
    bytes: film.output.bytes,
    digest: film.output.digest,
    facts: film.output.facts ?? {},
    seed: pipeline.seed,
    pieces,
    steps: pipeline.steps.map(({ id, step_type, provider, model, started_at, ended_at, work_ms }) => ({
      id,
      step_type,
      provider,
      model,
      started_at,
      ended_at,
      work_ms,
    })),
    seconds: Math.round(ms) / 1000,
  };
}
