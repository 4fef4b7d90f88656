import { randomUUID } from 'node:crypto';
import { answerTo, strictComplaint } from '../fakes/answers.js';
import type { AnswerSchema } from '../fakes/answers.js';
import { testPicture, testSound } from '../fakes/media.js';
import { FakeServer } from '../fakes/server.js';
import type { Asked, Reply } from '../fakes/server.js';

interface FakeOpenAiOptions {
  key: string;
  /** Forms of answer that this server knows, as compatible ones do not know all; default all. */
  forms?: string[];
  /** What chats answer, one after the other, the last one for ever; default something that fits the schema. */
  says?: string | readonly string[];
  /** The name of the limit on an answer that this server knows; default OpenAI's. */
  limitField?: 'max_tokens' | 'max_completion_tokens';
}

/** As an answer: it ends here because the tokens did. */
export const CUT_OFF = '{"text": "It was a dark and';
export const OPENAI_MODERATION = 'Your request was rejected by the safety system.';
const MODELS = ['gpt-image-1.5', 'gpt-4.1-mini', 'gpt-4o-mini-tts'];
const IMAGE_PRICE: Record<string, number> = { low: 13_000, medium: 50_000, high: 200_000 };

/** OpenAI's pictures, speech and chat. A wrong key is repeated in the refusal, as many servers do. */
export class FakeOpenAi extends FakeServer {
  #said = 0;

  constructor(private readonly options: FakeOpenAiOptions) {
    super();
  }

  protected override placeOf({ path }: Asked): string {
    return path.replace(/^\/v1\//, '');
  }

  protected override async answer(asked: Asked): Promise<Reply> {
    if (asked.headers.authorization !== `Bearer ${this.options.key}`)
      return refusal(401, `Incorrect API key provided: ${asked.headers.authorization}`, 'invalid_api_key');
    switch (this.placeOf(asked)) {
      case 'images/generations':
        return this.#picture(JSON.parse(asked.body.toString()) as Record<string, string>);
      case 'images/edits': {
        const form = await formOf(asked);
        if (!(form.get('image') instanceof File))
          return refusal(400, 'image is required', 'missing_required_parameter');
        return this.#picture(Object.fromEntries([...form].filter(([, value]) => typeof value === 'string')) as never);
      }
      case 'audio/speech':
        return this.#speech(JSON.parse(asked.body.toString()) as Record<string, string>);
      case 'audio/transcriptions':
        return this.#transcript(await formOf(asked));
      case 'models':
        return { body: { object: 'list', data: MODELS.map((id) => ({ id, object: 'model', owned_by: 'fake' })) } };
      case 'chat/completions':
        return this.#chat(JSON.parse(asked.body.toString()) as Chat);
      default:
        return refusal(404, `Unknown request URL: ${asked.path}`, 'unknown_url');
    }
  }

  async #picture({ model, prompt, size = '', quality = 'medium' }: Record<string, string>): Promise<Reply> {
    if (prompt?.includes('forbidden')) return refusal(400, OPENAI_MODERATION, 'moderation_blocked');
    if (!['1024x1024', '1536x1024', '1024x1536'].includes(size))
      return refusal(400, `Invalid size ${size}`, 'invalid_value');
    this.#charge(model!, IMAGE_PRICE[quality] ?? 0);
    const [width, height] = size.split('x').map((side) => Number(side) / 8);
    const picture = await testPicture(prompt ?? '', width, height);
    return { body: { created: 1, data: [{ b64_json: picture.toString('base64') }], usage: { total_tokens: 1 } } };
  }

