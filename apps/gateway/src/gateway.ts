import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule } from '@nestjs/swagger';
import { raw } from 'express';
import { ConfigError, isLoopback } from '#config';
import type { Config } from '#config';
import { AccessKeys } from '#access';
import { Engine } from '#engine';
import { Providers, installedProviders } from '#providers';
import { catalogue } from '#steps';
import { AppModule } from './app.module.js';
import { BOARD_PATH, board } from './board/board.js';
import { CALLBACK_PATH } from './callbacks/callbacks.controller.js';
import { arriveInTime } from './arrival.js';
import { microDollars } from './money.js';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { openApiDocument } from './openapi.js';
import { EventSocket } from './pipelines/event-socket.js';
import { ProblemFilter } from './problem.filter.js';
import { studio } from './studio/studio.js';
import { RedisInterceptor } from './redis.interceptor.js';
import { Doorkeeper } from './security/access.js';
import { DOCUMENTS_PATH, ScopeGuard, gatekeeper, needsScope } from './security/gatekeeper.js';

const MAX_BODY = '8mb';
const DOCUMENTS = [DOCUMENTS_PATH, `${DOCUMENTS_PATH}-yaml`, '/openapi.json'];
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
  const problems = app.get(ProblemFilter);
  app.use(studio());
  app.use(gatekeeper(config, app.get(Doorkeeper), problems));
  app.use(arriveInTime);
  // Signed as they are, byte for byte.
  app.use(CALLBACK_PATH, raw({ type: () => true, limit: '1mb' }));
  app.useBodyParser('json', { limit: MAX_BODY });
  app.use(BOARD_PATH, needsScope('admin', problems), board(engine));
  app.use(DOCUMENTS, needsScope('read', problems));
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
  app.useGlobalInterceptors(app.get(RedisInterceptor), app.get(IdempotencyInterceptor));
  app.useGlobalGuards(app.get(ScopeGuard));
  app.useGlobalFilters(problems);
  SwaggerModule.setup(DOCUMENTS_PATH, app, () => openApiDocument(app), { jsonDocumentUrl: 'openapi.json' });
  return {
    app,
    engine,
    listen: async () => {
      // Without Redis it comes up too, and says so to whoever asks.
      engine.events.open().catch(onError);
      engine.sweeper.start();
      if (await engine.link.wait(REDIS_AT_START_MS)) {
        await refuseExposed(config, app.get(AccessKeys));
        await engine.budgets.setLimits(configuredLimits(config));
      }
      await app.listen(config.port, config.host);
      app.getHttpServer().requestTimeout = 0;
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
function configuredLimits({ dayBudgetUsd, monthBudgetUsd, keyBudgetUsd }: Config) {
  const [day, month] = [microDollars(dayBudgetUsd), microDollars(monthBudgetUsd)];
  return { day, month, key: microDollars(keyBudgetUsd) };
}

/** Nothing is open to a network without a key; where Redis cannot say whether there is one, nobody is let in without. */
async function refuseExposed(config: Config, keys: AccessKeys): Promise<void> {
  if (isLoopback(config.host) || config.apiKey !== undefined || (await keys.any())) return;
  const reason =
    `"${config.host}" can be reached from other machines, so a key is needed: set REELWRIGHT_API_KEY, ` +
    `or make a key with \`reelwright keys create\` first, or use 127.0.0.1 to stay on this machine`;
  throw new ConfigError([{ place: 'host', reason }]);
}

function urlOf(config: Config, server: Server): string {
  const { port } = server.address() as AddressInfo;
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  return `http://${host}:${port}`;
}
