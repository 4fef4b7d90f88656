import type {
  CheckpointDto,
  EstimateDto,
  EventDto,
  FailoverDto,
  LedgerEntryDto,
  LogEntryDto,
  OutputDto,
  PausedByDto,
  PipelineDto,
  PipelineSummaryDto,
  PlanDto,
  ReuseDto,
  StepDto,
  StepRecordDto,
  TaskDto,
} from '../dto/index.js';
import type {
  CheckpointRecord,
  LedgerEntry,
  LogEntry,
  PausedBy,
  PipelineEvent,
  PipelineRecord,
  PipelineSummary,
  StepRecord,
  TaskRecord,
} from '#engine';
import type { ArtifactRef, EstimateLine, Forecast, Plan, PlannedStep, PortValue, Selection } from '#pipeline';
import { estimateText, isArtifactRef, pipelineProgress } from '#pipeline';
import { dollars } from '../money.js';

/** Turns the engine's records into what clients see. Pure. */
const iso = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString());

export function summary(record: PipelineSummary): PipelineSummaryDto {
  return defined({
    id: record.id,
    name: record.name,
    status: record.status,
    mode: record.mode,
    lane: record.lane,
    owner: record.owner,
    created_at: iso(record.createdAt)!,
    updated_at: iso(record.updatedAt)!,
    started_at: iso(record.startedAt),
    ended_at: iso(record.endedAt),
    current_step: record.currentStep,
    in_review: record.inReview,
    pilot: record.pilot,
    cost_actual: record.costActual,
    error: record.error,
  });
}

export interface PipelineParts {
  record: PipelineRecord;
  plan: Plan;
  steps: StepRecord[];
  outputs: OutputDto[];
  etaSeconds: number | undefined;
}

export function pipeline({ record, plan, steps, outputs, etaSeconds }: PipelineParts): PipelineDto {
  const progress = new Map(steps.map((step) => [step.id, step.progress]));
  return defined({
    ...summary(record),
    seed: record.seed,
    run: record.run,
    revision: record.revision,
    checkpoints: plan.steps.filter((step) => step.review).map(({ id }) => id),
    forked_from: record.resumedFrom?.pipeline === record.id ? undefined : record.resumedFrom?.pipeline,
    paused_by: record.pausedBy && pausedBy(record.pausedBy),
    budget_usd: record.budget === undefined ? undefined : dollars(record.budget),
    reserved_usd: dollars(record.reserved),
    reused: reuse(steps),
    ...costs(steps),
    progress: record.status === 'completed' ? 1 : round(pipelineProgress(plan, (id) => progress.get(id) ?? 0)),
    eta_seconds: etaSeconds === undefined ? undefined : Math.round(etaSeconds),
    failed_step: record.failedStep,
    failed_task: record.failedTask,
    inputs: record.inputs,
    definition: record.definition as unknown as Record<string, unknown>,
    steps: steps.map((one) => step(one, record)),
    outputs,
    output_steps: plan.outputs,
    files: record.published,
  });
}

const pausedBy = (by: PausedBy): PausedByDto => {
  if (by.reason === 'gate') return by;
  const { limit, spent, needed, ...rest } = by;
  return { ...rest, ...{ limit_usd: limit, spent_usd: spent, needed_usd: needed } };
};

const sum = (steps: StepRecord[], of: (step: StepRecord) => number) => steps.reduce((total, one) => total + of(one), 0);

function reuse(steps: StepRecord[]): ReuseDto {
  return {
    tasks: sum(steps, (step) => step.reused),
    saved_ms: sum(steps, (step) => step.savedMs),
    saved_micro_dollars: sum(steps, (step) => step.savedMicroDollars),
  };
}

function costs(steps: StepRecord[]) {
  const known = steps.every(({ costEstimate }) => costEstimate !== undefined);
  return {
    cost_estimate: known ? sum(steps, (step) => step.costEstimate ?? 0) : undefined,
    cost_untold: sum(steps, (step) => step.costUntold),
  };
}

