import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { testFilm, testPicture } from '../fakes/media.js';
import { FakeServer } from '../fakes/server.js';
import type { Asked, Reply } from '../fakes/server.js';

interface Request {
  id: string;
  model: string;
  input: Record<string, unknown>;
  looks: number;
  cancelled: boolean;
}

interface FakeFalOptions {
  /** The only key that is let in. */
  key: string;
  /** How often the status is asked before the work is done. */
  looks?: number;
}

/** Words in a prompt that this fake's models refuse. */
const REFUSED = 'forbidden';
export const FAL_MODERATION = 'The content could not be processed because it contained material flagged by a checker.';

/** Micro-dollars of one billed unit, and how the bill counts. */
const PRICES: [model: RegExp, microDollars: number, units: (input: Record<string, unknown>) => number][] = [
  [/^fal-ai\/nano-banana/, 39_000, () => 1],
  [/^fal-ai\/gpt-image/, 51_000, () => 1],
  [/^fal-ai\/wan-i2v/, 400_000, () => 1],
  [/^fal-ai\/kling-image/, 28_000, () => 1],
  [/^fal-ai\/kling-video\/v3/, 112_000, secondsOf],
  [/^fal-ai\/kling-video/, 70_000, secondsOf],
  [/^fal-ai\/veo3.1/, 100_000, secondsOf],
];

/**
 * fal's queue, its uploads and its files on one address. Quirks that need no telling: the status is 202 until the work
 * is done, a failure is COMPLETED with an error, and a model refuses fields it does not know, as the real ones do.
 */
export class FakeFal extends FakeServer {
  readonly #requests = new Map<string, Request>();
  readonly #files = new Map<string, { bytes: Buffer; mime: string }>();
  /** While true all work goes on and tells nothing. */
  stuck = false;
  /** Bills so many times the units that are due. */
  priceFactor = 1;
  /** Signs the webhooks. */
  readonly keys = generateKeyPairSync('ed25519');
  /** The webhooks that were sent, and how they were answered. */
  readonly webhooks: { id: string; status: number }[] = [];
  /** Sends no webhooks. */
  mute = false;
  readonly #sending = new Set<Promise<void>>();

  constructor(private readonly options: FakeFalOptions) {
    super();
  }

  override async stop(): Promise<void> {
    await Promise.all(this.#sending);
    await super.stop();
  }

  /** Each is sent twice, as happens. */
  #tell(id: string, url: string): void {
    if (this.mute) return;
    const send = async () => {
      for (let times = 0; times < 2; times++) {
        const { headers, body } = this.webhook(id);
        const answer = await fetch(url, { method: 'POST', headers, body }).catch(() => undefined);
        this.webhooks.push({ id, status: answer?.status ?? 0 });
      }
    };
    const sending = send().finally(() => this.#sending.delete(sending));
    this.#sending.add(sending);
  }

  /** As after a restart that lost everything but the bill. */
  forget(): void {
    this.#requests.clear();
  }

  /** The webhook for a request, as sent and sent again: headers and body. */
  webhook(id: string, timestamp = Math.floor(Date.now() / 1000)): { headers: Record<string, string>; body: string } {
    const body = JSON.stringify({ request_id: id, gateway_request_id: id, status: 'OK', payload: { images: [] } });
    const hash = createHash('sha256').update(body).digest('hex');
    const message = [id, 'user-1', timestamp, hash].join('\n');
    const headers = {
      'x-fal-webhook-request-id': id,
      'x-fal-webhook-user-id': 'user-1',
      'x-fal-webhook-timestamp': String(timestamp),
      'x-fal-webhook-signature': sign(null, Buffer.from(message), this.keys.privateKey).toString('hex'),
    };
    return { headers, body };
  }

  protected override placeOf({ path, method }: Asked): string {
    if (path.startsWith('/files/')) return method === 'PUT' ? 'upload' : 'file';
    if (path.includes('/storage/')) return 'upload';
    if (path.includes('/status')) return 'status';
    if (path.endsWith('/cancel')) return 'cancel';
    if (path.includes('.well-known')) return 'keys';
    return path.includes('/requests/') ? 'result' : 'submit';
  }

  protected override async answer(asked: Asked): Promise<Reply> {
    const { path, method, headers } = asked;
    const place = this.placeOf(asked);
    if (path.startsWith('/files/')) return this.#file(asked);
    if (place === 'keys') return { body: { keys: [this.keys.publicKey.export({ format: 'jwk' })] } };
    if (headers.authorization !== `Key ${this.options.key}`)
      return { status: 401, body: { detail: `Cannot authenticate ${headers.authorization}` } };
    if (path.includes('/storage/')) {
      const url = `${this.url}/files/${randomUUID()}`;
      return { body: { upload_url: url, file_url: url } };
    }
    if (place === 'submit' && method === 'POST') return this.#submit(new URL(path, this.url), asked.body);
    const request = this.#requests.get(/\/requests\/([^/?]+)/.exec(path)?.[1] ?? '');
    if (!request) return { status: 404, body: { detail: 'Request not found' } };
    if (place === 'status') return this.#status(request);
    if (place === 'cancel') return this.#cancel(request);
    return this.#result(request);
  }

  #file({ path, method, body, headers }: Asked): Reply {
    if (method === 'PUT') this.#files.set(path, { bytes: body, mime: headers['content-type'] ?? '' });
    const file = this.#files.get(path);
    return file ? { headers: { 'content-type': file.mime }, body: file.bytes } : { status: 404 };
  }

