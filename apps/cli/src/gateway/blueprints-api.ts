import type { ApiClient, components, dataOf as dataOfAnswer } from '#contracts';

type Schemas = components['schemas'];
export type Blueprint = Schemas['BlueprintDto'];
export type BlueprintList = Schemas['BlueprintListDto'];

/** Blueprints as plain promises; each throws ApiProblem for a refusal. */
export class BlueprintsApi {
  constructor(
    private readonly client: ApiClient,
    private readonly dataOf: typeof dataOfAnswer,
  ) {}

  async list(query: { q?: string; deleted?: boolean }): Promise<BlueprintList> {
    return this.dataOf(await this.client.GET('/blueprints', { params: { query: { ...query, limit: 200 } } }));
  }

  async get(name: string, version?: number): Promise<Blueprint> {
    const params = { path: { name }, query: version === undefined ? {} : { version } };
    return this.dataOf(await this.client.GET('/blueprints/{name}', { params }));
  }

  /** Undefined where there is none. */
  async find(name: string, version?: number): Promise<Blueprint | undefined> {
    const params = { path: { name }, query: version === undefined ? {} : { version } };
    const result = await this.client.GET('/blueprints/{name}', { params });
    return result.response.status === 404 ? undefined : this.dataOf(result);
  }

  async create(body: Schemas['SaveBlueprintDto']): Promise<Blueprint> {
    return this.dataOf(await this.client.POST('/blueprints', { body }));
  }

  async add(name: string, body: Schemas['SaveVersionDto']): Promise<Blueprint> {
    return this.dataOf(await this.client.POST('/blueprints/{name}/versions', { params: { path: { name } }, body }));
  }

  async versions(name: string): Promise<Schemas['BlueprintVersionListDto']> {
    return this.dataOf(await this.client.GET('/blueprints/{name}/versions', { params: { path: { name } } }));
  }

  async presets(name: string): Promise<Schemas['PresetDto'][]> {
    return this.dataOf(await this.client.GET('/blueprints/{name}/presets', { params: { path: { name } } }));
  }

  async exported(name: string, version: number | undefined, format: 'json' | 'yaml'): Promise<string> {
    const query = { format, ...(version !== undefined && { version }) };
    const options = { params: { path: { name }, query }, parseAs: 'text' } as const;
    return this.dataOf<string>(await this.client.GET('/blueprints/{name}/export', options));
  }

  async remove(name: string): Promise<void> {
    this.dataOf(await this.client.DELETE('/blueprints/{name}', { params: { path: { name } } }));
  }

  async restore(name: string): Promise<Schemas['BlueprintSummaryDto']> {
    return this.dataOf(await this.client.POST('/blueprints/{name}/restore', { params: { path: { name } } }));
  }
}
