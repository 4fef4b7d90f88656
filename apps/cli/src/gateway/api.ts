import type { ApiClient, components } from '#contracts';
import { CliError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import { systemCode } from '../stack/errors.js';

type Schemas = components['schemas'];
export type Pipeline = Schemas['PipelineDto'];
export type PipelineSummary = Schemas['PipelineSummaryDto'];
export type PipelineStatus = Pipeline['status'];
export type Step = Schemas['StepDto'];
export type Output = Schemas['OutputDto'];
export type Plan = Schemas['PlanDto'];
export type Template = Schemas['TemplateDto'];
export type TemplateInput = Schemas['TemplateInputDto'];
export type CreateRequest = Schemas['CreatePipelineDto'];
export type PlanRequest = Schemas['PipelineRequestDto'];

const OVER: readonly PipelineStatus[] = ['completed', 'failed', 'cancelled'];
export const isOver = (status: PipelineStatus): boolean => OVER.includes(status);

/** Loaded when a gateway is first asked, because it takes longer than the rest of the program. */
const contracts = () => import('#contracts');

/** The gateway's answers as plain promises; each throws ApiProblem for a refusal. */
export class Api {
  private constructor(
    readonly url: string,
    readonly apiKey: string | undefined,
    private readonly client: ApiClient,
    private readonly dataOf: Awaited<ReturnType<typeof contracts>>['dataOf'],
  ) {}

  static async open(url: string, apiKey: string | undefined): Promise<Api> {
    const { createClient, dataOf } = await contracts();
    const fetch = (request: Request) => ask(request, url);
    return new Api(url, apiKey, createClient(url, apiKey === undefined ? { fetch } : { apiKey, fetch }), dataOf);
  }

  async create(body: CreateRequest): Promise<Pipeline> {
    return this.dataOf(await this.client.POST('/pipelines', { body }));
  }

  async plan(body: PlanRequest): Promise<Plan> {
    return this.dataOf(await this.client.POST('/pipelines/plan', { body }));
  }

  async pipeline(id: string): Promise<Pipeline> {
    return this.dataOf(await this.client.GET('/pipelines/{id}', { params: { path: { id } } }));
  }

  async pipelines(limit: number, offset = 0): Promise<{ items: PipelineSummary[]; total: number }> {
    return this.dataOf(await this.client.GET('/pipelines', { params: { query: { limit, offset } } }));
  }

  async pause(id: string): Promise<Pipeline> {
    return this.dataOf(await this.client.POST('/pipelines/{id}/pause', { params: { path: { id } } }));
  }

  async run(id: string): Promise<Pipeline> {
    return this.dataOf(await this.client.POST('/pipelines/{id}/run', { params: { path: { id } } }));
  }

  async cancel(id: string): Promise<Pipeline> {
    return this.dataOf(await this.client.POST('/pipelines/{id}/cancel', { params: { path: { id } } }));
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

  /** The bytes, from `start` on. */
  async bytes(digest: string, start: number): Promise<{ body: ReadableStream<Uint8Array>; partial: boolean }> {
    const headers = start > 0 ? { range: `bytes=${start}-` } : {};
    const options = { params: { path: { digest } }, headers, parseAs: 'stream' } as const;
    const result = await this.client.GET('/artifacts/{digest}', options);
    const body = this.dataOf<ReadableStream<Uint8Array> | null>(result);
    if (!body) throw new Error(`The gateway sent nothing for artifact ${digest}.`);
    return { body, partial: result.response.status === 206 };
  }

  /** The address of something the gateway named relative to itself. */
  link(path: string): string {
    return new URL(path, this.url).href;
  }
}

/** Longer than any answer takes that is not a file. */
const ANSWER_MS = 60_000;

/** Like fetch; says which gateway it is that does not answer. */
async function ask(request: Request, gateway: string): Promise<Response> {
  const isFile = new URL(request.url).pathname.startsWith('/artifacts/');
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