  #submit({ pathname, searchParams }: URL, body: Buffer): Reply {
    const model = pathname.slice(1);
    const price = PRICES.find(([pattern]) => pattern.test(model));
    if (!price) return { status: 404, body: { detail: `Application "${model}" not found` } };
    const input = JSON.parse(body.toString()) as Record<string, unknown>;
    const problem = problemWith(model, input);
    if (problem) return { status: 422, body: { detail: [problem] } };
    const id = randomUUID();
    this.#requests.set(id, { id, model, input, looks: 0, cancelled: false });
    const [, microDollars, units] = price;
    if (!refused(input))
      this.bill.push({
        id,
        model,
        microDollars: microDollars * units(input) * this.priceFactor,
        prompt: String(input.prompt),
      });
    const hook = searchParams.get('fal_webhook');
    if (hook) this.#tell(id, hook);
    // The addresses keep owner and name only.
    const base = `${this.url}/${model.split('/').slice(0, 2).join('/')}/requests/${id}`;
    const urls = { response_url: base, status_url: `${base}/status`, cancel_url: `${base}/cancel` };
    return { body: { status: 'IN_QUEUE', request_id: id, queue_position: 0, ...urls } };
  }

  #status(request: Request): Reply {
    if (this.stuck) return { status: 202, body: { status: 'IN_PROGRESS', logs: null } };
    const { looks = 1 } = this.options;
    const at = request.looks++;
    if (at === 0 && looks > 0) return { status: 202, body: { status: 'IN_QUEUE', queue_position: 1 } };
    const logs = [{ timestamp: '2026-11-21T10:00:00Z', level: 'INFO', source: 'USER', message: 'loading the model' }];
    if (at < looks) return { status: 202, body: { status: 'IN_PROGRESS', logs } };
    const done = { status: 'COMPLETED', logs, metrics: { inference_time: 1.5 } };
    if (request.cancelled) return { body: { ...done, error: 'Request was cancelled' } };
    return { body: refused(request.input) ? { ...done, error: 'Unprocessable Entity', error_type: null } : done };
  }

  #cancel(request: Request): Reply {
    if (request.looks > (this.options.looks ?? 1)) return { status: 400, body: { status: 'ALREADY_COMPLETED' } };
    request.cancelled = true;
    // What was stopped before it was done is not billed.
    const charge = this.bill.findIndex(({ id }) => id === request.id);
    if (charge >= 0) this.bill.splice(charge, 1);
    return { status: 202, body: { status: 'CANCELLATION_REQUESTED' } };
  }

  async #result({ id, model, input }: Request): Promise<Reply> {
    if (refused(input)) {
      const detail = [
        {
          loc: ['body', 'prompt'],
          msg: FAL_MODERATION,
          type: 'content_policy_violation',
          input: input.prompt,
          ctx: {},
        },
      ];
      return { status: 422, headers: { 'x-fal-retryable': 'false' }, body: { detail } };
    }
    const [, , units] = PRICES.find(([pattern]) => pattern.test(model))!;
    const headers = { 'x-fal-request-id': id, 'x-fal-billable-units': String(units(input) * this.priceFactor) };
    if (/video|veo|wan/.test(model)) {
      const url = this.#keep(await testFilm(secondsOf(input)), 'video/mp4', 'mp4');
      return { headers, body: { video: { url, content_type: 'video/mp4', file_name: 'output.mp4' } } };
    }
    const url = this.#keep(await testPicture(String(input.prompt)), 'image/png', 'png');
    return {
      headers,
      body: { images: [{ url, content_type: 'image/png', width: 320, height: 180 }], description: '' },
    };
  }

  #keep(bytes: Buffer, mime: string, extension: string): string {
    const path = `/files/${randomUUID()}.${extension}`;
    this.#files.set(path, { bytes, mime });
    return `${this.url}${path}`;
  }
}

const refused = (input: Record<string, unknown>) => String(input.prompt).includes(REFUSED);

function secondsOf(input: Record<string, unknown>): number {
  if (typeof input.num_frames === 'number') return Math.round(input.num_frames / Number(input.frames_per_second));
  return Number.parseInt(String(input.duration), 10) || 5;
}

/** The spelling of the length, and the name of the picture's field, differ from family to family. */
const RULES: [model: RegExp, field: string, allowed: RegExp][] = [
  [/kling-video\/v2/, 'duration', /^"(5|10)"$/],
  [/kling-video\/v3/, 'duration', /^"([3-9]|1[0-5])"$/],
  [/veo3.1/, 'duration', /^"[468]s"$/],
  [/kling-image/, 'resolution', /^"[12]K"$/],
  [/wan-i2v/, 'num_frames', /^(8[1-9]|9\d|100)$/],
  [/kling-video\/v2.5.*image-to/, 'image_url', /^"http/],
  [/kling-video\/v(2.6|3).*image-to/, 'start_image_url', /^"http/],
  [/(wan-i2v|veo3.1.*image-to)/, 'image_url', /^"http/],
  [/(edit$|kling-image)/, 'image_urls', /^\["http/],
  [/./, 'prompt', /^"./],
];

function problemWith(model: string, input: Record<string, unknown>) {
  const broken = RULES.find(
    ([pattern, field, allowed]) => pattern.test(model) && !allowed.test(JSON.stringify(input[field]) ?? ''),
  );
  if (!broken) return undefined;
  const [, field] = broken;
  return { loc: ['body', field], msg: 'Input should be a permitted value', type: 'literal_error', input: input[field] };
}
