import { formatBytes, formatDuration, formatFacts } from '../text/format.js';
import { oneLine } from '../text/width.js';
import { outcomeOf } from './state.js';
import type { LiveOutput, LiveState, LiveStep } from './state.js';

export interface PlainOptions {
  linkOf: (output: LiveOutput) => string;
}

/** What changed, one line each, for logs and pipes. Pure. */
export function changeLines(before: LiveState, after: LiveState, options: PlainOptions): string[] {
  const fresh = after.outputs.slice(before.outputs.length);
  const lines = after.steps.flatMap((step, at) => {
    const old = before.steps[at];
    const outputs = fresh.filter((output) => output.step_id === step.id);
    return [
      ...(old === undefined ? [] : begun(old, step)),
      ...outputs.map((output) => outputText(output, options)),
      ...(old === undefined ? [] : overWords(old, step)),
    ].map((words) => `${step.id}: ${words}`);
  });
  if (before.status !== after.status && after.status !== 'running') lines.push(`pipeline ${after.status}`);
  const since = after.at - (after.startedAt ?? after.at);
  return lines.map((line) => `[${formatDuration(since).padStart(6)}] ${oneLine(line)}`);
}

function begun(old: LiveStep, step: LiveStep): string[] {
  const lines: string[] = [];
  if (old.startedAt === undefined && step.startedAt !== undefined) lines.push(`started (${sourceOf(step)})`);
  const quarter = Math.floor(step.progress * 4);
  if (quarter > Math.floor(old.progress * 4) && quarter < 4) {
    lines.push(`${quarter * 25} %${step.tasks > 1 ? ` (${step.done} of ${step.tasks})` : ''}`);
  }
  if (step.trouble && step.trouble.eventId !== old.trouble?.eventId) {
    lines.push(`${outcomeOf(step.trouble)}${step.trouble.message} ${step.trouble.hint}`);
  }
  return lines;
}

const sourceOf = ({ type, provider, model, tasks }: LiveStep): string =>
  `${type}, ${provider}/${model}${tasks > 1 ? `, ${tasks} tasks` : ''}`;

function outputText(output: LiveOutput, { linkOf }: PlainOptions): string {
  const item = output.task_id === output.step_id ? '' : `${output.task_id} `;
  const facts = formatFacts(output.facts);
  return `${item}${output.type} ready (${facts === '' ? '' : `${facts}, `}${formatBytes(output.bytes)}): ${linkOf(output)}`;
}

function overWords(old: LiveStep, step: LiveStep): string[] {
  if (old.status === step.status) return [];
  const took = step.startedAt === undefined || step.endedAt === undefined ? 0 : step.endedAt - step.startedAt;
  if (step.status === 'completed') return [`done in ${formatDuration(took)}`];
  return step.status === 'skipped' ? ['skipped'] : [];
}
