import type { Mode } from '#pipeline';
import type { Redis } from 'ioredis';
import type { Keys } from './keys.js';
import { isOver } from './records.js';
import type { PipelineStatus, PipelineSummary } from './records.js';
import { SUMMARY_FIELDS, fieldsOf, toSummary } from './rows.js';

export const PIPELINE_ORDERS = ['-created_at', 'created_at', '-updated_at', 'updated_at'] as const;
export type PipelineOrder = (typeof PIPELINE_ORDERS)[number];

/** Which pipelines, and which page of them. Times are milliseconds since 1970. */
export interface PipelineQuery {
  statuses?: readonly PipelineStatus[];
  /** Part of the name, whatever its case. */
  name?: string;
  mode?: Mode;
  owner?: string;
  /** Only those in which something waits for a person: results, or a pilot. */
  waiting?: boolean;
  createdFrom?: number;
  createdBefore?: number;
  /** Newest first by default. */
  order?: PipelineOrder;
  /** Where the page before ended. */
  cursor?: string;
  limit: number;
}

export interface PipelinePage {
  items: PipelineSummary[];
  /** Where the next page begins; absent at the end. A page may be short, or empty, before that. */
  next: string | undefined;
}

/** A place in a list: entries are in order of their score, and of their id where that is equal. */
interface Place {
  score: number;
  id: string;
}

/** So many are read at once where a filter has to look at each. */
const CHUNK = 200;
/** So many are looked at for a page at most: a filter that fits few pipelines gives short pages, not long waits. */
const MOST_SEEN = 2_000;

/** Pages through pipelines by what the sorted sets and their hashes tell, without plans and results. */
export class Listing {
  constructor(
    private readonly redis: Redis,
    private readonly keys: Keys,
  ) {}

  async page(query: PipelineQuery): Promise<PipelinePage> {
    const items: PipelineSummary[] = [];
    // Without a filter that has to look at each, one more than the page tells whether there is another.
    const chunk = looksAtEach(query) ? CHUNK : query.limit + 1;
    let place = query.cursor === undefined ? undefined : placeOf(query.cursor);
    for (let seen = 0; seen < MOST_SEEN;) {
      const places = await this.#places(query, place, chunk);
      for (const [at, found] of (await this.#summaries(places)).entries()) {
        place = places[at];
        if (!found || !fits(found, query)) continue;
        items.push(found);
        const last = at === places.length - 1 && places.length < chunk;
        if (items.length === query.limit) return { items, next: last ? undefined : cursorOf(place!) };
      }
      if (places.length < chunk) return { items, next: undefined };
      seen += places.length;
    }
    return { items, next: place && cursorOf(place) };
  }

  /** How many there are, in all or with one of some statuses. */
  async count(statuses?: readonly PipelineStatus[]): Promise<number> {
    const counts = await Promise.all(this.#lists('created_at', statuses).map((key) => this.redis.zcard(key)));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  #lists(order: PipelineOrder, statuses?: readonly PipelineStatus[]): string[] {
    if (order.endsWith('updated_at')) return [this.keys.root('updated')];
    return statuses?.length
      ? [...new Set(statuses)].map((status) => this.keys.status(status))
      : [this.keys.root('pipelines')];
  }

  /** The next of the list, or of several as one. */
  async #places(query: PipelineQuery, after: Place | undefined, chunk: number): Promise<Place[]> {
    const { order = '-created_at' } = query;
    const down = isDown(query);
    const lists = await Promise.all(
      this.#lists(order, query.statuses).map((key) => this.#after(key, query, after, chunk)),
    );
    const inOrder = (a: Place, b: Place) => (down ? compare(b, a) : compare(a, b));
    return lists.length === 1 ? lists[0]! : lists.flat().sort(inOrder).slice(0, chunk);
  }

  async #after(key: string, query: PipelineQuery, after: Place | undefined, chunk: number): Promise<Place[]> {
    const down = isDown(query);
    const byCreation = !query.order?.endsWith('updated_at');
    let low = byCreation && query.createdFrom !== undefined ? String(query.createdFrom) : '-inf';
    let high = byCreation && query.createdBefore !== undefined ? `(${query.createdBefore}` : '+inf';
    if (after && down) high = String(after.score);
    if (after && !down) low = String(after.score);
    const found: Place[] = [];
    // Those of the same moment that were seen come again, and are passed over.
    for (let offset = 0; found.length < chunk; offset += chunk) {
      const answer = down
        ? await this.redis.zrange(key, high, low, 'BYSCORE', 'REV', 'LIMIT', offset, chunk, 'WITHSCORES')
        : await this.redis.zrange(key, low, high, 'BYSCORE', 'LIMIT', offset, chunk, 'WITHSCORES');
      const places = inPairs(answer);
      found.push(...places.filter((place) => !after || (down ? compare(place, after) < 0 : compare(place, after) > 0)));
      if (places.length < chunk) break;
    }
    return found.slice(0, chunk);
  }

  async #summaries(places: readonly Place[]): Promise<(PipelineSummary | undefined)[]> {
    if (places.length === 0) return [];
    const batch = this.redis.pipeline();
    for (const { id } of places) batch.hmget(this.keys.pipeline(id), ...SUMMARY_FIELDS);
    return ((await batch.exec()) ?? []).map(([error, values], at) => {
      if (error) throw error;
      const fields = fieldsOf(SUMMARY_FIELDS, values as (string | null)[]);
      return fields?.status ? toSummary(places[at]!.id, fields) : undefined;
    });
  }
}

const isDown = ({ order = '-created_at' }: PipelineQuery): boolean => order.startsWith('-');

const looksAtEach = ({ statuses, name, mode, owner, waiting, createdFrom, createdBefore, order }: PipelineQuery) =>
  name !== undefined ||
  waiting === true ||
  mode !== undefined ||
  owner !== undefined ||
  (order?.endsWith('updated_at') === true &&
    (!!statuses?.length || createdFrom !== undefined || createdBefore !== undefined));

function fits(pipeline: PipelineSummary, query: PipelineQuery): boolean {
  const { statuses, name, mode, owner, waiting, createdFrom, createdBefore } = query;
  return (
    (!waiting || waits(pipeline)) &&
    (!statuses?.length || statuses.includes(pipeline.status)) &&
    (name === undefined || pipeline.name.toLowerCase().includes(name.toLowerCase())) &&
    (mode === undefined || pipeline.mode === mode) &&
    (owner === undefined || pipeline.owner === owner) &&
    (createdFrom === undefined || pipeline.createdAt >= createdFrom) &&
    (createdBefore === undefined || pipeline.createdAt < createdBefore)
  );
}

const waits = ({ status, inReview, pilot }: PipelineSummary): boolean =>
  !isOver(status) && (inReview > 0 || pilot === 'waiting');

/** Redis orders equal scores by bytes; ids are ASCII. */
const compare = (a: Place, b: Place): number => a.score - b.score || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

const inPairs = (answer: string[]): Place[] =>
  answer.flatMap((id, at) => (at % 2 === 0 ? [{ id, score: Number(answer[at + 1]) }] : []));

const cursorOf = ({ score, id }: Place): string => Buffer.from(`${score} ${id}`).toString('base64url');

/** Undefined for what is no cursor. */
export function parseCursor(cursor: string): Place | undefined {
  const match = /^(\d{1,15}) ([A-Za-z0-9]{1,64})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  return match ? { score: Number(match[1]), id: match[2]! } : undefined;
}

function placeOf(cursor: string): Place {
  const place = parseCursor(cursor);
  if (!place) throw new TypeError(`"${cursor}" is not a cursor`);
  return place;
}
