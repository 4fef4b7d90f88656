import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import { VERSION } from './version.js';

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header' as const,
  required: false,
  description: 'The request is done once: for a day, repeating it with the same key gives the same answer.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

/** The document that is served, and that the typed client is generated from. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Reelwright')
    .setDescription('Turns one request into finished media. Errors are RFC 9457 problem documents with stable codes.')
    .setVersion(VERSION)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addBearerAuth()
    .build();
  const document = SwaggerModule.createDocument(app, config);
  for (const path of Object.values(document.paths)) {
    if (path.post) (path.post.parameters ??= []).push(IDEMPOTENCY_KEY);
    for (const method of METHODS) {
      const operation = path[method];
      if (operation) operation.responses = { ...refusalsOf(method, operation), ...asProblems(operation.responses) };
    }
  }
  return document;
}

const METHODS = ['get', 'put', 'post', 'patch', 'delete', 'head', 'options'] as const;
type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

/** Errors leave as problem documents, whatever a handler answers with. */
function asProblems(responses: Operation['responses']): Operation['responses'] {
  const told = Object.entries(responses).map(([status, response]) =>
    Number(status) >= 400 && response && 'content' in response
      ? [status, { ...response, ...refusal(response.description) }]
      : [status, response],
  );
  return Object.fromEntries(told) as Operation['responses'];
}

/** What can be answered before a handler is asked: by who guards the door, reads the body and keeps what was done. */
function refusalsOf(method: (typeof METHODS)[number], operation: Operation): Operation['responses'] {
  const { requestBody, parameters = [] } = operation;
  const asked = parameters.length > 0 || requestBody !== undefined;
  return {
    ...(asked && { 400: refusal('Something about the request is malformed; the detail says what.') }),
    401: refusal('An API key is needed.'),
    403: refusal('The API key does not allow this, or the request comes from elsewhere.'),
    ...(method === 'post' && {
      409: refusal('A request with this Idempotency-Key is being done.'),
      422: refusal('What was sent cannot be done as it is, or this Idempotency-Key was used for something else.'),
    }),
    ...(requestBody && { 413: refusal('The body is too large.') }),
    429: refusal('Too many requests; `Retry-After` says when to come again.'),
    503: refusal('Redis does not answer now; `Retry-After` says when to come again.'),
  };
}

const refusal = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDto' } } },
});
