import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { PipelineFailure } from '#pipeline';
import type { MediaType } from '#pipeline';
import { isTextStep } from '#steps';
import { ChatProvider } from '../chat/provider.js';
import type { Call, HttpClient } from '../http/client.js';
import { fileOn, inspected, written } from '../http/outputs.js';
import { nearestShape, pictureWords, textOf } from '../http/words.js';
import { JobFailure } from '../port.js';
import type { Capability, OutputFile, Provider, ProviderEvent, ProviderJob, Work, WorkContext } from '../port.js';
import type { Prices } from '../prices/prices.js';
import { OpenAiChat } from './chat.js';
import { openAiClient } from './client.js';
import type { OpenAiServer } from './client.js';
import { openAiComplaint } from './complaint.js';

export interface OpenAiOptions extends OpenAiServer {
  imageModel: string;
  speechModel: string;
  /** For the text steps; none where the server has no language models. */
  chatModels?: readonly string[];
  prices: Prices;
}

/** A picture of high quality takes minutes, and the answer begins when it is done. */
const ANSWER_MS = 600_000;
/** Some servers that speak as OpenAI does have none. */
const NO_LIST = Symbol('no list of models');
const MAX_SPOKEN = 4096;
const QUALITY: Record<string, string> = { draft: 'low', standard: 'medium', high: 'high' };
const SIZES: Record<string, string> = { '1:1': '1024x1024', '3:2': '1536x1024', '2:3': '1024x1536' };
const VOICES = ['alloy', 'ash', 'ballad', 'coral', 'echo', 'fable', 'nova', 'onyx', 'sage', 'shimmer', 'verse'];

const pictures = z.object({
  data: z.array(z.object({ b64_json: z.string().nullish(), url: z.string().nullish() })).min(1),
});

interface Done {
  port: MediaType;
  /** Reads it out of the answer. */
  file(): Promise<OutputFile>;
  microDollars: number | undefined;
}

/**
 * Pictures, speech and text by OpenAI or a compatible server. There is no queue: the answer to the request is the result, so
 * `submit` waits for it, and after a restart nobody can ask for it again.
 */
export class OpenAiProvider implements Provider {
  readonly id = 'openai';
  readonly #http: HttpClient;
  readonly #done = new Map<string, Done>();

  readonly #chat: ChatProvider;

  constructor(private readonly options: OpenAiOptions) {
    this.#http = openAiClient(options);
    const { chatModels: models = [], prices } = options;
    const chat = (model: string) => new OpenAiChat({ ...options, model });
    this.#chat = new ChatProvider({ id: this.id, models, chat, prices });
  }

