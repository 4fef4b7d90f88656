import type { Colors } from '../text/colors.js';
import { formatBytes, formatDuration, formatFacts, formatPercent } from '../text/format.js';
import { displayWidth, fit, oneLine, padStart, truncate } from '../text/width.js';
import { outcomeOf } from './state.js';
import type { LiveOutput, LiveState, LiveStep } from './state.js';

export interface RenderOptions {
  /** Columns and rows of the terminal. */
  width: number;
  rows: number;
  now: number;
  /** Which picture of the spinner. */
  frame: number;
  colors: Colors;
  /** What the pipeline is about, in the user's words. */
  title: string;
  /** Where an output can be looked at. */
  linkOf: (output: LiveOutput) => string;
  /** Makes text a link, where the terminal can. */
  hyperlink?: (label: string, target: string) => string;
}

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const MOST_OUTPUTS = 6;
/** Columns of ` 100 %`, and the least for the time. */
const PERCENT = 6;
const ELAPSED = 9;

/** The live view as lines, none wider than the terminal and not more than it has rows. Pure. */
export function renderLive(state: LiveState, options: RenderOptions): string[] {
  // The last column stays free: some terminals wrap as soon as it is written to.
  const width = Math.max(20, options.width - 1);
  // In the end the command says where everything is, which a gateway that stops with it can't.
  const most = state.status === 'completed' ? 0 : Math.min(MOST_OUTPUTS, Math.max(0, options.rows - 8));
  const outputs = state.outputs.slice(state.outputs.length - Math.min(most, state.outputs.length));
  const room = Math.max(1, options.rows - outputs.length - 4);
  const { shown, hidden } = worthShowing(state.steps, room);
  const layout = layoutOf(shown, width, options.now);
  return [
    options.colors.bold(truncate(oneLine(options.title), width)),
    ...shown.flatMap((step) => stepLines(step, layout, options)),
    ...(hidden === '' ? [] : [options.colors.dim(truncate(hidden, width))]),
    ...outputs.map((output) => outputLine(output, width, options)),
    totalLine(state, width, options),
  ];
}

/** As many steps as fit, in their order: those at work first, then failures, what comes next, and what is over. */
function worthShowing(steps: readonly LiveStep[], room: number): { shown: LiveStep[]; hidden: string } {
  const lines = steps.reduce((sum, step) => sum + (step.trouble ? 2 : 1), 0);
  if (lines <= room) return { shown: [...steps], hidden: '' };
  const urgency: Record<LiveStep['status'], number> = {
    running: 0,
    review: 0,
    failed: 1,
    pending: 2,
    completed: 3,
    skipped: 3,
    cancelled: 3,
  };
  const chosen = new Set<LiveStep>();
  let used = 1;
  for (const step of [...steps].sort((a, b) => urgency[a.status] - urgency[b.status])) {
    const needs = step.trouble ? 2 : 1;
    if (used + needs > room) break;
    chosen.add(step);
    used += needs;
  }
  const rest = steps.filter((step) => !chosen.has(step));
  const over = rest.filter((step) => urgency[step.status] === 3).length;
  return {
    shown: steps.filter((step) => chosen.has(step)),
    hidden: `  … ${rest.length} more steps: ${over} done, ${rest.length - over} to come`,
  };
}

interface Layout {
  width: number;
  name: number;
  type: number;
  tasks: number;
  elapsed: number;
  bar: number;
}

function layoutOf(steps: readonly LiveStep[], width: number, now: number): Layout {
  const widest = (of: (step: LiveStep) => string) => Math.max(0, ...steps.map((step) => displayWidth(of(step))));
  const types = widest((step) => step.type);
  const names = widest((step) => step.id);
  const type = width < 60 ? 0 : Math.min(types, 12);
  const tasks = widest(tasksText);
  const elapsed = Math.max(ELAPSED, widest((step) => elapsedText(step, now)) + 1);
  const rest = 2 + (type > 0 ? type + 2 : 0) + 1 + PERCENT + (tasks > 0 ? tasks + 1 : 0) + elapsed;
  const name = Math.min(names, width < 60 ? 12 : 24, Math.max(3, width - rest));
  return { width, name, type, tasks, elapsed, bar: Math.min(40, Math.max(0, width - rest - name)) };
}

