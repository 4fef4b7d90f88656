import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { isStandardWebhook } from '#net';
import { PipelineFailure } from '#pipeline';
import type { FailureCode } from '#pipeline';
import { HttpClient, unlessStopped } from '../http/client.js';
import type { HttpClientOptions } from '../http/client.js';
import type { Complaint } from '../http/failures.js';
import { fileOn, inspected } from '../http/outputs.js';
import { JobFailure } from '../port.js';
import type { Capability, Provider, ProviderEvent, ProviderJob, Work, WorkContext } from '../port.js';
import type { Prices } from '../prices/prices.js';
import { REPLICATE_MODELS } from './models.js';
import type { ReplicateModel } from './models.js';

export interface ReplicateOptions {
  token: string;
  /** With the version, such as https://api.replicate.com/v1. */
  baseUrl: string;
  prices: Prices;
  limits?: HttpClientOptions['limits'];
  /** Milliseconds between two looks, first and at most. */
  pollMs?: [first: number, longest: number];
}

const prediction = z.object({
  id: z.string().min(1),
  status: z.enum(['starting', 'processing', 'succeeded', 'failed', 'canceled', 'aborted']),
  output: z.unknown().optional(),
  error: z.unknown().optional(),
  logs: z.string().nullish(),
  metrics: z.object({ predict_time: z.number().nullish() }).nullish(),
});
type Prediction = z.infer<typeof prediction>;

/** Inputs travel inside the request. */
const MAX_PICTURE = 10e6;

/** Replicate by its predictions: one is created, looked at until it is done, and what it made is fetched. */
export class ReplicateProvider implements Provider {
  readonly id = 'replicate';
  readonly #http: HttpClient;
  #webhookSecret: string | undefined;

