import type { JsonWebKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { PipelineFailure } from '#pipeline';
import { HttpClient, unlessStopped } from '../http/client.js';
import type { HttpClientOptions, JsonAnswer } from '../http/client.js';
import { fileOn, inspected } from '../http/outputs.js';
import { JobFailure } from '../port.js';
import type { Capability, Provider, ProviderEvent, ProviderJob, Work, WorkContext } from '../port.js';
import type { Prices } from '../prices/prices.js';
import { falComplaint } from './complaint.js';
import { FAL_MODELS, namesOf } from './models.js';
import type { FalModel } from './models.js';
import { isFalWebhook } from './webhook.js';

export interface FalOptions {
  key: string;
  prices: Prices;
  /** Where work is queued. */
  queueUrl: string;
  /** Where files are uploaded. */
  restUrl: string;
  limits?: HttpClientOptions['limits'];
  /** Milliseconds between two looks at the status, first and at most. */
  pollMs?: [first: number, longest: number];
}

const KEYS_MS = 24 * 3_600_000;

const queued = z.object({
  request_id: z.string().min(1),
  status_url: z.url(),
  response_url: z.url(),
  cancel_url: z.url(),
});
type Queued = z.infer<typeof queued>;
type Urls = Omit<Queued, 'request_id'>;

const status = z.object({
  status: z.enum(['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED']),
  queue_position: z.number().nullish(),
  logs: z.array(z.object({ message: z.string() })).nullish(),
  error: z.unknown().optional(),
  error_type: z.string().nullish(),
});

type Status = z.infer<typeof status>;

const uploadUrls = z.object({ upload_url: z.url(), file_url: z.url() });

const file = z.object({ url: z.string() });
const result = z.object({ images: z.array(file).optional(), video: file.optional() });

/** fal.ai by its queue: work is handed in, looked at until it is done, and fetched. */
export class FalProvider implements Provider {
  readonly id = 'fal';
  readonly #http: HttpClient;
  #keys: { at: number; keys: JsonWebKey[] } | undefined;

  constructor(private readonly options: FalOptions) {
    const { key, queueUrl, restUrl, limits } = options;
    this.#http = new HttpClient({
      ...{ name: 'fal', baseUrls: [queueUrl, restUrl], secrets: [key], complaint: falComplaint },
      credentials: { authorization: `Key ${key}` },
      ...(limits && { limits }),
    });
  }

  async capabilities(): Promise<Capability[]> {
    const { prices } = this.options;
    return FAL_MODELS.map(({ id, step, title, variant, ports }) => {
      const microDollars = prices.estimate(this.id, id, variant);
      const names = namesOf(id);
      const capability: Capability = {
        ...{ step, title, model: id, names, resource: 'remote', version: '1' },
        ...(ports && { ports }),
        ...prices.standing(this.id, id),
      };
      return microDollars === undefined ? capability : { ...capability, microDollars };
    });
  }

  /** An address for a file is given to who has a key, and costs nothing while no file is sent there. */
  async probe(signal: AbortSignal): Promise<string> {
    await this.#uploadAddress('text/plain', 'probe.txt', signal);
    return 'It knows the key.';
  }

  quote(work: Work): number | undefined {
    const { units, variant } = modelOf(work).ask(work, '');
    return this.options.prices.of(this.id, work.model, units, variant);
  }

  async submit(work: Work, ctx: WorkContext): Promise<ProviderJob> {
    const model = modelOf(work);
    // What cannot be asked for is refused before anything is sent.
    model.ask(work, '');
    const image = model.step.startsWith('i2') ? await this.#upload(work, 'image', ctx) : '';
    const end = work.inputs.end_image === undefined ? undefined : await this.#upload(work, 'end_image', ctx);
    const hook = ctx.callbackUrl === undefined ? '' : `?fal_webhook=${encodeURIComponent(ctx.callbackUrl)}`;
    const { body } = await this.#http.json(`${this.options.queueUrl}/${model.id}${hook}`, {
      // Answered in a moment, so it is not interrupted: whoever stops it would not know what was begun.
      ...{ method: 'POST', json: model.ask(work, image, end).input, signal: new AbortController().signal, paid: true },
      doing: `handing in work for ${model.id}`,
    });
    const answer = queued.safeParse(body);
    if (!answer.success)
      throw new PipelineFailure('outcome_unknown', `fal accepted work for ${model.id} and did not say as what`);
    const { request_id, ...urls } = answer.data;
    return { provider: this.id, id: request_id, work, state: urls };
  }

  async *attach(job: ProviderJob, ctx: WorkContext): AsyncGenerator<ProviderEvent> {
    const end = yield* this.#followed(job, ctx);
    const model = modelOf(job.work);
    const answer = end.error ? await this.#failed(job, end, ctx.signal) : await this.#result(job, ctx.signal);
    const cost = this.#billed(job.work, answer);
    if (cost !== undefined) yield { type: 'cost', microDollars: cost };
    const parsed = result.safeParse(answer.body);
    const url = model.output === 'video' ? parsed.data?.video?.url : parsed.data?.images?.[0]?.url;
    if (url === undefined) {
      const { message, code = 'bad_answer' } = falComplaint(answer.body, answer.status, answer.headers);
      throw new JobFailure(code, this.#http.clean(`fal: ${model.id} ended without a ${model.output}. ${message}`));
    }
    const { signal, workDir: folder } = ctx;
    const fetched = await this.#http.download(url, { folder, name: 'output', media: model.output, signal });
    yield { type: 'output', port: model.output, output: { file: await inspected('fal', fetched, signal) } };
  }

  async cancel(job: ProviderJob): Promise<void> {
    const signal = AbortSignal.timeout(10_000);
    try {
      const { cancel_url } = stateOf(job);
      await this.#http.json(cancel_url, { method: 'PUT', signal, doing: `cancelling request ${job.id}` });
    } catch (error) {
      // 400: it is done already. 404: it is gone.
      if (!(error instanceof PipelineFailure) || !['invalid_input', 'model_not_found'].includes(error.code))
        throw error;
    }
  }

  /** fal chooses the ids and lists no requests, so a request whose answer was lost cannot be found. */
  async find(): Promise<'unknown'> {
    return 'unknown';
  }

  /** The addresses keep owner and name of a model only. */
  adopt(id: string, work: Work): ProviderJob {
    const base = `${this.options.queueUrl}/${work.model.split('/').slice(0, 2).join('/')}/requests/${id}`;
    const state = { status_url: `${base}/status`, response_url: base, cancel_url: `${base}/cancel` };
    return { provider: this.id, id, work, state };
  }

  async told(headers: Readonly<Record<string, string | undefined>>, body: Buffer): Promise<string | undefined> {
    if (!isFalWebhook(headers, body, await this.#webhookKeys(), Date.now() / 1000)) return undefined;
    return headers['x-fal-webhook-request-id'];
  }

  /** Kept for a day at most, as fal asks. */
  async #webhookKeys(): Promise<JsonWebKey[]> {
    if (this.#keys && Date.now() - this.#keys.at < KEYS_MS) return this.#keys.keys;
    const asking = { signal: AbortSignal.timeout(10_000), doing: 'asking for the keys of webhooks' };
    const { body } = await this.#http.json(`${this.options.restUrl}/.well-known/jwks.json`, asking);
    const parsed = z.object({ keys: z.array(z.record(z.string(), z.unknown())) }).safeParse(body);
    if (!parsed.success) throw new PipelineFailure('provider_unavailable', 'fal: the keys of webhooks make no sense');
    this.#keys = { at: Date.now(), keys: parsed.data.keys };
    return this.#keys.keys;
  }

  /** Until the work is done. Each new line of the log is told once. */
  async *#followed(job: ProviderJob, { signal }: WorkContext): AsyncGenerator<ProviderEvent, Status> {
    const [first, longest] = this.options.pollMs ?? [500, 5_000];
    let told = 0;
    for (let wait = first; ; wait = Math.min(wait * 1.5, longest)) {
      const { body } = await this.#ask(job, 'status_url', '?logs=1', signal);
      const parsed = status.safeParse(body);
      if (!parsed.success)
        throw new PipelineFailure('provider_unavailable', `fal: the status of ${job.id} makes no sense`);
      const now = parsed.data;
      for (const { message } of now.logs?.slice(told) ?? []) yield { type: 'log', message: this.#http.clean(message) };
      told = Math.max(told, now.logs?.length ?? 0);
      if (now.status === 'COMPLETED') return now;
      const note = now.queue_position ? `${now.queue_position} before it in the queue` : undefined;
      yield { type: 'progress', fraction: now.status === 'IN_QUEUE' ? 0 : 0.1, ...(note && { note }) };
      await unlessStopped(wait, signal);
    }
  }

  /** There is no status for a failure: it is completed, with an error, and the result has the model's own words. */
  async #failed(job: ProviderJob, { error, error_type }: Status, signal: AbortSignal): Promise<never> {
    const told = falComplaint({ detail: error, error_type }, 200, {});
    const asking = { signal, doing: `request ${job.id} for ${job.work.model}` };
    const failure = await this.#http.json(stateOf(job).response_url, asking).then(
      () => undefined,
      (reason: unknown) => (reason instanceof PipelineFailure && reason.details ? reason : undefined),
    );
    signal.throwIfAborted();
    const message = failure?.message ?? this.#http.clean(`fal: ${job.work.model} failed: ${told.message}`);
    throw new JobFailure(told.code ?? failure?.code ?? 'bad_answer', message);
  }

  async #result(job: ProviderJob, signal: AbortSignal): Promise<JsonAnswer> {
    try {
      return await this.#ask(job, 'response_url', '', signal);
    } catch (error) {
      // Anything else may be fal's trouble, not the work's, and passes.
      if (!(error instanceof PipelineFailure) || !['moderated', 'invalid_input'].includes(error.code)) throw error;
      throw new JobFailure(error.code, error.message, error.details);
    }
  }

  async #ask(job: ProviderJob, url: keyof Urls, query: string, signal: AbortSignal): Promise<JsonAnswer> {
    const asking = { signal, doing: `asking for request ${job.id}` };
    try {
      return await this.#http.again(signal, () => this.#http.json(`${stateOf(job)[url]}${query}`, asking));
    } catch (error) {
      if (!(error instanceof PipelineFailure) || error.code !== 'model_not_found') throw error;
      throw new JobFailure(
        'outcome_unknown',
        `fal no longer knows request ${job.id}; it may have been made and billed`,
      );
    }
  }

  /** What fal says it counted, at the list price. */
  #billed(work: Work, { headers }: JsonAnswer): number | undefined {
    const units = Number(headers['x-fal-billable-units']);
    if (!headers['x-fal-billable-units'] || !Number.isFinite(units)) return undefined;
    return this.options.prices.of(this.id, work.model, units, modelOf(work).ask(work, '').variant);
  }

  async #upload(work: Work, port: string, ctx: WorkContext): Promise<string> {
    const { mime, digest } = fileOn(work, port);
    const bytes = await readFile(await ctx.open(fileOn(work, port)));
    return this.#http.again(ctx.signal, async () => {
      const name = `${digest.slice(0, 16)}.${mime.split('/')[1]}`;
      const { upload_url, file_url } = await this.#uploadAddress(mime, name, ctx.signal);
      await this.#http.put(upload_url, bytes, mime, ctx.signal);
      return file_url;
    });
  }

  async #uploadAddress(mime: string, name: string, signal: AbortSignal): Promise<z.infer<typeof uploadUrls>> {
    const { body } = await this.#http.json(`${this.options.restUrl}/storage/upload/initiate?storage_type=fal-cdn-v3`, {
      ...{ method: 'POST', signal, doing: 'preparing an upload' },
      json: { content_type: mime, file_name: name },
    });
    const urls = uploadUrls.safeParse(body);
    if (urls.success) return urls.data;
    throw new PipelineFailure('provider_unavailable', 'fal: an upload was answered with no address');
  }
}

function modelOf({ model, step }: Work): FalModel {
  const found = FAL_MODELS.find((candidate) => candidate.id === model && candidate.step === step);
  if (found) return found;
  throw new PipelineFailure('unsupported', `fal cannot run ${step} with model ${model}`);
}

function stateOf({ state, id }: ProviderJob): Urls {
  const urls = queued.omit({ request_id: true }).safeParse(state);
  if (urls.success) return urls.data;
  throw new JobFailure('outcome_unknown', `where fal keeps request ${id} was not recorded`);
}
