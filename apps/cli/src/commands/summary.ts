import type { Output, Pipeline } from '../gateway/api.js';
import { formatBytes, formatDuration, formatFacts, formatMoney } from '../text/format.js';
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
  const types = new Set(pipeline.steps.map((step) => step.step_type));
  return pipeline.steps.flatMap(({ id, step_type }) => {
    const outputs = pipeline.outputs.filter((output) => output.step_id === id);
    const files = pipeline.files?.[id] ?? [];
    const first = outputs[0];
    if (!first) return [];
    const local = files.length > 0 && files.every(options.exists);
    const places = local ? files : outputs.map(({ url }) => options.linkOf(url));
    return [{ step: id, what: nameOf(step_type, first.type, types), places }];
  });
}

/** By its part in the film, where the pipeline has one for it. */
function nameOf(stepType: string, media: Output['type'], types: ReadonlySet<string>): string {
  if (stepType === 't2i' && types.has('i2v')) return 'keyframe';
  if (types.has('mux')) {
    if (stepType === 'i2v' || stepType === 't2v') return 'silent video';
    if (stepType === 'music') return 'soundtrack';
    if (stepType === 'mux') return 'film';
  }
  return media;
}

export function pieceRows(pieces: readonly Piece[]): string[][] {
  return pieces.flatMap(({ step, what, places }) => {
    const alone = pieces.filter((piece) => piece.what === what).length === 1;
    const label = alone || what === step ? what : `${what} (${step})`;
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
  const rows = [...pieceRows(others), ...endRows(pipeline, ms)];
  return [
    `${colors.green('✓')} ${colors.bold(film.path)}${overwrote ? ' (overwritten)' : ''}`,
    `  ${facts.filter((fact) => fact !== '').join(' · ')}`,
    ...indent(table(rows)),
  ];
}

/** How long it took, each step and all of it, and how to find it again. */
export function endRows(pipeline: Pick<Pipeline, 'id' | 'steps' | 'reused' | keyof Costs>, ms: number): string[][] {
  const { id, steps, reused } = pipeline;
  const cost = costText(pipeline);
  const each = steps.flatMap((step) => {
    if (step.started_at === undefined || step.ended_at === undefined) return [];
    return [`${step.id} ${formatDuration(Date.parse(step.ended_at) - Date.parse(step.started_at))}`];
  });
  return [
    ['steps', each.join(' · ')],
    ...(reused.tasks === 0 ? [] : [['reused', reuseText(reused)]]),
    ...(cost === '' ? [] : [['cost', cost]]),
    ['in all', formatDuration(ms)],
    ['pipeline', id],
  ];
}

type Costs = Pick<Pipeline, 'cost_estimate' | 'cost_actual' | 'cost_untold'>;

/** `$0.41 paid, $0.39 estimated`; empty where nothing costs anything. */
export function costText({ cost_estimate, cost_actual, cost_untold }: Costs): string {
  if (cost_estimate === 0 && cost_actual === 0 && cost_untold === 0) return '';
  const estimate = cost_estimate === undefined ? 'no estimate' : `${formatMoney(cost_estimate)} estimated`;
  const untold = cost_untold === 0 ? '' : `, ${cost_untold} of a cost that nobody told`;
  return `${formatMoney(cost_actual)} paid, ${estimate}${untold}`;
}

function reuseText({ tasks, saved_ms, saved_micro_dollars }: Pipeline['reused']): string {
  const saved = [
    ...(saved_ms >= 1000 ? [formatDuration(saved_ms)] : []),
    ...(saved_micro_dollars > 0 ? [formatMoney(saved_micro_dollars)] : []),
  ].join(' and ');
  return `${tasks} result${tasks === 1 ? '' : 's'} made before${saved === '' ? '' : `, ${saved} saved`}`;
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
    cost_estimate: pipeline.cost_estimate,
    cost_actual: pipeline.cost_actual,
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