export function checkpoint(record: CheckpointRecord): CheckpointDto {
  return {
    id: record.id,
    pipeline_id: record.pipelineId,
    tasks_done: record.seq,
    task_id: record.task,
    how: record.how,
    created_at: iso(record.at)!,
  };
}

export function ledgerEntry(record: LedgerEntry): LedgerEntryDto {
  return defined({
    request_id: record.requestId,
    pipeline_id: record.pipelineId,
    step_id: record.step,
    task_id: record.task,
    provider: record.provider,
    model: record.model,
    state: record.state,
    estimate_micro_dollars: record.estimate,
    actual_micro_dollars: record.actual,
    created_at: iso(record.at)!,
    submitted_at: iso(record.submittedAt),
    closed_at: iso(record.closedAt),
    note: record.note,
    provider_request_id: record.providerRequestId,
  });
}

/** What a cancelled pipeline did not get to is cancelled with it. */
function stepStatus({ status }: StepRecord, of: PipelineSummary): StepRecord['status'] {
  return of.status === 'cancelled' && !ENDED.has(status) ? 'cancelled' : status;
}

const ENDED: ReadonlySet<string> = new Set(['completed', 'failed', 'skipped']);

function step(record: StepRecord, of: PipelineSummary): StepDto {
  return defined({
    id: record.id,
    step_type: record.type,
    step_order: record.order,
    status: stepStatus(record, of),
    progress: round(record.progress),
    tasks: Math.max(record.total, record.expected ?? 0),
    tasks_done: record.done,
    tasks_failed: record.failed,
    tasks_skipped: record.skipped,
    tasks_running: record.running,
    tasks_in_review: record.inReview,
    tasks_reused: record.reused,
    provider: record.provider,
    model: record.model,
    work_ms: record.workMs,
    cost_estimate: record.costEstimate,
    cost_actual: record.costActual,
    cost_untold: record.costUntold,
    started_at: iso(record.startedAt),
    ended_at: iso(record.endedAt),
    error: record.error,
  });
}

export function stepRecord(record: StepRecord, of: PipelineSummary, plan: Plan, outputs: OutputDto[]): StepRecordDto {
  const { config, templates } = plan.steps.find(({ id }) => id === record.id)!;
  return {
    ...step(record, of),
    config: { ...config, ...templates },
    inputs: plan.bindings
      .filter((binding) => binding.step === record.id)
      .map(({ field, source, how }) => ({ field, source, how })),
    outputs,
  };
}

export function task(record: TaskRecord): TaskDto {
  return defined({
    id: record.id,
    status: record.state,
    seed: record.seed,
    failed_attempts: record.attempts,
    how: record.how,
    workers_lost: record.losses,
    versions: record.versions,
    cost_estimate: record.costEstimate,
    cost_actual: record.costActual,
    lowered: record.lowered,
    worker: record.worker,
    started_at: iso(record.startedAt),
    ended_at: iso(record.endedAt),
    error: record.error,
    outputs: outputsOf(record),
  });
}

export function outputsOf(record: Pick<TaskRecord, 'id' | 'step' | 'outputs'>): OutputDto[] {
  return Object.entries(record.outputs ?? {}).flatMap(([port, value]) =>
    artifactsIn(value).map((ref) => output(record.step, record.id, port, ref)),
  );
}

function artifactsIn(value: PortValue): ArtifactRef[] {
  if (Array.isArray(value)) return value.flatMap(artifactsIn);
  return isArtifactRef(value) ? [value] : [];
}

function output(stepId: string, taskId: string, port: string, ref: ArtifactRef): OutputDto {
  return defined({
    step_id: stepId,
    task_id: taskId,
    port,
    type: ref.media,
    url: artifactUrl(ref.digest),
    digest: ref.digest,
    mime: ref.mime,
    bytes: ref.bytes,
    facts: ref.facts as Record<string, unknown> | undefined,
  });
}

const artifactUrl = (digest: string): string => `/artifacts/${digest}`;