  async capabilities(): Promise<Capability[]> {
    const { imageModel, speechModel, prices } = this.options;
    const offers = [
      { step: 't2i', model: imageModel, title: `${imageModel}, from text` },
      { step: 'i2i', model: imageModel, title: `${imageModel}, edit` },
      { step: 'voice', model: speechModel, title: `${speechModel}, speech` },
    ];
    const made = offers.map((offer) => {
      const microDollars = prices.estimate(this.id, offer.model, 'medium');
      const standing = prices.standing(this.id, offer.model);
      const capability: Capability = { ...offer, resource: 'remote', version: '1', ...standing };
      return microDollars === undefined ? capability : { ...capability, microDollars };
    });
    return [...made, ...(await this.#chat.capabilities())];
  }

  async probe(signal: AbortSignal): Promise<string> {
    const { imageModel, speechModel, chatModels = [], baseUrl } = this.options;
    const { body } = await this.#http
      .json(`${baseUrl}/models`, { signal, doing: 'asking for its models' })
      .catch((error: unknown) => {
        if (error instanceof PipelineFailure && error.code === 'model_not_found') return { body: NO_LIST };
        throw error;
      });
    if (body === NO_LIST) return 'It answers, and has no list of its models.';
    const { data } = z.object({ data: z.array(z.object({ id: z.string() })) }).safeParse(body);
    if (!data) throw new PipelineFailure('provider_unavailable', 'openai: its list of models makes no sense');
    const there = new Set(data.data.map(({ id }) => id));
    const missing = [imageModel, speechModel, ...chatModels].filter((model) => !there.has(model));
    const found = `It answers, with ${there.size} ${there.size === 1 ? 'model' : 'models'}.`;
    return missing.length === 0 ? found : `${found} Not among them: ${missing.join(', ')}.`;
  }

  quote(work: Work): number | undefined {
    const { prices } = this.options;
    if (isTextStep(work.step)) return this.#chat.quote(work);
    return work.step === 'voice'
      ? prices.of(this.id, work.model, textOf(work.config.text).length)
      : prices.of(this.id, work.model, 1, qualityOf(work));
  }

  async submit(work: Work, ctx: WorkContext): Promise<ProviderJob> {
    if (isTextStep(work.step)) return this.#chat.submit(work, ctx);
    const id = randomUUID();
    this.#done.set(id, work.step === 'voice' ? await this.#speak(work, ctx) : await this.#draw(work, ctx));
    return { provider: this.id, id, work };
  }

  async *attach(job: ProviderJob, ctx: WorkContext): AsyncGenerator<ProviderEvent> {
    if (isTextStep(job.work.step)) {
      yield* this.#chat.attach(job, ctx);
      return;
    }
    const done = this.#done.get(job.id);
    this.#done.delete(job.id);
    if (!done)
      throw new JobFailure(
        'outcome_unknown',
        `openai keeps no results: what ${job.id} gave was lost, and may be billed`,
      );
    if (done.microDollars !== undefined) yield { type: 'cost', microDollars: done.microDollars };
    const file = await done.file().catch((error: unknown) => {
      throw error instanceof PipelineFailure ? new JobFailure(error.code, error.message, error.details) : error;
    });
    yield { type: 'output', port: done.port, output: { file } };
  }

  /** It is done already: the context's signal has stopped what was not. */
  async cancel(job: ProviderJob): Promise<void> {
    this.#done.delete(job.id);
  }

  async find(): Promise<'unknown'> {
    return 'unknown';
  }

  async #draw(work: Work, ctx: WorkContext): Promise<Done> {
    const fields = {
      model: work.model,
      prompt: pictureWords(work.config),
      n: '1',
      size: SIZES[nearestShape(shapeOf(work), Object.keys(SIZES))]!,
      quality: qualityOf(work),
    };
    const call = {
      ...{ method: 'POST' as const, signal: ctx.signal, paid: true, answerMs: ANSWER_MS },
      ...{ doing: `a picture by ${work.model}`, headers: requestNamed(ctx) },
    };
    const base = `${this.options.baseUrl}/images`;
    const { body } =
      work.step === 'i2i'
        ? await this.#http.json(`${base}/edits`, await withForm(call, await editForm(fields, work, ctx)))
        : await this.#http.json(`${base}/generations`, { ...call, json: { ...fields, n: 1 } });
    const answer = pictures.safeParse(body);
    if (!answer.success) {
      const { message, code = 'bad_answer' } = openAiComplaint(body);
      throw new PipelineFailure(code, this.#http.clean(`openai: ${work.model} gave no picture. ${message}`));
    }
    const microDollars = this.options.prices.of(this.id, work.model, answer.data.data.length, qualityOf(work));
    return { port: 'image', file: () => this.#picture(answer.data.data[0]!, ctx), microDollars };
  }

  async #picture({ b64_json, url }: z.infer<typeof pictures>['data'][number], ctx: WorkContext): Promise<OutputFile> {
    const into = { folder: ctx.workDir, name: 'output', media: 'image' as const, signal: ctx.signal };
    if (b64_json) return written('openai', Buffer.from(b64_json, 'base64'), into);
    if (url) return inspected('openai', await this.#http.download(url, into), ctx.signal);
    throw new PipelineFailure('bad_answer', 'openai answered with neither a picture nor its address');
  }

  async #speak(work: Work, ctx: WorkContext): Promise<Done> {
    const { text, voice, speed } = work.config;
    const input = textOf(text);
    if (input.length > MAX_SPOKEN)
      throw new PipelineFailure('invalid_input', `openai speaks up to ${MAX_SPOKEN} characters, not ${input.length}`);
    const bytes = await this.#http.bytes(`${this.options.baseUrl}/audio/speech`, {
      ...{ method: 'POST', signal: ctx.signal, paid: true, answerMs: ANSWER_MS, doing: `speech by ${work.model}` },
      json: { model: work.model, input, voice: voiceFor(textOf(voice)), response_format: 'mp3', speed },
      headers: { ...requestNamed(ctx), accept: '*/*' },
    });
    const into = { folder: ctx.workDir, name: 'output', media: 'audio' as const, signal: ctx.signal };
    return { port: 'audio', file: () => written('openai', bytes, into), microDollars: this.quote(work) };
  }
}

/** OpenAI writes it into its log, where its support can find it. */
const requestNamed = ({ requestId }: WorkContext) => ({ 'x-client-request-id': requestId });

const qualityOf = ({ config }: Work) => QUALITY[textOf(config.quality)] ?? 'medium';

function shapeOf({ config }: Work): string {
  const { width, height, aspect } = config;
  return typeof width === 'number' && typeof height === 'number' ? `${width}:${height}` : textOf(aspect) || '3:2';
}

/** A voice it has; any other name always gets the same one. */
function voiceFor(name: string): string {
  if (VOICES.includes(name)) return name;
  if (name === '' || name === 'auto') return 'alloy';
  return VOICES[[...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 65_521, 7) % VOICES.length]!;
}

async function editForm(fields: Record<string, string>, work: Work, ctx: WorkContext): Promise<FormData> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  const picture = fileOn(work, 'image');
  const bytes = await readFile(await ctx.open(picture));
  form.set('image', new Blob([bytes], { type: picture.mime }), `image.${picture.mime.split('/')[1]}`);
  return form;
}

/** The call with a form as its body, encoded with a boundary of its own. */
export async function withForm(call: Call, form: FormData): Promise<Call> {
  const encoded = new Response(form);
  const headers = { ...call.headers, 'content-type': encoded.headers.get('content-type')! };
  return { ...call, headers, body: Buffer.from(await encoded.arrayBuffer()) };
}
