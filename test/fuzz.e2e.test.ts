import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import type { OpenAPIObject } from '@nestjs/swagger';
import { loadConfig, systemEnv } from '#config';
import { createClient, dataOf } from '#contracts';
import { afterFile, randomPrefix, sharedRedis, tempDir } from '#testing';
import { createGateway } from '../apps/gateway/src/gateway.js';
import { Values, operationsOf } from './support/openapi.js';
import type { Operation } from './support/openapi.js';
import { ROOT } from './support/stack.js';

const document = JSON.parse(readFileSync(join(ROOT, 'docs/openapi.json'), 'utf8')) as OpenAPIObject;
const operations = operationsOf(document);

/** Requests to each operation. */
const RUNS = 60;
/** No answer takes so long, on however slow a machine. */
const HANGS_MS = 30_000;

let url: string;
let values: Values;
const errors: unknown[] = [];
beforeAll(async () => {
  const overrides = { home: tempDir(), redisUrl: await sharedRedis(), prefix: randomPrefix(), port: 0 };
  const config = loadConfig({ env: systemEnv(), file: false, overrides: { ...overrides, logLevel: 'silent' } });
  const gateway = await createGateway(config, (error) => errors.push(error));
  url = await gateway.listen();
  afterFile(() => gateway.close());
  const client = createClient(url, {});
  const definition = {
    name: 'fuzzed',
    steps: [{ id: 'a', type: 't2i', config: { prompt: 'a sea', width: 64, height: 36 }, count: 2 }],
    outputs: ['a'],
  };
  const made = await Promise.all([1, 2, 3].map(() => client.POST('/pipelines', { body: { definition } })));
  const ids = made.map((answer) => dataOf(answer).id);
  await client.POST('/pipelines/{id}/cancel', { params: { path: { id: ids[1]! } } });
  await client.POST('/pipelines/{id}/run', { params: { path: { id: ids[2]! } } });
  values = new Values(document, {
    ...{ id: ids, pipeline_id: ids, pipelines: ids, step_id: ['a'], task_id: ['a[0]', 'a[1]'], tasks: ['a[0]'] },
    ...{ definition: [definition], template: ['text_to_animated_image'], name: ['gpu', 'text_to_animated_image'] },
    inputs: [{}, { description: 'a sea' }],
  });
});

const ajv = new Ajv({ strict: false, allErrors: false, validateFormats: true });
addFormats.default(ajv);
ajv.addSchema({ $id: 'doc', ...document });
const pointer = (...parts: string[]) =>
  `doc#/${parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;

interface Request {
  path: string;
  query: string;
  body: unknown;
}

const plain = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

/** Lone surrogates cannot be sent, and Node refuses longer addresses by itself. */
const encoded = (value: unknown) => encodeURIComponent(plain(value).toWellFormed().slice(0, 1_000));

/** Without a name, or with dots for one, it would be another address. */
const segment = (value: unknown) => encoded(value).replace(/^\.{0,2}$/, '%20');

function requests({ path, parameters, body }: Operation): fc.Arbitrary<Request> {
  const of = (place: string) => parameters.filter((parameter) => parameter.in === place);
  const record = (place: string) =>
    fc.record(
      Object.fromEntries(of(place).map(({ name, schema }) => [name, values.of(schema, name)])),
      place === 'path' ? {} : { requiredKeys: [] },
    );
  const schema = body?.['application/json']?.schema;
  return fc
    .tuple(record('path'), record('query'), schema ? values.of(schema) : fc.constant(undefined))
    .map(([inPath, inQuery, content]) => ({
      path: path.replace(/\{(\w+)\}/g, (_, name: string) => segment(inPath[name])),
      query: Object.entries(inQuery)
        .map(([name, value]) => `${name}=${encoded(value)}`)
        .join('&'),
      body: content,
    }));
}

/** Throws where an answer is none that the document foresees. */
async function check(operation: Operation, { path, query, body }: Request): Promise<void> {
  const response = await fetch(`${url}${path}${query && `?${query}`}`, {
    method: operation.method,
    signal: AbortSignal.timeout(HANGS_MS),
    redirect: 'manual',
    // Nobody works here: what would be waited for does not come.
    headers: { prefer: 'wait=0', ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const type = response.headers.get('content-type')?.split(';')[0] ?? '';
  const text = await response.text();
  const status = String(response.status);
  const declared = operation.responses[status];
  if (!declared || response.status >= 500) throw new Error(`answers ${status}: ${text.slice(0, 500)}`);
  if (response.status >= 400 && type !== 'application/problem+json') throw new Error(`${status} as ${type}`);
  if (operation.method === 'HEAD' || !declared.content?.[type]?.schema || !/[/+]json$/.test(type)) return;
  const where = [
    'paths',
    operation.path,
    operation.method.toLowerCase(),
    'responses',
    status,
    'content',
    type,
    'schema',
  ];
  const valid = ajv.getSchema(pointer(...where))!;
  if (!valid(JSON.parse(text))) throw new Error(`${status} ${ajv.errorsText(valid.errors)} in ${text.slice(0, 500)}`);
}

test.each(operations.map((operation) => [`${operation.method} ${operation.path}`, operation] as const))(
  '%s answers as the document says, whatever it is sent',
  async (_, operation) => {
    await fc.assert(
      fc.asyncProperty(requests(operation), (request) => check(operation, request)),
      { numRuns: RUNS, endOnFailure: true },
    );
    expect(errors).toEqual([]);
  },
  120_000,
);
