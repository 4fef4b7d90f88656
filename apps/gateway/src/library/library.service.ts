import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { isDigest } from '#artifacts';
import type { ArtifactStore, Recipe } from '#artifacts';
import type { Config } from '#config';
import { Engine } from '#engine';
import { IndexInStep, Keeper, Rebuild, Records, SavedSearches, TooManySearches, itemOf, lineageOf } from '#library';
import type { Item, MarkChanges, Marked } from '#library';
import type {
  EditLibraryItemDto,
  LibraryFacetsDto,
  LibraryFilterDto,
  LibraryItemDetailDto,
  LibraryItemDto,
  LibraryMarkedDto,
  LibraryPageDto,
  LibraryRemovedDto,
  LibrarySearchDto,
  LineageDto,
  ListLibraryDto,
  MarkLibraryDto,
  RebuildStateDto,
  SavedSearchDto,
} from '../dto/index.js';
import { ApiError, notFound } from '../problem.filter.js';
import { CONFIG, STORE } from '../tokens.js';
import { presentFacets, presentItem, presentRebuild } from './presenter.js';
import { cursorFor, orderOf, positionIn, queryOf } from './request.js';

const DAY_MS = 24 * 3600 * 1000;
/** Files in one archive. */
const MOST_FILES = 10_000;

@Injectable()
export class LibraryService implements OnApplicationBootstrap {
  readonly #records: Records;
  readonly #index: IndexInStep;
  readonly #searches: SavedSearches<LibraryFilterDto>;
  readonly #rebuild: Rebuild;
  readonly #keeper: Keeper;
  readonly #trashMs: number;

  constructor(
    engine: Engine,
    @Inject(STORE) private readonly store: ArtifactStore,
    @Inject(CONFIG) config: Config,
  ) {
    this.#records = new Records(engine.redis, engine.keys);
    this.#index = new IndexInStep(this.#records);
    this.#searches = new SavedSearches(this.#records);
    this.#rebuild = new Rebuild(store, this.#records, engine.keys.root('pipelines'));
    this.#trashMs = config.trashDays * DAY_MS;
    this.#keeper = new Keeper(store, this.#records, config.libraryKeep, this.#trashMs);
  }

  /** The first search does not wait for all of it to be read. */
  onApplicationBootstrap(): void {
    this.#index.now().catch(() => {}); // while Redis is away; then the first search reads it
  }

