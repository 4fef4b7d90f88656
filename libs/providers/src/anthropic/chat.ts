import { z } from 'zod';
import { PipelineFailure } from '#pipeline';
import type { ChatModel, Completion, Question, Turn } from '../chat/chat.js';
import { askedInWords, jsonSchemaOf } from '../chat/chat.js';
import { HttpClient } from '../http/client.js';
import type { HttpClientOptions } from '../http/client.js';
import type { Complaint } from '../http/failures.js';
import type { Prices } from '../prices/prices.js';

export interface AnthropicServer {
  key: string;
  /** Without the version, such as https://api.anthropic.com. */
  baseUrl: string;
  limits?: HttpClientOptions['limits'];
}

export interface AnthropicOptions extends AnthropicServer {
  model: string;
  prices: Prices;
}

const VERSION = '2023-06-01';
const TOOL = 'answer';

const message = z.object({
  content: z.array(
    z.object({
      type: z.string(),
      text: z.string().optional(),
      name: z.string().optional(),
      input: z.unknown().optional(),
    }),
  ),
  stop_reason: z.string().nullish(),
  usage: z.object({
    input_tokens: z.number(),
    output_tokens: z.number(),
    cache_creation_input_tokens: z.number().nullish(),
    cache_read_input_tokens: z.number().nullish(),
  }),
});
type Message = z.infer<typeof message>;

/** From the one that binds most to the one every model knows. */
const FORMS = ['schema', 'tool', 'text'] as const;
type Form = (typeof FORMS)[number];

function anthropicClient({ key, baseUrl, limits }: AnthropicServer): HttpClient {
  return new HttpClient({
    ...{ name: 'anthropic', baseUrls: [baseUrl], secrets: [key], complaint: anthropicComplaint },
    credentials: { 'x-api-key': key, 'anthropic-version': VERSION },
    ...(limits && { limits }),
  });
}

/** Its list of models is free, and for those with a key only. */
export async function probeAnthropic(server: AnthropicServer, signal: AbortSignal): Promise<string> {
  const asking = { signal, doing: 'asking for its models' };
  const { body } = await anthropicClient(server).json(`${server.baseUrl}/v1/models?limit=1000`, asking);
  const { data } = z.object({ data: z.array(z.object({ id: z.string() })) }).safeParse(body);
  return data ? `It knows the key, and has ${data.data.length} models for it.` : 'It knows the key.';
}

/** Chat with Anthropic's models. A form that a model does not know is found out once. */
export class AnthropicChat implements ChatModel {
  readonly name: string;
  readonly #http: HttpClient;
  #form = 0;

  constructor(private readonly options: AnthropicOptions) {
    this.name = `anthropic: ${options.model}`;
    this.#http = anthropicClient(options);
  }

  async complete(question: Question, schema: z.ZodType): Promise<Completion> {
    for (;;) {
      const form = FORMS[this.#form]!;
      try {
        const asked = form === 'text' ? askedInWords(question, schema) : question;
        return this.#completion(await this.#send(asked, formOf(schema, form)));
      } catch (error) {
        if (!refusesForm(error, form)) throw error;
        this.#form = Math.max(this.#form, FORMS.indexOf(form) + 1);
      }
    }
  }

  async #send({ system, turns, maxTokens, signal }: Question, form: Record<string, unknown>): Promise<Message> {
    const { model, baseUrl } = this.options;
    const { body } = await this.#http.json(`${baseUrl}/v1/messages`, {
      ...{ method: 'POST', signal, paid: true, answerMs: 600_000, doing: `a question to ${model}` },
      json: { model, max_tokens: maxTokens, system, messages: turns.map(messageOf), ...form },
    });
    const answer = message.safeParse(body);
    if (!answer.success) throw new PipelineFailure('bad_answer', `${this.name} gave an answer that makes no sense`);
    return answer.data;
  }

  #completion({ content, stop_reason, usage }: Message): Completion {
    const read = usage.cache_creation_input_tokens ?? 0;
    const counted = {
      inputTokens: usage.input_tokens + read + (usage.cache_read_input_tokens ?? 0),
      outputTokens: usage.output_tokens,
    };
    const cost = {
      usage: counted,
      microDollars: this.options.prices.ofTokens('anthropic', this.options.model, counted),
    };
    const words = content.map(({ text }) => text ?? '').join('');
    if (stop_reason === 'refusal')
      return { ...cost, ended: 'refused', text: this.#http.clean(words || 'it gave no reason') };
    const used = content.find(({ type, name }) => type === 'tool_use' && name === TOOL);
    const cut = stop_reason === 'max_tokens' || stop_reason === 'model_context_window_exceeded';
    return { ...cost, ended: cut ? 'cut_off' : 'whole', text: used ? JSON.stringify(used.input) : words };
  }
}

function formOf(schema: z.ZodType, form: Form): Record<string, unknown> {
  if (form === 'text') return {};
  const json = jsonSchemaOf(schema);
  if (form === 'schema') return { output_config: { format: { type: 'json_schema', schema: json } } };
  const tools = [{ name: TOOL, description: 'Gives the answer.', input_schema: json }];
  return { tools, tool_choice: { type: 'tool', name: TOOL } };
}

/** Refused before any work, which costs nothing. */
function refusesForm(error: unknown, form: Form): boolean {
  if (!(error instanceof PipelineFailure) || error.code !== 'invalid_input' || form === 'text') return false;
  return /output_config|output_format|format|schema|tool/i.test(error.message);
}

const messageOf = ({ role, text, images = [] }: Turn) => ({
  role,
  content: [
    ...images.map(({ mime, base64 }) => ({
      type: 'image',
      source: { type: 'base64', media_type: mime, data: base64 },
    })),
    { type: 'text', text },
  ],
});

/** Reads `{type: "error", error: {type, message, details}}`. */
function anthropicComplaint(body: unknown, status: number): Complaint {
  const { error } = (typeof body === 'object' && body !== null ? body : {}) as {
    error?: { type?: string; message?: string; details?: { error_code?: string } };
  };
  const words = error?.message ?? '';
  // A cap on spending comes with the status of a rate limit, and no waiting helps.
  if (error?.type === 'billing_error' || error?.details?.error_code === 'enforced_spend_limit_reached')
    return { message: words, code: 'quota_exceeded' };
  return status === 529 ? { message: words || 'it is overloaded', code: 'provider_unavailable' } : { message: words };
}