function elapsedText(step: LiveStep, now: number): string {
  return step.startedAt === undefined ? '' : formatDuration((step.endedAt ?? now) - step.startedAt);
}

const tasksText = (step: LiveStep): string => (step.tasks > 1 ? `${step.done}/${step.tasks}` : '');

function stepLines(step: LiveStep, layout: Layout, options: RenderOptions): string[] {
  const { colors, now } = options;
  const paint = paintOf(step, colors);
  const cells = [
    paint(markOf(step, options.frame)),
    ' ',
    fit(step.id, layout.name),
    ...(layout.type > 0 ? ['  ', colors.dim(fit(step.type, layout.type))] : []),
    ' ',
    bar(step.progress, layout.bar, paint, colors),
    padStart(formatPercent(step.progress), PERCENT),
    ...(layout.tasks > 0 ? [' ', padStart(tasksText(step), layout.tasks)] : []),
    colors.dim(padStart(elapsedText(step, now), layout.elapsed)),
  ];
  const line = cells.join('');
  if (!step.trouble || step.status === 'completed') return [line];
  const { retryable, message, hint } = step.trouble;
  const words = truncate(oneLine(`  ${retryable ? outcomeOf(step.trouble) : ''}${message} ${hint}`), layout.width - 2);
  return [line, `  ${(retryable ? colors.yellow : colors.red)(words)}`];
}

function markOf(step: LiveStep, frame: number): string {
  switch (step.status) {
    case 'pending':
      return '·';
    case 'review':
      return '?';
    case 'running':
      return SPINNER[frame % SPINNER.length]!;
    case 'completed':
      return '✓';
    case 'failed':
      return '✗';
    case 'skipped':
    case 'cancelled':
      return '-';
  }
}

function paintOf(step: LiveStep, colors: Colors): (text: string) => string {
  if (step.status === 'completed') return colors.green;
  if (step.status === 'failed') return colors.red;
  if (step.status === 'review') return colors.yellow;
  return step.status === 'running' ? colors.cyan : colors.dim;
}

function bar(fraction: number, width: number, paint: (text: string) => string, colors: Colors): string {
  const full = Math.floor(Math.min(1, Math.max(0, fraction)) * width + 1e-6);
  return paint('█'.repeat(full)) + colors.dim('░'.repeat(width - full));
}

function outputLine(output: LiveOutput, width: number, { colors, linkOf, hyperlink }: RenderOptions): string {
  const facts = formatFacts(output.facts);
  const what = [output.type, output.task_id, facts, formatBytes(output.bytes)]
    .filter((part) => part !== '')
    .join(' · ');
  const label = truncate(`  ${what}`, width);
  const link = linkOf(output);
  const room = width - displayWidth(label) - 2;
  // Less than this tells nothing; the whole address is behind the words where the terminal knows links.
  if (room < 16) return colors.dim(hyperlink?.(label, link) ?? label);
  const shown = truncate(link, room);
  return colors.dim(`${label}  ${hyperlink?.(shown, link) ?? shown}`);
}

function totalLine(state: LiveState, width: number, { colors, now }: RenderOptions): string {
  const words = [formatPercent(state.progress), ...timeWords(state, now)].join(' · ');
  const size = Math.min(30, Math.max(0, width - displayWidth(words) - 2));
  const line = truncate(words, width);
  return size < 5 ? line : `${bar(state.progress, size, colors.cyan, colors)}  ${line}`;
}

function timeWords(state: LiveState, now: number): string[] {
  const words = state.startedAt === undefined ? [] : [formatDuration((state.endedAt ?? now) - state.startedAt)];
  if (state.status !== 'running' && state.status !== 'pending') return [...words, state.status];
  if (!state.eta || state.status === 'pending') return words;
  const left = state.eta.ms - (now - state.eta.at);
  return [
    ...words,
    left < 1_000
      ? 'nearly done'
      : `about ${formatDuration(Math.max(1_000, Math.round(left / 1000) * 1000)).replace('.0 ', ' ')} left`,
  ];
}
