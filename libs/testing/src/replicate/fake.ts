import { randomUUID } from 'node:crypto';
import { testFilm, testPicture } from '../fakes/media.js';
import { FakeServer } from '../fakes/server.js';
import type { Asked, Reply } from '../fakes/server.js';

interface FakeReplicateOptions {
  token: string;
  /** How often it is looked at before it is done. */
  looks?: number;
}

interface Prediction {
  id: string;
  model: string;
  input: Record<string, unknown>;
  looks: number;
  status: string;
}

export const REPLICATE_MODERATION = 'The input or output was flagged as sensitive. Please try again. (E005)';

/** Replicate's predictions and files on one address. */
export class FakeReplicate extends FakeServer {
  readonly #predictions = new Map<string, Prediction>();
  readonly #files = new Map<string, Buffer>();

  constructor(private readonly options: FakeReplicateOptions) {
    super();
  }

  /** As after a restart that lost everything but the bill. */
  forget(): void {
    this.#predictions.clear();
  }

  protected override placeOf({ path, method }: Asked): string {
    if (path.startsWith('/files/')) return 'file';
    if (path.endsWith('/cancel')) return 'cancel';
    if (path.endsWith('/account')) return 'account';
    return method === 'POST' ? 'submit' : 'status';
  }

  protected override async answer(asked: Asked): Promise<Reply> {
    const { path, headers } = asked;
    const place = this.placeOf(asked);
    const file = this.#files.get(path);
    if (place === 'file') return file ? { body: file } : { status: 404 };
    if (headers.authorization !== `Bearer ${this.options.token}`)
      return { status: 401, body: { title: 'Unauthenticated', detail: `Invalid token ${headers.authorization}` } };
    if (place === 'account') return { body: { type: 'organization', username: 'acme', name: 'Acme' } };
    if (place === 'submit') return this.#submit(/^\/v1\/models\/(.+)\/predictions$/.exec(path)?.[1], asked.body);
    const prediction = this.#predictions.get(/\/predictions\/([^/]+)/.exec(path)?.[1] ?? '');
    if (!prediction) return { status: 404, body: { detail: 'The requested resource could not be found.' } };
    if (place === 'cancel' && prediction.status !== 'succeeded') prediction.status = 'canceled';
    return { body: await this.#seen(prediction) };
  }

  async #submit(model: string | undefined, body: Buffer): Promise<Reply> {
    if (!model) return { status: 404, body: { detail: 'The requested resource could not be found.' } };
    const { input } = JSON.parse(body.toString()) as { input?: Record<string, unknown> };
    if (!input?.prompt)
      return { status: 422, body: { title: 'Input validation failed', detail: '- prompt is required' } };
    const prediction = { id: randomUUID(), model, input, looks: 0, status: 'starting' };
    this.#predictions.set(prediction.id, prediction);
    if (!refused(prediction)) this.bill.push({ id: prediction.id, model, microDollars: 3_000 });
    return { status: 201, body: shown(prediction) };
  }

  async #seen(prediction: Prediction): Promise<Record<string, unknown>> {
    if (prediction.status === 'canceled') return shown(prediction);
    const { looks = 1 } = this.options;
    if (prediction.looks++ < looks) prediction.status = 'processing';
    else prediction.status = refused(prediction) ? 'failed' : 'succeeded';
    if (prediction.status === 'failed') return { ...shown(prediction), error: REPLICATE_MODERATION };
    if (prediction.status !== 'succeeded') return { ...shown(prediction), logs: 'warming up\n' };
    const film = prediction.model.includes('video');
    const path = `/files/${prediction.id}`;
    if (!this.#files.has(path))
      this.#files.set(path, film ? await testFilm(5) : await testPicture(String(prediction.input.prompt)));
    const url = `${this.url}${path}`;
    // Some models answer with a list, others with one.
    return { ...shown(prediction), output: film ? url : [url], metrics: { predict_time: 2.5 } };
  }
}

const refused = ({ input }: Prediction) => String(input.prompt).includes('forbidden');

const shown = ({ id, model, status, input }: Prediction) => ({
  ...{ id, model, status, input, output: null, error: null, logs: '', metrics: {}, version: 'hidden' },
});