export function log({ at, id, pipelineId, event: type, data }: LogEntry): LogEntryDto {
  return { time: iso(at)!, event: type, data: event({ id, type, pipelineId, data }).data };
}

const previewUrl = (pipelineId: string, taskId: string): string =>
  `/pipelines/${pipelineId}/tasks/${encodeURIComponent(taskId)}/preview`;

/** What is told only to those who listen has no id: a replay goes on after the event before it. */
export function liveEvent(happened: PipelineEvent): Omit<EventDto, 'id'> & { id?: string } {
  const { id, ...rest } = event(happened);
  return id === '' ? rest : { id, ...rest };
}

/** Events leave with links instead of references into the store. */
export function event({ id, type, pipelineId, data }: PipelineEvent): EventDto {
  if (type === 'preview') {
    const { at: _at, ...shown } = data;
    const preview_url = `${previewUrl(pipelineId, data.task_id as string)}?at=${data.at as number}`;
    return { id, type, pipeline_id: pipelineId, data: { ...shown, preview_url, mime: 'image/jpeg' } };
  }
  if (type !== 'output_ready') return { id, type, pipeline_id: pipelineId, data };
  const { artifact, ...rest } = data as { artifact: ArtifactRef; step_id: string; task_id: string; port: string };
  const { url, ...facts } = output(rest.step_id, rest.task_id, rest.port, artifact);
  return { id, type, pipeline_id: pipelineId, data: { ...facts, output_url: url, output_type: artifact.media } };
}

export function plan(planned: Plan, forecast: Forecast, cached: Record<string, number>): PlanDto {
  const times = new Map(forecast.steps.map((entry) => [entry.id, entry]));
  return {
    name: planned.name,
    seed: planned.seed,
    steps: planned.steps.map((entry) => {
      const time = times.get(entry.id)!;
      return defined({
        id: entry.id,
        step_type: entry.type,
        tasks: entry.tasks ?? entry.expectedTasks,
        cached: cached[entry.id]!,
        provider: entry.selection.provider,
        model: entry.selection.model,
        why: entry.selection.why,
        resource: entry.selection.resource,
        depends_on: entry.edges.map((edge) => edge.step),
        start_seconds: round(time.start),
        end_seconds: round(time.end),
        cost_micro_dollars: time.microDollars,
        failover: entry.failover?.map((other) => failover(entry, other)),
        config: { ...entry.config, ...entry.templates },
      });
    }),
    groups: forecast.groups,
    critical_path: forecast.criticalPath,
    seconds: round(forecast.seconds),
    cost_micro_dollars: forecast.microDollars,
    unpriced: forecast.unpriced,
    uncounted: forecast.uncounted,
    bindings: planned.bindings,
  };
}

function failover(
  { units, tasks, expectedTasks }: PlannedStep,
  { provider, model, microDollars }: Selection,
): FailoverDto {
  const price =
    microDollars === undefined ? undefined : Math.round(microDollars * units * (tasks ?? expectedTasks ?? 1));
  return { provider, model, ...(price !== undefined && { cost_micro_dollars: price }) };
}

export function estimate(lines: EstimateLine[], { microDollars, seconds, unpriced, uncounted }: Forecast): EstimateDto {
  const steps = lines.map((line) =>
    defined({
      ...{ step_id: line.id, step_type: line.type, label: line.label, provider: line.provider, model: line.model },
      ...{ count: line.count, cached: line.cached },
      saved_usd: line.each === undefined ? undefined : dollars(Math.round(line.each * line.cached)),
      unit_usd: line.each === undefined ? undefined : dollars(line.each),
      total_usd: line.total === undefined ? undefined : dollars(line.total),
      text: estimateText(line),
    }),
  );
  return {
    ...{ steps, total_usd: dollars(microDollars), seconds: round(seconds) },
    ...{ unpriced, uncounted },
  };
}

const round = (value: number) => Math.round(value * 1000) / 1000;

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Leaves out what is undefined, so that absent means absent. */
function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Defined<T>;
}
