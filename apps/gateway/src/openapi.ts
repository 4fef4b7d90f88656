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
  for (const { post } of Object.values(document.paths)) if (post) (post.parameters ??= []).push(IDEMPOTENCY_KEY);
  return document;
}
