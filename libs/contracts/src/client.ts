import createFetchClient from 'openapi-fetch';
import type { Client } from 'openapi-fetch';
import type { components, paths } from './generated/api.js';

type Problem = components['schemas']['ProblemDto'];

export type ApiClient = Client<paths>;

/** A typed client of the HTTP API; paths, parameters and answers are those of the OpenAPI document. */
export function createClient(
  baseUrl: string,
  options: { apiKey?: string; fetch?: (request: Request) => Promise<Response> } = {},
): ApiClient {
  const headers = options.apiKey === undefined ? {} : { authorization: `Bearer ${options.apiKey}` };
  return createFetchClient<paths>({ baseUrl, headers, ...(options.fetch && { fetch: options.fetch }) });
}

/** What the gateway refused, with its problem document. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(problem.detail);
  }
}

/** The answer's data. Throws ApiProblem for anything but success. */
export function dataOf<Data>(result: { data?: Data; error?: unknown; response: Response }): Data {
  if (result.response.ok) return result.data as Data;
  const { status } = result.response;
  const fallback: Problem = {
    type: '/problems/unknown',
    title: 'Error',
    status,
    code: `http_${status}`,
    detail: `The gateway answered ${status}.`,
  };
  throw new ApiProblem(status, isProblem(result.error) ? result.error : fallback);
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'detail' in value;
}
