import { createHash, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Scripts } from './scripts.js';
import { newPipelineId } from './submit.js';

export interface StoredAnswer {
  status: number;
  /** JSON. */
  body: string;
}

/** What becomes of a request that must be done once. */
export type RequestVerdict =
  /** To be done now. `id` is for the pipeline it makes, the same each time it is tried; `end` must be called. */
  | { verdict: 'new'; id: string; end: (answer?: StoredAnswer) => Promise<void> }
  | { verdict: 'stored'; answer: StoredAnswer }
  | { verdict: 'running' }
  | { verdict: 'mismatch' };

const KEEP_MS = 24 * 3600 * 1000;
/** Who dies over a request lets others try it after this long. */
const LEASE_MS = 10_000;
/** Longer answers are not kept, in bytes as they are stored. */
const MOST_BYTES = 1_000_000;

const pack = promisify(gzip);
const unpack = promisify(gunzip);
const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** Remembers for a day what was answered to whom, so that a repeated request does nothing twice. */
export class Requests {
  constructor(private readonly scripts: Scripts) {}

  /** `key` is the caller's name for the request, kept only as a hash; `content` is what it asks for. */
  async begin(caller: string, key: string, content: string): Promise<RequestVerdict> {
    const [name, token] = [hash(`${caller}\n${key}`), randomUUID()];
    const [verdict, ...rest] = await this.scripts.run<[RequestVerdict['verdict'], ...string[]]>(
      'request',
      name,
      hash(content),
      token,
      newPipelineId(),
      LEASE_MS,
      KEEP_MS,
    );
    if (verdict === 'stored') {
      const body = (await unpack(Buffer.from(rest[1]!, 'base64'))).toString('utf8');
      return { verdict, answer: { status: Number(rest[0]), body } };
    }
    if (verdict !== 'new') return { verdict };
    const beat = setInterval(() => {
      this.scripts.run('answer', name, token, LEASE_MS, '', '').catch(() => {}); // then the lease ends
    }, LEASE_MS / 3).unref();
    const end = async (answer?: StoredAnswer) => {
      clearInterval(beat);
      const body = answer ? (await pack(answer.body)).toString('base64') : '';
      const kept = answer && body.length <= MOST_BYTES;
      await this.scripts.run('answer', name, token, 0, kept ? answer.status : '', kept ? body : '');
    };
    return { verdict, id: rest[0]!, end };
  }
}
