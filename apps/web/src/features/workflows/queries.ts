import { queryOptions } from '@tanstack/react-query';
import { client, dataOf } from '@/api/client';
import type { Schemas } from '@/api/client';
import type { StepType } from './model/types';

type Request = Schemas['PipelineRequestDto'];

export const stepTypesQuery = queryOptions({
  queryKey: ['step-types'],
  queryFn: async () => {
    const all = dataOf(await client.GET('/step-types')) as unknown as StepType[];
    return new Map(all.map((one) => [one.type, one]));
  },
  staleTime: Infinity,
});

const MOST = 200;

export const blueprintsQuery = queryOptions({
  queryKey: ['blueprints', 'list'],
  queryFn: async () => dataOf(await client.GET('/blueprints', { params: { query: { limit: MOST } } })).items,
});

export const blueprintQuery = (name: string, version?: number) =>
  queryOptions({
    queryKey: ['blueprints', 'one', name, version ?? 'latest'],
    queryFn: async () => {
      const query = version === undefined ? {} : { version };
      return dataOf(await client.GET('/blueprints/{name}', { params: { path: { name }, query } }));
    },
    staleTime: 30_000,
  });

export const versionsQuery = (name: string) =>
  queryOptions({
    queryKey: ['blueprints', 'versions', name],
    queryFn: async () => {
      const params = { path: { name }, query: { limit: 100 } };
      return dataOf(await client.GET('/blueprints/{name}/versions', { params })).items;
    },
  });

const judged = { retry: false, staleTime: 30_000, placeholderData: <Data>(before: Data) => before } as const;

/** What is wrong with it; without inputs, as far as that can be told. */
export const validationQuery = (body: Request | undefined) =>
  queryOptions({
    ...judged,
    queryKey: ['workflow', 'validation', body],
    queryFn: async ({ signal }) => dataOf(await client.POST('/pipelines/validate', { body: body!, signal })),
    enabled: body !== undefined,
  });

/** What it would do with its values: order, counts, time, price. */
export const planQuery = (body: Request | undefined) =>
  queryOptions({
    ...judged,
    queryKey: ['workflow', 'plan', body],
    queryFn: async ({ signal }) => {
      const [plan, estimate] = await Promise.all([
        client.POST('/pipelines/plan', { body: body!, signal }),
        client.POST('/pipelines/estimate', { body: body!, signal }),
      ]);
      return { plan: dataOf(plan), estimate: dataOf(estimate) };
    },
    enabled: body !== undefined,
  });
