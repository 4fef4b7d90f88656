import type { ApiClient, components, dataOf as dataOfAnswer, paths } from '#contracts';

type Schemas = components['schemas'];
export type LibraryItem = Schemas['LibraryItemDto'];
export type LibraryItemDetail = Schemas['LibraryItemDetailDto'];
export type LibraryPage = Schemas['LibraryPageDto'];
export type LibrarySearch = NonNullable<paths['/library']['get']['parameters']['query']>;

/** The library as plain promises; each throws ApiProblem for a refusal. */
export class LibraryApi {
  constructor(
    private readonly client: ApiClient,
    private readonly dataOf: typeof dataOfAnswer,
  ) {}

  async search(query: LibrarySearch): Promise<LibraryPage> {
    return this.dataOf(await this.client.GET('/library', { params: { query } }));
  }

  async item(digest: string): Promise<LibraryItemDetail> {
    return this.dataOf(await this.client.GET('/library/{digest}', { params: { path: { digest } } }));
  }

  async lineage(digest: string): Promise<Schemas['LineageDto']> {
    return this.dataOf(await this.client.GET('/library/{digest}/lineage', { params: { path: { digest } } }));
  }

  async mark(body: Schemas['MarkLibraryDto']): Promise<Schemas['LibraryMarkedDto']> {
    return this.dataOf(await this.client.POST('/library/mark', { body }));
  }

  async trash(digests: string[]): Promise<Schemas['LibraryMarkedDto']> {
    return this.dataOf(await this.client.POST('/library/trash', { body: { digests } }));
  }

  async restore(digests: string[]): Promise<Schemas['LibraryMarkedDto']> {
    return this.dataOf(await this.client.POST('/library/restore', { body: { digests } }));
  }

  /** Made while it is read. */
  async zip(query: LibrarySearch): Promise<ReadableStream<Uint8Array>> {
    const result = await this.client.GET('/library/zip', { params: { query }, parseAs: 'stream' });
    const body = this.dataOf<ReadableStream<Uint8Array> | null>(result);
    if (!body) throw new Error('The gateway sent nothing.');
    return body;
  }

  async rebuild(force: boolean): Promise<Schemas['RebuildStateDto']> {
    return this.dataOf(await this.client.POST('/library/rebuild', { body: { force } }));
  }

  async rebuildState(): Promise<Schemas['RebuildStateDto']> {
    return this.dataOf(await this.client.GET('/library/rebuild'));
  }
}