  constructor(private readonly options: ReplicateOptions) {
    const { token, baseUrl, limits } = options;
    this.#http = new HttpClient({
      ...{ name: 'replicate', baseUrls: [baseUrl], secrets: [token], complaint },
      credentials: { authorization: `Bearer ${token}` },
      ...(limits && { limits }),
    });
  }

  async capabilities(): Promise<Capability[]> {
    const { prices } = this.options;
    return REPLICATE_MODELS.map(({ id, step, title }) => {
      const microDollars = prices.estimate(this.id, id);
      const capability: Capability = {
        ...{ step, title, model: id, resource: 'remote', version: '1' },
        ...prices.standing(this.id, id),
      };
      return microDollars === undefined ? capability : { ...capability, microDollars };
    });
  }

  async probe(signal: AbortSignal): Promise<string> {
    const { body } = await this.#http.json(`${this.options.baseUrl}/account`, {
      signal,
      doing: 'asking for the account',
    });
    const { data } = z.object({ username: z.string() }).safeParse(body);
    return data ? `It knows the token, as that of ${data.username}.` : 'It knows the token.';
  }

  /** Unknown for what is billed by the second of computing: how long that takes nobody knows before. */
  quote(work: Work): number | undefined {
    const { prices } = this.options;
    const unit = prices.countsIn(this.id, work.model);
    return unit === 'compute_second' ? undefined : prices.of(this.id, work.model, unitsOf(unit, work));
  }

  async submit(work: Work, ctx: WorkContext): Promise<ProviderJob> {
    const model = modelOf(work);
    const input = model.input(work, model.step.startsWith('i2') ? await picture(work, ctx) : '');
    const { body } = await this.#http.json(`${this.options.baseUrl}/models/${model.id}/predictions`, {
      // Answered in a moment, so it is not interrupted: whoever stops it would not know what was begun.
      ...{ method: 'POST', json: { input, ...webhook(ctx) }, signal: new AbortController().signal, paid: true },
      doing: `handing in work for ${model.id}`,
    });
    const answer = prediction.safeParse(body);
    if (!answer.success)
      throw new PipelineFailure('outcome_unknown', `replicate accepted work for ${model.id} and did not say as what`);
    return { provider: this.id, id: answer.data.id, work };
  }

  async *attach(job: ProviderJob, ctx: WorkContext): AsyncGenerator<ProviderEvent> {
    const end = yield* this.#followed(job, ctx);
    const model = modelOf(job.work);
    if (end.status !== 'succeeded') throw this.#failure(job, end);
    const cost = this.#billed(job.work, end);
    if (cost !== undefined) yield { type: 'cost', microDollars: cost };
    const url = [end.output].flat()[0];
    if (typeof url !== 'string')
      throw new JobFailure('bad_answer', `replicate: ${model.id} ended without a ${model.output}`);
    const { signal, workDir: folder } = ctx;
    const fetched = await this.#http.download(url, { folder, name: 'output', media: model.output, signal });
    yield { type: 'output', port: model.output, output: { file: await inspected('replicate', fetched, signal) } };
  }

  async cancel(job: ProviderJob): Promise<void> {
    const doing = `cancelling prediction ${job.id}`;
    await this.#http
      .json(`${this.#urlOf(job)}/cancel`, { method: 'POST', signal: AbortSignal.timeout(10_000), doing })
      .catch((error: unknown) => {
        if (!(error instanceof PipelineFailure) || error.code !== 'model_not_found') throw error;
      });
  }

  /** Replicate chooses the ids, so a prediction whose answer was lost cannot be told from others. */
  async find(): Promise<'unknown'> {
    return 'unknown';
  }

  adopt(id: string, work: Work): ProviderJob {
    return { provider: this.id, id, work };
  }

  async told(headers: Readonly<Record<string, string | undefined>>, body: Buffer): Promise<string | undefined> {
    if (!isStandardWebhook(headers, body, [await this.#secret()], Date.now() / 1000)) return undefined;
    return prediction.safeParse(JSON.parse(body.toString())).data?.id;
  }

  /** Of webhooks. The account has one, and it stays. */
  async #secret(): Promise<string> {
    if (this.#webhookSecret !== undefined) return this.#webhookSecret;
    const asking = { signal: AbortSignal.timeout(10_000), doing: 'asking for the secret of webhooks' };
    const { body } = await this.#http.json(`${this.options.baseUrl}/webhooks/default/secret`, asking);
    const parsed = z.object({ key: z.string().min(1) }).safeParse(body);
    if (!parsed.success)
      throw new PipelineFailure('provider_unavailable', 'replicate: the secret of webhooks makes no sense');
    return (this.#webhookSecret = parsed.data.key);
  }

  async *#followed(job: ProviderJob, { signal }: WorkContext): AsyncGenerator<ProviderEvent, Prediction> {
    const [first, longest] = this.options.pollMs ?? [500, 5_000];
    let told = 0;
    for (let wait = first; ; wait = Math.min(wait * 1.5, longest)) {
      const now = await this.#look(job, signal);
      const lines = now.logs?.split('\n').filter(Boolean) ?? [];
      for (const line of lines.slice(told)) yield { type: 'log', message: this.#http.clean(line) };
      told = Math.max(told, lines.length);
      if (now.status !== 'starting' && now.status !== 'processing') return now;
      yield { type: 'progress', fraction: now.status === 'starting' ? 0 : 0.1 };
      await unlessStopped(wait, signal);
    }
  }

  async #look(job: ProviderJob, signal: AbortSignal): Promise<Prediction> {
    const asking = { signal, doing: `asking for prediction ${job.id}` };
    try {
      const { body } = await this.#http.again(signal, () => this.#http.json(this.#urlOf(job), asking));
      const now = prediction.safeParse(body);
      if (now.success) return now.data;
    } catch (error) {
      if (!(error instanceof PipelineFailure) || error.code !== 'model_not_found') throw error;
      const message = `replicate no longer knows prediction ${job.id}; it may have been made and billed`;
      throw new JobFailure('outcome_unknown', message);
    }
    throw new PipelineFailure('provider_unavailable', `replicate: prediction ${job.id} makes no sense`);
  }

  #failure({ id, work }: ProviderJob, { status, error }: Prediction): JobFailure {
    const words = this.#http.clean(typeof error === 'string' ? error : '');
    return new JobFailure(
      codeOf(words),
      `replicate: prediction ${id} of ${work.model} ${status}: ${words || 'no reason given'}`,
    );
  }

  /** By the seconds it says it computed, or by the piece, as the list has it. */
  #billed(work: Work, { metrics }: Prediction): number | undefined {
    const { prices } = this.options;
    const unit = prices.countsIn(this.id, work.model);
    const units = unit === 'compute_second' ? metrics?.predict_time : unitsOf(unit, work);
    return units === undefined || units === null ? undefined : prices.of(this.id, work.model, units);
  }

  #urlOf({ id }: ProviderJob): string {
    return `${this.options.baseUrl}/predictions/${encodeURIComponent(id)}`;
  }
}

/** Seconds of video where they are counted, else one piece. */
const unitsOf = (unit: string | undefined, { config }: Work): number =>
  unit === 'second' && typeof config.duration === 'number' ? Math.ceil(config.duration) : 1;

/** Told at once that it has begun, which is when the request is known to have arrived. */
const webhook = ({ callbackUrl }: WorkContext) =>
  callbackUrl === undefined ? {} : { webhook: callbackUrl, webhook_events_filter: ['start', 'completed'] };

function complaint(body: unknown): Complaint {
  const { detail, title } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  return { message: [detail, title].find((text) => typeof text === 'string') ?? '' };
}

/** A failed prediction has no code but what its sentence begins with or says. */
function codeOf(words: string): FailureCode {
  if (/\bE005\b|flagged as sensitive|NSFW/i.test(words)) return 'moderated';
  if (/out of memory/i.test(words)) return 'out_of_memory';
  return 'bad_answer';
}

function modelOf({ model, step }: Work): ReplicateModel {
  const found = REPLICATE_MODELS.find((candidate) => candidate.id === model && candidate.step === step);
  if (found) return found;
  throw new PipelineFailure('unsupported', `replicate cannot run ${step} with model ${model}`);
}

async function picture(work: Work, ctx: WorkContext): Promise<string> {
  const file = fileOn(work, 'image');
  if (file.bytes > MAX_PICTURE)
    throw new PipelineFailure('invalid_input', `replicate takes pictures up to ${MAX_PICTURE / 1e6} MB`);
  return `data:${file.mime};base64,${(await readFile(await ctx.open(file))).toString('base64')}`;
}
