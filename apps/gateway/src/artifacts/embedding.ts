import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { ArtifactStore, ByteRange, Recipe, StoredFacts } from '#artifacts';
import { Engine } from '#engine';
import { carriesRecipe, embedded, portableRecipe, withSource } from '#recipes';
import type { PortableRequest, Spliced } from '#recipes';
import { STORE } from '../tokens.js';

/** What was asked for, of the latest pipelines that somebody downloads from; it may change, so not for long. */
const REQUESTS = { max: 20, ttl: 10_000 };
/** Files of an archive whose size was asked and whose bytes were not yet. */
const MOST_OPEN = 16;

/** Stored bytes as they are sent. */
interface Sent {
  bytes: number;
  etag: string;
  read(range?: Required<ByteRange>): Readable;
}

type Reading = Pick<ArtifactStore, 'stat' | 'read' | 'getRecipe'>;

/** Stored files with their recipes in them; what is stored stays as it is. */
@Injectable()
export class Embedding {
  readonly #requests = new LRUCache<string, { request: PortableRequest | undefined }>(REQUESTS);

  constructor(
    private readonly engine: Engine,
    @Inject(STORE) private readonly store: ArtifactStore,
  ) {}

  /** Undefined for what is sent as it is stored. */
  async of(digest: string, recipe: Recipe | undefined): Promise<Sent | undefined> {
    const file = await this.#file(digest, recipe);
    if (!file) return undefined;
    const { spliced, mark } = file;
    const read = (range?: Required<ByteRange>) => spliced.read((span) => this.store.read(digest, span), range);
    return { bytes: spliced.bytes, etag: `"${digest}-${mark}"`, read };
  }

  /** The store as an archive reads it: first how large each file is, then its bytes. */
  get reading(): Reading {
    const { store } = this;
    const open = new LRUCache<string, Sent>({ max: MOST_OPEN });
    return {
      getRecipe: (digest) => store.getRecipe(digest),
      stat: async (digest): Promise<StoredFacts | undefined> => {
        const facts = await store.stat(digest);
        const sent = facts && (await this.of(digest, await store.getRecipe(digest)));
        if (!sent) return facts;
        open.set(digest, sent);
        return { ...facts, bytes: sent.bytes };
      },
      read: (digest) => open.get(digest)?.read() ?? store.read(digest),
    };
  }

  async #file(digest: string, recipe: Recipe | undefined): Promise<{ spliced: Spliced; mark: string } | undefined> {
    const mime = recipe?.mime;
    if (typeof mime !== 'string' || !carriesRecipe(mime)) return undefined;
    const portable = portableRecipe(digest, recipe, await this.#request(recipe));
    if (!portable) return undefined;
    const spliced = await withSource(this.store.pathOf(digest), (source) => embedded(source, mime, portable));
    const mark = createHash('sha256').update(JSON.stringify(portable)).digest('base64url').slice(0, 22);
    return spliced && { spliced, mark };
  }

  /** What somebody asked for when it was made; undefined where nobody knows any more, or Redis is away. */
  async #request(recipe: Recipe | undefined): Promise<PortableRequest | undefined> {
    const { pipeline } = (recipe?.origin ?? {}) as { pipeline?: unknown };
    if (typeof pipeline !== 'string') return undefined;
    const known = this.#requests.get(pipeline);
    if (known) return known.request;
    const record = await this.engine.store.pipeline(pipeline).catch(() => undefined);
    const request = record && {
      ...{ id: pipeline, name: record.name, inputs: record.inputs, seed: record.seed },
      definition: { ...record.definition },
    };
    this.#requests.set(pipeline, { request });
    return request;
  }
}
