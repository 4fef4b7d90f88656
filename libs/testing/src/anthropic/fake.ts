import { randomUUID } from 'node:crypto';
import { answerTo, strictComplaint } from '../fakes/answers.js';
import type { AnswerSchema } from '../fakes/answers.js';
import { FakeServer } from '../fakes/server.js';
import { CUT_OFF } from '../openai/fake.js';
import type { Asked, Reply } from '../fakes/server.js';

interface FakeAnthropicOptions {
  key: string;
  /**
   * What questions are answered with, one after the other, the last one for ever; default something that fits the
   * schema, else an echo.
   */
  says?: readonly unknown[];
  /** Whether its models know `output_config`; default true. */
  schemas?: boolean;
}

interface Body {
  model: string;
  max_tokens?: number;
  messages: {
    role: string;
    content: { type: string; text?: string; source?: { media_type: string; data: string } }[];
  }[];
  tools?: { name: string; input_schema: AnswerSchema }[];
  tool_choice?: { name: string };
  output_config?: { format?: { type: string; schema: AnswerSchema } };
}

/** Anthropic's messages. */
export class FakeAnthropic extends FakeServer {
  #said = 0;

  constructor(private readonly options: FakeAnthropicOptions) {
    super();
  }

  protected override placeOf({ path }: Asked): string {
    if (path.startsWith('/v1/models')) return 'models';
    return path === '/v1/messages' ? 'messages' : path;
  }

  protected override async answer(asked: Asked): Promise<Reply> {
    const { headers, path } = asked;
    if (headers['x-api-key'] !== this.options.key)
      return anthropicError(401, 'authentication_error', `invalid x-api-key ${headers['x-api-key']}`);
    if (!headers['anthropic-version'])
      return anthropicError(400, 'invalid_request_error', 'anthropic-version: required');
    if (this.placeOf(asked) === 'models')
      return { body: { data: [{ type: 'model', id: 'claude-haiku-5-5' }], has_more: false } };
    if (path !== '/v1/messages') return anthropicError(404, 'not_found_error', path);
    const body = JSON.parse(asked.body.toString()) as Body;
    const complaint = this.#complaint(body);
    if (complaint) return anthropicError(400, 'invalid_request_error', complaint);
    const { model, messages, tool_choice, tools, output_config } = body;
    const words = messages.map(({ content }) => content.map(({ text }) => text ?? '').join('')).join('\n');
    const id = randomUUID();
    this.bill.push({ id, model, microDollars: 1_000 });
    const usage = { input_tokens: 100, output_tokens: 50, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };
    const answer = { id, type: 'message', role: 'assistant', model, usage };
    if (words.includes('forbidden'))
      return {
        body: { ...answer, stop_reason: 'refusal', content: [{ type: 'text', text: 'I will not help with that.' }] },
      };
    const schema = output_config?.format?.schema ?? tools?.find(({ name }) => name === tool_choice?.name)?.input_schema;
    const said = this.#says(schema, words) ?? `You said: ${words}`;
    if (said === CUT_OFF)
      return { body: { ...answer, stop_reason: 'max_tokens', content: [{ type: 'text', text: said }] } };
    const content = tool_choice
      ? [{ type: 'tool_use', id: 't', name: tool_choice.name, input: said }]
      : [
          { type: 'thinking', thinking: '', signature: 's' },
          { type: 'text', text: typeof said === 'string' ? said : JSON.stringify(said) },
        ];
    return { body: { ...answer, content, stop_reason: tool_choice ? 'tool_use' : 'end_turn' } };
  }

  #complaint({ max_tokens, output_config, messages }: Body): string | undefined {
    if (!max_tokens) return 'max_tokens: Field required';
    if (output_config && this.options.schemas === false) return 'output_config: Extra inputs are not permitted';
    if (messages.at(-1)?.role !== 'user') return 'messages: the last one has to be by the user';
    for (const { source } of messages.flatMap(({ content }) => content))
      if (
        source &&
        (!/^image\/(?:png|jpeg|webp|gif)$/.test(source.media_type) || !/^[A-Za-z0-9+/]+=*$/.test(source.data))
      )
        return 'messages: image cannot be read';
    return output_config?.format && strictComplaint(output_config.format.schema);
  }

  #says(schema: AnswerSchema | undefined, words: string): unknown {
    const { says = [] } = this.options;
    if (says.length > 0) return says[Math.min(this.#said++, says.length - 1)];
    return schema && answerTo(schema, words);
  }
}

export const anthropicError = (status: number, type: string, message: string, details?: unknown): Reply => ({
  status,
  body: { type: 'error', error: { type, message, ...(details !== undefined && { details }) }, request_id: 'req_1' },
});
