import { NestFactory } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import { loadConfig } from '#config';
import type { Engine } from '#engine';
import type { Providers } from '#providers';
import { AppModule } from './app.module.js';
import { openApiDocument } from './openapi.js';

/** The document without a running gateway: the controllers are read, nothing is connected. */
export async function describeApi(): Promise<OpenAPIObject> {
  const module = AppModule.with(loadConfig({ env: {}, file: false }), {} as Engine, {} as Providers);
  const app = await NestFactory.create(module, { preview: true, logger: false });
  return openApiDocument(app);
}
