import type { ApiClient, components } from '#contracts';
import { CliError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import { systemCode } from '../stack/errors.js';
import { BlueprintsApi } from './blueprints-api.js';
import { LibraryApi } from './library-api.js';

type Schemas = components['schemas'];
export type Pipeline = Schemas['PipelineDto'];
export type PipelineSummary = Schemas['PipelineSummaryDto'];
export type PipelineStatus = Pipeline['status'];
export type Step = Schemas['StepDto'];
export type LogEntry = Schemas['LogEntryDto'];
export type Output = Schemas['OutputDto'];
export type Plan = Schemas['PlanDto'];
export type Template = Schemas['TemplateDto'];
export type TemplateInput = Schemas['TemplateInputDto'];
export type Queue = Schemas['QueueDto'];
export type WorkerInfo = Schemas['WorkerDto'];
export type Lane = Pipeline['lane'];
export type CreateRequest = Schemas['CreatePipelineDto'];
export type Changes = Schemas['ChangesDto'];
export type LedgerEntry = Schemas['LedgerEntryDto'];
export type Task = Schemas['TaskDto'];
export type Estimate = Schemas['EstimateDto'];
export type Pilot = Schemas['PilotDto'];
export type Budgets = Schemas['BudgetsDto'];
export type Usage = Schemas['UsageDto'];
export type Key = Schemas['KeyDto'];
export type Schedule = Schemas['ScheduleDto'];
export type ScheduleDetail = Schemas['ScheduleDetailDto'];
export type CreatedKey = Schemas['CreatedKeyDto'];
export type Workflow = Schemas['WorkflowDto'];
export type PlanRequest = Schemas['PipelineRequestDto'];

const OVER: readonly PipelineStatus[] = ['completed', 'failed', 'cancelled'];
export const isOver = (status: PipelineStatus): boolean => OVER.includes(status);

/** Nothing goes on by itself: it is over, stands at the limit of a budget, or waits for a decision. */
export const rests = (pipeline: Pipeline): boolean =>
  isOver(pipeline.status) ||
  (pipeline.status === 'paused' && pipeline.paused_by !== undefined) ||
  waitsForReview(pipeline);

/** All that could be done is done; the rest waits for a person. */
export const waitsForReview = ({ status, in_review, pilot, steps }: Pipeline): boolean =>
  status === 'running' &&
  (in_review > 0 || pilot === 'waiting') &&
  steps.every(({ tasks_running }) => tasks_running === 0);

/** Loaded when a gateway is first asked, because it takes longer than the rest of the program. */
const contracts = () => import('#contracts');

/** The gateway's answers as plain promises; each throws ApiProblem for a refusal. */
export class Api {
  readonly library: LibraryApi;
  readonly blueprints: BlueprintsApi;

  private constructor(
    readonly url: string,
    readonly apiKey: string | undefined,
    private readonly client: ApiClient,
    private readonly dataOf: Awaited<ReturnType<typeof contracts>>['dataOf'],
  ) {
    this.library = new LibraryApi(client, dataOf);
    this.blueprints = new BlueprintsApi(client, dataOf);
  }

  static async open(url: string, apiKey: string | undefined): Promise<Api> {
    const { createClient, dataOf } = await contracts();
    const fetch = (request: Request) => ask(request, url);
    return new Api(url, apiKey, createClient(url, apiKey === undefined ? { fetch } : { apiKey, fetch }), dataOf);
  }

  /** What has no name of its own here. */
  async call<Data>(
    ask: (client: ApiClient) => Promise<{ data?: Data; error?: unknown; response: Response }>,
  ): Promise<Data> {
    return this.dataOf(await ask(this.client));
  }

  async create(body: CreateRequest): Promise<Pipeline> {
    return this.dataOf(await this.client.POST('/pipelines', { body }));
  }

  async plan(body: PlanRequest): Promise<Plan> {
    return this.dataOf(await this.client.POST('/pipelines/plan', { body }));
  }

  async estimate(body: PlanRequest): Promise<Estimate> {
    return this.dataOf(await this.client.POST('/pipelines/estimate', { body }));
  }

  async pipeline(id: string): Promise<Pipeline> {
    return this.dataOf(await this.client.GET('/pipelines/{id}', { params: { path: { id } } }));
  }

  async pipelines(limit: number): Promise<{ items: PipelineSummary[]; total: number }> {
    return this.dataOf(await this.client.GET('/pipelines', { params: { query: { limit } } }));
  }

  async pause(id: string): Promise<Pipeline> {
    return this.dataOf(await this.client.POST('/pipelines/{id}/pause', { params: { path: { id } } }));
  }

  async run(id: string, body: Changes = {}): Promise<Pipeline> {
    return this.dataOf(await this.client.POST('/pipelines/{id}/run', { params: { path: { id } }, body }));
  }

  async fork(id: string, body: Schemas['ForkDto']): Promise<Pipeline> {
    return this.dataOf(await this.client.POST('/pipelines/{id}/fork', { params: { path: { id } }, body }));
  }

  async planChanges(id: string, body: Changes): Promise<Plan> {
    return this.dataOf(await this.client.POST('/pipelines/{id}/plan', { params: { path: { id } }, body }));
  }

  async retry(id: string, step_id: string, body: Schemas['RetryStepDto']): Promise<Pipeline> {
    const params = { path: { id, step_id } };
    return this.dataOf(await this.client.POST('/pipelines/{id}/steps/{step_id}/retry', { params, body }));
  }

  async checkpoints(id: string, limit: number): Promise<Schemas['CheckpointListDto']> {
    const params = { path: { id }, query: { limit } };
    return this.dataOf(await this.client.GET('/pipelines/{id}/checkpoints', { params }));
  }

  async cancel(id: string, keepCompleted = true): Promise<Pipeline> {
    const body = { keep_completed: keepCompleted };
    return this.dataOf(await this.client.POST('/pipelines/{id}/cancel', { params: { path: { id } }, body }));
  }

  /** What happened after an event and was decided; at most a page of it. */
  async log(id: string, after: string): Promise<Schemas['LogDto']> {
    const params = { path: { id }, query: { after } };
    return this.dataOf(await this.client.GET('/pipelines/{id}/log', { params }));
  }

  async queue(limit: number): Promise<Queue> {
    return this.dataOf(await this.client.GET('/queue', { params: { query: { limit } } }));
  }

  async workers(): Promise<WorkerInfo[]> {
    return this.dataOf(await this.client.GET('/workers'));
  }

  async pauseQueue(name: string): Promise<Queue> {
    return this.dataOf(await this.client.POST('/queue/{name}/pause', { params: { path: { name } } }));
  }

  async resumeQueue(name: string): Promise<Queue> {
    return this.dataOf(await this.client.POST('/queue/{name}/resume', { params: { path: { name } } }));
  }

  async moveInQueue(body: Schemas['MoveInQueueDto']): Promise<Queue> {
    return this.dataOf(await this.client.POST('/queue/move', { body }));
  }

  /** The lines of a checkpoint as bytes. */
  async exportCheckpoint(id: string, checkpoint: string | undefined): Promise<ReadableStream<Uint8Array>> {
    const params = { path: { id }, query: checkpoint === undefined ? {} : { checkpoint } };
    const options = { params, parseAs: 'stream' } as const;
    const body = this.dataOf<ReadableStream<Uint8Array> | null>(
      await this.client.GET('/pipelines/{id}/checkpoints/export', options),
    );
    if (!body) throw new Error(`The gateway sent nothing for the checkpoint of pipeline ${id}.`);
    return body;
  }

  async importCheckpoint(path: string, signal: AbortSignal): Promise<Pipeline> {
    const request = { ...(await this.#upload(path, 'application/x-ndjson')), signal };
    return this.dataOf(
      await this.client.POST('/checkpoints/import', { ...request, params: { query: { run: 'true' } } }),
    );
  }

  async putArtifact(digest: string, path: string, signal: AbortSignal): Promise<void> {
    const request = { ...(await this.#upload(path, 'application/octet-stream')), signal };
    this.dataOf(await this.client.PUT('/artifacts/{digest}', { ...request, params: { path: { digest } } }));
  }

  /** A file as the body of a request, read while it is sent. */
  async #upload(path: string, type: string) {
    const { openAsBlob } = await import('node:fs');
    const blob = await openAsBlob(path);
    return {
      body: blob as unknown as string,
      bodySerializer: () => blob,
      headers: { 'content-type': type },
    };
  }

  async collect(body: Schemas['CollectDto']): Promise<Schemas['CollectedDto']> {
    return this.dataOf(await this.client.POST('/storage/collect', { body }));
  }

  async storage(): Promise<Schemas['StorageDto']> {
    return this.dataOf(await this.client.GET('/storage'));
  }

  async ledger(limit: number): Promise<Schemas['LedgerDto']> {
    return this.dataOf(await this.client.GET('/ledger', { params: { query: { limit } } }));
  }

  async reviews(id: string, offset: number, limit: number): Promise<Schemas['ReviewListDto']> {
    const params = { path: { id }, query: { offset, limit } };
    return this.dataOf(await this.client.GET('/pipelines/{id}/reviews', { params }));
  }

  async approve(id: string, step_id: string, body: Schemas['ApproveDto']): Promise<Pipeline> {
    const params = { path: { id, step_id } };
    return this.dataOf(await this.client.POST('/pipelines/{id}/steps/{step_id}/approve', { params, body }));
  }

  async reject(id: string, step_id: string, body: Schemas['RejectDto']): Promise<Pipeline> {
    const params = { path: { id, step_id } };
    return this.dataOf(await this.client.POST('/pipelines/{id}/steps/{step_id}/reject', { params, body }));
  }

  async choose(id: string, step_id: string, body: Schemas['ChooseDto']): Promise<Pipeline> {
    const params = { path: { id, step_id } };
    return this.dataOf(await this.client.POST('/pipelines/{id}/steps/{step_id}/choose', { params, body }));
  }

  async candidates(id: string, task_id: string): Promise<Schemas['CandidateListDto']> {
    const params = { path: { id, task_id } };
    return this.dataOf(await this.client.GET('/pipelines/{id}/tasks/{task_id}/candidates', { params }));
  }

  async pick(id: string, task_id: string, body: Schemas['PickDto']): Promise<Pipeline> {
    const params = { path: { id, task_id } };
    return this.dataOf(await this.client.POST('/pipelines/{id}/tasks/{task_id}/pick', { params, body }));
  }

  async regenerate(id: string, step_id: string, body: Schemas['RegenerateDto']): Promise<Pipeline> {
    const params = { path: { id, step_id } };
    return this.dataOf(await this.client.POST('/pipelines/{id}/steps/{step_id}/regenerate', { params, body }));
  }

  async pilot(id: string): Promise<Pilot> {
    return this.dataOf(await this.client.GET('/pipelines/{id}/pilot', { params: { path: { id } } }));
  }

  async release(id: string, body: Schemas['ReleaseDto']): Promise<Pipeline> {
    return this.dataOf(await this.client.POST('/pipelines/{id}/release', { params: { path: { id } }, body }));
  }

  async settleRequest(request_id: string, billed_usd: number): Promise<LedgerEntry> {
    const params = { path: { request_id } };
    return this.dataOf(await this.client.POST('/ledger/{request_id}/settle', { params, body: { billed_usd } }));
  }

  async budgets(): Promise<Budgets> {
    return this.dataOf(await this.client.GET('/budgets'));
  }

  async setBudgets(body: Schemas['SetBudgetsDto']): Promise<Budgets> {
    return this.dataOf(await this.client.PUT('/budgets', { body }));
  }

  async setPipelineBudget(id: string, budget_usd: number | null): Promise<Pipeline> {
    return this.dataOf(
      await this.client.PUT('/pipelines/{id}/budget', { params: { path: { id } }, body: { budget_usd } }),
    );
  }

  async usage(days: number): Promise<Usage> {
    return this.dataOf(await this.client.GET('/usage', { params: { query: { days } } }));
  }

  async workflows(): Promise<Workflow[]> {
    return this.dataOf(await this.client.GET('/workflows/comfyui'));
  }

  async workflow(name: string): Promise<Workflow> {
    return this.dataOf(await this.client.GET('/workflows/comfyui/{name}', { params: { path: { name } } }));
  }

  async addWorkflow(body: Schemas['AddWorkflowDto']): Promise<Workflow> {
    return this.dataOf(await this.client.POST('/workflows/comfyui', { body }));
  }

  async removeWorkflow(name: string): Promise<void> {
    this.dataOf(await this.client.DELETE('/workflows/comfyui/{name}', { params: { path: { name } } }));
  }

  async templates(): Promise<Template[]> {
    return this.dataOf(await this.client.GET('/templates'));
  }

  async template(name: string): Promise<Template> {
    return this.dataOf(await this.client.GET('/templates/{name}', { params: { path: { name } } }));
  }

  /** Everything a step made, however many tasks it has. */
  async outputsOf(id: string, stepId: string): Promise<Output[]> {
    const outputs: Output[] = [];
    const page = 500;
    for (let offset = 0; ; offset += page) {
      const params = { path: { id, step_id: stepId }, query: { offset, limit: page } };
      const { items } = this.dataOf(await this.client.GET('/pipelines/{id}/steps/{step_id}', { params }));
      outputs.push(...items.flatMap((task) => task.outputs));
      if (items.length < page) return outputs;
    }
  }

  /** The bytes, from `start` on; with their recipe at the end, and how many there are then, when they shall carry it. */
  async bytes(digest: string, start: number, { withRecipe = false, etag = '' } = {}): Promise<Bytes> {
    const headers = start > 0 ? { range: `bytes=${start}-`, ...(etag !== '' && { 'if-range': etag }) } : {};
    const params = { path: { digest }, query: withRecipe ? ({ recipe: 'embed' } as const) : {} };
    const result = await this.client.GET('/artifacts/{digest}', { params, headers, parseAs: 'stream' });
    const body = this.dataOf<ReadableStream<Uint8Array> | null>(result);
    if (!body) throw new Error(`The gateway sent nothing for artifact ${digest}.`);
    const { headers: answered, status } = result.response;
    const rest = Number(answered.get('content-length'));
    return { body, partial: status === 206, total: start + rest, etag: answered.get('etag') ?? '' };
  }

  /** The address of something the gateway named relative to itself. */
  link(path: string): string {
    return new URL(path, this.url).href;
  }
}

interface Bytes {
  body: ReadableStream<Uint8Array>;
  /** Not from the beginning, but from where it was asked for. */
  partial: boolean;
  total: number;
  etag: string;
}

/** Longer than any answer takes that is not a file. */
const ANSWER_MS = 60_000;

/** Like fetch; says which gateway it is that does not answer. */
async function ask(request: Request, gateway: string): Promise<Response> {
  const isFile = /^\/artifacts\/|\/zip$/.test(new URL(request.url).pathname);
  try {
    return await fetch(request, isFile ? {} : { signal: AbortSignal.timeout(ANSWER_MS) });
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    const reason = systemCode(cause) ?? (cause instanceof Error ? cause.message : String(cause));
    const fix = 'Check the address given with --url, or leave it out to use this machine.';
    throw new CliError('unreachable', `No gateway answers at ${gateway} (${reason}).`, EXIT.environment, fix, {
      cause,
    });
  }
}
