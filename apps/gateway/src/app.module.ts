import { join } from 'node:path';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { AccessKeys } from '#access';
import { Schedules, Webhooks } from '#automation';
import { DiskStore } from '#artifacts';
import type { Config } from '#config';
import { Engine } from '#engine';
import { Providers } from '#providers';
import { ArtifactsController } from './artifacts/artifacts.controller.js';
import { Embedding } from './artifacts/embedding.js';
import { ThumbnailsController } from './artifacts/thumbnails.controller.js';
import { ZipController } from './artifacts/zip.controller.js';
import { ZipService } from './artifacts/zip.service.js';
import { PilotsController } from './bulk/pilots.controller.js';
import { PilotsService } from './bulk/pilots.service.js';
import { PricesController } from './bulk/prices.controller.js';
import { PricesService } from './bulk/prices.service.js';
import { BlueprintsController } from './blueprints/blueprints.controller.js';
import { BlueprintsService } from './blueprints/blueprints.service.js';
import { BudgetsController } from './budgets/budgets.controller.js';
import { CallbacksController } from './callbacks/callbacks.controller.js';
import { ChoicesService } from './reviews/choices.service.js';
import { ReviewsController } from './reviews/reviews.controller.js';
import { ReviewsService } from './reviews/reviews.service.js';
import { PromptsController } from './prompts/prompts.controller.js';
import { SchedulesController } from './schedules/schedules.controller.js';
import { SchedulesService } from './schedules/schedules.service.js';
import { WebhooksController } from './webhooks/webhooks.controller.js';
import { WebhooksService } from './webhooks/webhooks.service.js';
import { KeysController } from './keys/keys.controller.js';
import { KeysService } from './keys/keys.service.js';
import { HealthController } from './health/health.controller.js';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { GatewayLog } from './log.js';
import { EventSocket } from './pipelines/event-socket.js';
import { AgainController } from './pipelines/again.controller.js';
import { CheckpointsController } from './pipelines/checkpoints.controller.js';
import { AgainService } from './pipelines/again.service.js';
import { PipelinesController } from './pipelines/pipelines.controller.js';
import { PipelinesService } from './pipelines/pipelines.service.js';
import { LibraryController } from './library/library.controller.js';
import { LibraryService } from './library/library.service.js';
import { LedgerController } from './ledger/ledger.controller.js';
import { StorageController } from './storage/storage.controller.js';
import { ProblemFilter } from './problem.filter.js';
import { ProbesService } from './providers/probes.service.js';
import { ProvidersController } from './providers/providers.controller.js';
import { QueueController } from './queue/queue.controller.js';
import { QueueService } from './queue/queue.service.js';
import { RedisInterceptor } from './redis.interceptor.js';
import { Doorkeeper } from './security/access.js';
import { ScopeGuard } from './security/gatekeeper.js';
import { Space } from './space.js';
import { SessionController } from './session/session.controller.js';
import { TemplatesController } from './templates/templates.controller.js';
import { CONFIG, STORE } from './tokens.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { WorkflowsController } from './workflows/workflows.controller.js';
import { IntakeController } from './uploads/intake.controller.js';
import { IntakeService } from './uploads/intake.service.js';
import { RequestFiles } from './uploads/request-files.js';
import { TusController } from './uploads/tus.controller.js';
import { TusService } from './uploads/tus.service.js';
import { UploadsController } from './uploads/uploads.controller.js';
import { UploadsService } from './uploads/uploads.service.js';
import { WorkersController } from './workers/workers.controller.js';

@Module({})
export class AppModule {
  static with(config: Config, engine: Engine, providers: Providers): DynamicModule {
    return {
      module: AppModule,
      controllers: [
        PipelinesController,
        AgainController,
        CheckpointsController,
        ReviewsController,
        PricesController,
        PilotsController,
        PromptsController,
        QueueController,
        WorkersController,
        MetricsController,
        TemplatesController,
        ProvidersController,
        SessionController,
        ZipController,
        ThumbnailsController,
        ArtifactsController,
        StorageController,
        IntakeController,
        TusController,
        UploadsController,
        WorkflowsController,
        LedgerController,
        LibraryController,
        BlueprintsController,
        BudgetsController,
        KeysController,
        WebhooksController,
        SchedulesController,
        CallbacksController,
        HealthController,
      ],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: Engine, useValue: engine },
        { provide: Providers, useValue: providers },
        { provide: STORE, useValue: new DiskStore(join(config.home, 'artifacts')) },
        GatewayLog,
        ProblemFilter,
        RedisInterceptor,
        IdempotencyInterceptor,
        { provide: AccessKeys, useFactory: () => new AccessKeys(engine.redis, engine.keys) },
        Doorkeeper,
        ScopeGuard,
        Space,
        UploadsService,
        TusService,
        RequestFiles,
        IntakeService,
        PipelinesService,
        QueueService,
        AgainService,
        ReviewsService,
        ChoicesService,
        PricesService,
        ProbesService,
        KeysService,
        { provide: Webhooks, useFactory: () => new Webhooks(engine.redis, engine.keys) },
        WebhooksService,
        PilotsService,
        { provide: Schedules, useFactory: () => new Schedules(engine.redis, engine.keys) },
        SchedulesService,
        EventSocket,
        Embedding,
        ZipService,
        LibraryService,
        BlueprintsService,
      ],
    };
  }
}