  async list(query: ListLibraryDto): Promise<LibraryPageDto> {
    const order = orderOf(query);
    const after = query.cursor === undefined ? undefined : positionIn(query.cursor, order);
    const filter = queryOf(await this.#filter(query));
    const { ids, total, next } = (await this.#index.now()).find(filter, order, query.limit, after);
    const items = (await this.#records.read(ids)).filter((item) => item !== undefined);
    return {
      items: items.map((item) => this.#present(item)),
      total,
      ...(next && { next: cursorFor(order, next) }),
    };
  }

  /** Lists what somebody brought, also what was in the trash. */
  async brought(uploads: readonly { digest: string; bytes: number; recipe: Recipe }[]): Promise<void> {
    const at = Date.now();
    const items = uploads.map(({ digest, bytes, recipe }) => itemOf({ digest, bytes, storedAt: at }, recipe));
    await this.#records.put(items.flatMap((item) => (item ? [{ item, at }] : [])));
    await this.#records.mark(
      uploads.map(({ digest }) => digest),
      { trash: 'out' },
    );
  }

  async facets(query: LibrarySearchDto): Promise<LibraryFacetsDto> {
    const filter = queryOf(await this.#filter(query));
    return presentFacets((await this.#index.now()).count(filter));
  }

  /** Digests of what is found, the newest first. Throws ApiError `too_many` where an archive could not hold it. */
  async digests(query: LibrarySearchDto): Promise<string[]> {
    const filter = queryOf(await this.#filter(query));
    const newest = { sort: 'created', descending: true } as const;
    const { ids, total } = (await this.#index.now()).find(filter, newest, MOST_FILES);
    if (total > MOST_FILES)
      throw new ApiError(422, 'too_many', `${total} items are found; an archive holds ${MOST_FILES}. Search for less.`);
    return (await this.#records.read(ids)).flatMap((item) => (item ? [item.digest] : []));
  }

  async get(digest: string): Promise<LibraryItemDetailDto> {
    const [item, recipe] = await Promise.all([this.#item(digest), this.#recipe(digest)]);
    return { ...this.#present(item), ...(recipe && { recipe }) };
  }

  async edit(digest: string, { name, ...marks }: EditLibraryItemDto): Promise<LibraryItemDto> {
    await this.#item(digest);
    await this.#records.mark([digest], { ...changesOf(marks), name });
    return this.#present(await this.#item(digest));
  }

  async mark({ digests, ...marks }: MarkLibraryDto): Promise<LibraryMarkedDto> {
    return told(digests, await this.#records.mark(digests, changesOf(marks)));
  }

  async trash(digests: readonly string[]): Promise<LibraryMarkedDto> {
    return told(digests, await this.#records.mark(digests, { trash: 'in' }));
  }

  async restore(digests: readonly string[]): Promise<LibraryMarkedDto> {
    return told(digests, await this.#records.mark(digests, { trash: 'out' }));
  }

  /** For good; the bytes go at the next collection. */
  async emptyTrash(): Promise<LibraryRemovedDto> {
    return { removed: await this.#keeper.empty() };
  }

  async trashOne(digest: string): Promise<LibraryItemDto> {
    await this.#item(digest);
    const { pinned } = await this.#records.mark([digest], { trash: 'in' });
    if (pinned.length > 0) throw new ApiError(409, 'pinned', 'It is pinned; unpin it before you delete it.');
    return this.#present(await this.#item(digest));
  }

  async lineage(digest: string, depth: number): Promise<LineageDto> {
    await this.#item(digest);
    const index = await this.#index.now();
    const { nodes, edges, truncated } = await lineageOf(digest, depth, {
      store: this.store,
      records: this.#records,
      index,
    });
    return {
      nodes: nodes.map(({ digest: each, item }) => ({ digest: each, ...(item && { item: this.#present(item) }) })),
      edges,
      truncated,
    };
  }

  searches(): Promise<SavedSearchDto[]> {
    return this.#searches.list();
  }

  async saveSearch(name: string, query: LibraryFilterDto): Promise<SavedSearchDto> {
    queryOf(query);
    try {
      await this.#searches.put(name, JSON.parse(JSON.stringify(query)) as LibraryFilterDto);
    } catch (error) {
      if (error instanceof TooManySearches) throw new ApiError(422, 'too_many', `${error.message} Remove one first.`);
      throw error;
    }
    return { name, query };
  }

  async removeSearch(name: string): Promise<void> {
    if (!(await this.#searches.remove(name))) throw notFound('saved search', name);
  }

  async rebuild(force: boolean): Promise<RebuildStateDto> {
    return presentRebuild(await this.#rebuild.request(force));
  }

  async rebuildState(): Promise<RebuildStateDto> {
    return presentRebuild(await this.#rebuild.state());
  }

  #present(item: Item): LibraryItemDto {
    return presentItem(item, this.#trashMs);
  }

  async #item(digest: string): Promise<Item> {
    const item = isDigest(digest) ? await this.#records.get(digest) : undefined;
    if (!item) throw notFound('item', digest);
    return item;
  }

  async #recipe(digest: string) {
    return isDigest(digest) ? this.store.getRecipe(digest) : undefined;
  }

  /** With a saved search: that, and what is said besides goes before it. */
  async #filter({ search, ...rest }: LibrarySearchDto): Promise<LibraryFilterDto> {
    if (search === undefined) return rest;
    const saved = await this.#searches.get(search);
    if (!saved) throw notFound('saved search', search);
    const said = Object.entries(rest).filter(([, value]) => value !== undefined);
    return { ...saved, ...Object.fromEntries(said) };
  }
}

const changesOf = ({ favourite, pinned, add_tags, remove_tags }: Omit<MarkLibraryDto, 'digests'>): MarkChanges => ({
  ...{ favourite, pinned },
  addTags: add_tags?.map((tag) => tag.trim()),
  removeTags: remove_tags?.map((tag) => tag.trim()),
});

const told = (digests: readonly string[], { missing, pinned }: Marked): LibraryMarkedDto => ({
  changed: digests.length - missing.length - pinned.length,
  ...{ missing, pinned },
});
