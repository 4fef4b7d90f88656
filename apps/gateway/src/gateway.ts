import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule } from '@nestjs/swagger';
import { raw } from 'express';
import type { NextFunction, Request, Response } from 'express';
import type { Config } from '#config';
import { Engine } from '#engine';
import { Providers, installedProviders } from '#providers';
import { catalogue } from '#steps';
import { AppModule } from './app.module.js';
import { BOARD_PATH, board } from './board/board.js';
import { CALLBACK_PATH } from './callbacks/callbacks.controller.js';
import { microDollars } from './money.js';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { openApiDocument } from './openapi.js';
import { EventSocket } from './pipelines/event-socket.js';
import { ProblemFilter, sendProblem } from './problem.filter.js';
import { RedisInterceptor } from './redis.interceptor.js';
import { asksForHealth, isCallback, refusalFor } from './security/access.js';

const MAX_BODY = '8mb';
/** So long the start waits for Redis. */
const REDIS_AT_START_MS = 5_000;

export interface Gateway {
  app: NestExpressApplication;
  engine: Engine;
  /** Listens; returns where. */
  listen(): Promise<string>;
  close(): Promise<void>;
}

/** Builds the gateway without opening its port. */
export async function createGateway(
  config: Config,
  onError: (error: unknown) => void,
  onRedis: (up: boolean) => void = () => {},
): Promise<Gateway> {
  const providers = await Providers.open(installedProviders(config), catalogue);
  const unwatch = providers.watch(onError);
  const engine = new Engine({
    redisUrl: config.redisUrl ?? 'redis://127.0.0.1:6379',
    prefix: config.prefix,
    compactAfterMs: config.compactAfterSec * 1000,
    catalogue,
    select: providers.select,
    onError,
    onRedis,
    failFast: true,
  });
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(config, engine, providers), {
    logger: ['error', 'warn'],
  });
  app.disable('x-powered-by');
  // Who is not let in is not read either: the guard comes before the body.
  app.use((request: Request, response: Response, next: NextFunction) => guard(config, request, response, next));
  // Signed as they are, byte for byte.
  app.use(CALLBACK_PATH, raw({ type: () => true, limit: '1mb' }));
  app.useBodyParser('json', { limit: MAX_BODY });
  app.use(BOARD_PATH, board(engine));
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
  app.useGlobalInterceptors(app.get(RedisInterceptor), app.get(IdempotencyInterceptor));
  app.useGlobalFilters(app.get(ProblemFilter));
  SwaggerModule.setup('docs', app, () => openApiDocument(app), { jsonDocumentUrl: 'openapi.json' });
  return {
    app,
    engine,
    listen: async () => {
      // Without Redis it comes up too, and says so to whoever asks.
      engine.events.open().catch(onError);
      engine.sweeper.start();
      if (await engine.link.wait(REDIS_AT_START_MS)) await engine.budgets.setLimits(configuredLimits(config));
      await app.listen(config.port, config.host);
      app.get(EventSocket).attach(app.getHttpServer());
      return urlOf(config, app.getHttpServer());
    },
    close: async () => {
      unwatch();
      app.get(EventSocket).close();
      app.getHttpServer().closeIdleConnections();
      await app.close();
      await engine.close();
    },
  };
}

/** What the operator has written down holds from the start; the rest stays as it was set. */
function configuredLimits({ dayBudgetUsd, keyBudgetUsd }: Config) {
  return { day: microDollars(dayBudgetUsd), key: microDollars(keyBudgetUsd) };
}

function guard(config: Config, request: Request, response: Response, next: NextFunction): void {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  const refusal = refusalFor(config, request);
  if (!refusal || (refusal.status === 401 && asksForHealth(request)) || isCallback(config, request)) return next();
  if (refusal.status === 401 && request.path.startsWith(BOARD_PATH))
    response.setHeader('WWW-Authenticate', 'Basic realm="Reelwright"');
  const { status, code, message } = refusal;
  const title = status === 401 ? 'Not authorised' : 'Forbidden';
  sendProblem(response, { type: `/problems/${code}`, title, status, detail: message, code });
}

function urlOf(config: Config, server: Server): string {
  const { port } = server.address() as AddressInfo;
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  return `http://${host}:${port}`;
}
