import { z } from 'zod';
import { PipelineFailure } from '#pipeline';
import type { ChatModel, Question, Reply } from '../chat/chat.js';
import { jsonSchemaOf, readJson } from '../chat/chat.js';
import { HttpClient } from '../http/client.js';
import type { HttpClientOptions } from '../http/client.js';
import type { Complaint } from '../http/failures.js';
import type { Prices } from '../prices/prices.js';

export interface AnthropicOptions {
  key: string;
  /** Without the version, such as https://api.anthropic.com. */
  baseUrl: string;
  model: string;
  prices: Prices;
  limits?: HttpClientOptions['limits'];
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
  usage: z.object({ input_tokens: z.number(), output_tokens: z.number() }),
});
type Message = z.infer<typeof message>;

/** Chat with Anthropic's models. A form is asked for as the input of a tool, which every version of them knows. */
export class AnthropicChat implements ChatModel {
  readonly #http: HttpClient;

  constructor(private readonly options: AnthropicOptions) {
    const { key, baseUrl, limits } = options;
    this.#http = new HttpClient({
      ...{ name: 'anthropic', baseUrls: [baseUrl], secrets: [key], complaint: anthropicComplaint },
      credentials: { 'x-api-key': key, 'anthropic-version': VERSION },
      ...(limits && { limits }),
    });
  }

  async ask(question: Question): Promise<Reply> {
    return this.#reply(await this.#send(question, {}));
  }

  async askFor<T>(schema: z.ZodType<T>, question: Question): Promise<Reply & { value: T }> {
    const tools = [{ name: TOOL, description: 'Gives the answer.', input_schema: jsonSchemaOf(schema) }];
    const answer = await this.#send(question, { tools, tool_choice: { type: 'tool', name: TOOL } });
    const used = answer.content.find(({ type, name }) => type === 'tool_use' && name === TOOL);
    const text = used ? JSON.stringify(used.input) : textOf(answer);
    return { ...this.#reply(answer), text, value: readJson(text, schema, `anthropic: ${this.options.model}`) };
  }

  async #send({ system, prompt, images = [], maxTokens, signal }: Question, more: object): Promise<Message> {
    const { model, baseUrl } = this.options;
    const content = [
      { type: 'text', text: prompt },
      ...images.map(({ mime, base64 }) => ({
        type: 'image',
        source: { type: 'base64', media_type: mime, data: base64 },
      })),
    ];
    const { body } = await this.#http.json(`${baseUrl}/v1/messages`, {
      ...{ method: 'POST', signal, paid: true, answerMs: 300_000, doing: `a question to ${model}` },
      json: { model, max_tokens: maxTokens, ...(system && { system }), messages: [{ role: 'user', content }], ...more },
    });
    const answer = message.safeParse(body);
    if (!answer.success)
      throw new PipelineFailure('bad_answer', `anthropic: ${model} gave an answer that makes no sense`);
    const { stop_reason } = answer.data;
    if (stop_reason === 'refusal')
      throw new PipelineFailure('moderated', this.#http.clean(`anthropic: ${model} refused. ${textOf(answer.data)}`));
    if (stop_reason === 'max_tokens' || stop_reason === 'model_context_window_exceeded')
      throw new PipelineFailure('bad_answer', `anthropic: ${model} was cut off (${stop_reason})`);
    return answer.data;
  }

  #reply(answer: Message): Reply {
    const usage = { inputTokens: answer.usage.input_tokens, outputTokens: answer.usage.output_tokens };
    const microDollars = this.options.prices.ofTokens('anthropic', this.options.model, usage);
    return { text: textOf(answer), usage, microDollars };
  }
}

const textOf = ({ content }: Message) => content.map(({ text }) => text ?? '').join('');

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