  #speech({ model, input = '' }: Record<string, string>): Reply {
    this.#charge(model!, input.length * 15);
    return { headers: { 'content-type': 'audio/mpeg' }, body: testSound(Math.max(1, input.length / 15)) };
  }

  /** Without the brackets in the name of the field there are no times of words, as at OpenAI. */
  #transcript(form: FormData): Reply {
    const timed = form.getAll('timestamp_granularities[]').includes('word');
    if (!(form.get('file') instanceof File)) return refusal(400, 'file is required', 'missing_required_parameter');
    this.#charge('transcription', 100);
    const words = [
      { word: 'hello', start: 0, end: 0.4 },
      { word: 'world', start: 0.4, end: 1 },
    ];
    const segments = [{ id: 0, start: 0, end: 1, text: ' hello world' }];
    const answer = { task: 'transcribe', language: 'english', duration: 1, text: 'hello world', segments };
    return { body: timed ? { ...answer, words } : answer };
  }

  #chat(chat: Chat): Reply {
    const { forms = ['json_schema', 'json_object'], limitField = 'max_completion_tokens' } = this.options;
    const { model, messages, response_format: format } = chat;
    const other = limitField === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
    if (chat[other] !== undefined)
      return refusal(400, `Unsupported parameter: '${other}'. Use '${limitField}' instead.`, 'unsupported_parameter');
    if (format && !forms.includes(format.type))
      return refusal(400, `response_format of type ${format.type} is not supported`, 'unsupported_parameter');
    const schema = format?.json_schema?.schema;
    const complaint = format?.json_schema?.strict && schema ? strictComplaint(schema) : undefined;
    if (complaint) return refusal(400, complaint, 'invalid_json_schema');
    const prompt = wordsOf(messages.at(-1)!);
    const pictures = messages.flatMap(({ content }) => (typeof content === 'string' ? [] : content));
    for (const { image_url } of pictures)
      if (image_url && !/^data:image\/(?:png|jpeg|webp|gif);base64,[A-Za-z0-9+/]+=*$/.test(image_url.url))
        return refusal(400, 'Invalid image data.', 'invalid_image_url');
    const refused = messages.some((message) => wordsOf(message).includes('forbidden'));
    this.#charge(model, 1_000);
    const said = this.#says(schema, messages);
    const message = refused
      ? { role: 'assistant', content: null, refusal: OPENAI_MODERATION }
      : { role: 'assistant', content: said ?? `You said: ${prompt}` };
    const usage = { prompt_tokens: 100, completion_tokens: 50, total_tokens: 150 };
    const cut = !refused && said === CUT_OFF;
    return {
      body: {
        id: 'c',
        object: 'chat.completion',
        model,
        usage,
        choices: [{ index: 0, message, finish_reason: cut ? 'length' : 'stop' }],
      },
    };
  }

  #says(schema: AnswerSchema | undefined, messages: Chat['messages']): string | undefined {
    const { says } = this.options;
    const answers = [says ?? []].flat();
    if (answers.length > 0) return answers[Math.min(this.#said++, answers.length - 1)];
    const question = messages.map(wordsOf).join('\n');
    const inWords = /JSON Schema:\n(\{.*\})$/m.exec(question)?.[1];
    const asked = schema ?? (inWords === undefined ? undefined : (JSON.parse(inWords) as AnswerSchema));
    return asked && JSON.stringify(answerTo(asked, question));
  }

  #charge(model: string, microDollars: number): void {
    this.bill.push({ id: randomUUID(), model, microDollars });
  }
}

interface Chat {
  model: string;
  messages: { content: string | { text?: string; image_url?: { url: string } }[] }[];
  max_tokens?: number;
  max_completion_tokens?: number;
  response_format?: { type: string; json_schema?: { strict?: boolean; schema?: AnswerSchema } };
}

const wordsOf = ({ content }: Chat['messages'][number]) =>
  typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join('');

const refusal = (status: number, message: string, code: string): Reply => ({
  status,
  body: { error: { message, type: 'invalid_request_error', param: null, code } },
});

const formOf = ({ headers, body }: Asked): Promise<FormData> =>
  new Response(new Uint8Array(body), { headers: { 'content-type': headers['content-type']! } }).formData();
