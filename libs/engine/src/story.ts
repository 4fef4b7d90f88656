import type { Plan } from '#pipeline';
import type { Events, PipelineEvent } from './events.js';
import type { TaskRecord } from './records.js';
import type { Store } from './store.js';

/** One thing that happened to a pipeline, or was decided. */
export interface LogEntry {
  /** Id of the event; of a decision, the event it came with. Empty where the events are gone. */
  id: string;
  pipelineId: string;
  /** Milliseconds since 1970. */
  at: number;
  /** `choice`: who runs a step and why; `gap`: older events were dropped; else the type of an event. */
  event: string;
  data: Record<string, unknown>;
}

/** Tasks of a step that are told one by one when the events are gone. */
const MOST_TASKS = 500;

/** What happened to a pipeline and what was decided, oldest first: which provider, why, from the cache or not. */
export class Story {
  constructor(
    private readonly events: Events,
    private readonly store: Store,
  ) {}

  /**
   * A page of what happened after an event ('0' for the beginning), and the id to go on from; undefined when there is
   * no more by now. Of an archived pipeline its tasks tell, since its events are gone.
   */
  async page(pid: string, after: string): Promise<{ entries: LogEntry[]; last: string | undefined }> {
    const { events, gap } = await this.events.replay(pid, after);
    const [first] = events;
    if (!first) return { entries: [], last: undefined };
    const last = events.at(-1)!.id;
    if (after === '0' && (await this.store.archivedRun(pid)) !== undefined)
      return { entries: await this.#told(pid, first), last };
    const entries: LogEntry[] = gap ? [entryOf(first, 'gap', { message: 'older events were dropped' })] : [];
    for (const event of events) {
      if (event.type === 'step_progress') continue;
      entries.push(entryOf(event, event.type, event.data));
      if (begins(event)) entries.push(...(await this.#choices(event)));
    }
    return { entries, last };
  }

  async #choices(event: PipelineEvent): Promise<LogEntry[]> {
    const plan = await this.store.plan(event.pipelineId).catch(() => undefined); // deleted meanwhile
    return plan ? choicesOf(plan, event) : [];
  }

  async #told(pid: string, ending: PipelineEvent): Promise<LogEntry[]> {
    const [record, plan] = await Promise.all([this.store.pipeline(pid), this.store.plan(pid)]);
    if (!record) return [];
    const tasks = await Promise.all(plan.steps.map(({ id }) => this.store.tasks(pid, id, 0, MOST_TASKS)));
    const entries = tasks.flat().flatMap((task) => toldBy(pid, task));
    const start = { id: '', pipelineId: pid, at: record.startedAt ?? record.createdAt };
    return [
      entryAt(start, 'gap', { message: 'the events are gone; this is what its tasks tell' }),
      entryAt(start, 'pipeline_status', { status: 'running' }),
      ...choicesOf(plan, ending).map((choice) => ({ ...choice, ...start })),
      ...entries.sort((a, b) => a.at - b.at),
      entryOf(ending, ending.type, ending.data),
    ];
  }
}

type About = Pick<LogEntry, 'id' | 'pipelineId' | 'at'>;
const entryAt = (about: About, event: string, data: Record<string, unknown>): LogEntry => ({ ...about, event, data });

/** How a task ended, and the last thing that went wrong with it. */
function toldBy(pid: string, { step, id, state, how, worker, startedAt, endedAt, error }: TaskRecord): LogEntry[] {
  if (endedAt === undefined) return [];
  const about = { id: '', pipelineId: pid, at: endedAt };
  const task = { step_id: step, task_id: id };
  const ms = startedAt === undefined ? undefined : endedAt - startedAt;
  const wrong = error && { error_code: error.code, error_message: error.message, hint: error.hint };
  return [
    ...(wrong ? [entryAt(about, 'error', { ...task, ...wrong, retryable: state !== 'failed' })] : []),
    entryAt(about, 'task_status', { ...task, status: state, how, worker, ms }),
  ];
}

const choicesOf = (plan: Plan, event: PipelineEvent): LogEntry[] =>
  plan.steps.map(({ id, type, selection, retry, onFailure, cache }) => {
    const { provider, model, resource, why } = selection;
    const chosen = { provider, model, resource, why, cache, retry, onFailure };
    return entryOf(event, 'choice', { step_id: id, type, ...chosen });
  });

/** It starts, or goes on; while it runs, the status comes with a step. */
const begins = ({ type, data }: PipelineEvent): boolean =>
  type === 'pipeline_status' && data.status === 'running' && data.current_step === undefined;

/** Event ids begin with the time. A status names its pipeline once more, which is left out. */
const entryOf = ({ id, pipelineId }: PipelineEvent, event: string, { id: _id, ...data }: Record<string, unknown>) => ({
  ...{ id, pipelineId, at: Number(id.split('-')[0]), event, data },
});
