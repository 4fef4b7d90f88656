import type { Output, Step as RunStep } from '@/api/client';
import type { Live } from '@/api/events';
import type { Placed } from '../model/problems';
import { INPUTS } from '../model/types';
import type { EditorState } from './store';

/** What a node shows besides its settings. */
export interface NodeInfo {
  problems: readonly Placed[];
  /** Tasks, dollars of all of them, and who does them, as planned. */
  tasks?: number;
  cached?: number;
  usd?: number;
  provider?: string;
  critical: boolean;
  /** How it goes, where a run is shown. */
  status?: RunStep['status'];
  done?: number;
  progress?: number;
  review?: number;
  error?: string;
  /** What it made last, and how what it makes now looks. */
  result?: Output;
  previewUrl?: string;
  /** It is a result that is delivered. */
  delivered: boolean;
  paused: boolean;
}

const NONE: readonly Placed[] = [];

/** Of each node; what says the same as before is the same object. */
export function infosOf(state: EditorState, before: ReadonlyMap<string, NodeInfo>): Map<string, NodeInfo> {
  const { history, problems, plan, estimate, critical, run } = state;
  const { definition, options } = history.now;
  const told = Map.groupBy(
    problems.filter(({ node }) => node !== undefined),
    ({ node }) => node!,
  );
  const planned = new Map(plan?.steps.map((step) => [step.id, step]));
  const lines = new Map(estimate?.steps.map((line) => [line.step_id, line]));
  const running = new Map(run?.steps.map((step) => [step.id, step]));
  const results = resultsOf(state);
  const path = new Set(critical ? plan?.critical_path : []);
  const last = plan?.steps.at(-1)?.id;
  const outputs = new Set(definition.outputs?.length ? definition.outputs : last === undefined ? [] : [last]);
  const pausing = new Set([...(options.checkpoints ?? []), ...(options.gates ?? []).map(({ step }) => step)]);
  const infos = [INPUTS, ...definition.steps.map(({ id }) => id)].map((id): [string, NodeInfo] => {
    const step = planned.get(id);
    const now = running.get(id);
    return [
      id,
      {
        problems: told.get(id) ?? NONE,
        critical: path.has(id),
        delivered: outputs.has(id),
        paused: options.mode === 'manual' || (options.mode !== 'auto' && pausing.has(id)),
        ...(step && { tasks: step.tasks, cached: step.cached, provider: step.provider }),
        ...(lines.get(id)?.total_usd !== undefined && { usd: lines.get(id)!.total_usd }),
        ...(now && goingOf(now)),
        ...(results.has(id) && { result: results.get(id)! }),
        ...previewOf(state.live, id),
      },
    ];
  });
  return new Map(infos.map(([id, info]) => [id, same(before.get(id), info)]));
}

const goingOf = ({ status, tasks, tasks_done: done, progress, tasks_in_review: review, error }: RunStep) => ({
  ...{ status, done, progress, review, tasks },
  ...(error && { error: error.message }),
});

/** The latest picture, video, sound or text of each step. */
function resultsOf({ run, live }: EditorState): Map<string, Output> {
  const outputs = [...(run?.outputs ?? []), ...(live?.outputs.values() ?? [])];
  const steps = new Map<string, Output>();
  for (const output of outputs) {
    const before = steps.get(output.step_id);
    if (!before || rank(output) >= rank(before)) steps.set(output.step_id, output);
  }
  return steps;
}

const RANKS: Record<string, number> = { video: 3, image: 3, audio: 2, text: 1 };
const rank = ({ type }: Output): number => RANKS[type] ?? 0;

function previewOf(live: Live | undefined, id: string): { previewUrl?: string } {
  for (const [task, { previewUrl }] of live?.running ?? [])
    if (previewUrl !== undefined && (task === id || task.startsWith(`${id}[`))) return { previewUrl };
  return {};
}

function same(before: NodeInfo | undefined, after: NodeInfo): NodeInfo {
  if (!before) return after;
  const names = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof NodeInfo>;
  for (const name of names) {
    if (before[name] === after[name]) continue;
    if (name === 'result' && before.result?.digest === after.result?.digest) continue;
    if (name === 'problems' && JSON.stringify(before.problems) === JSON.stringify(after.problems)) continue;
    return after;
  }
  return before;
}
