import { join } from 'node:path';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { DiskStore } from '#artifacts';
import type { Config } from '#config';
import { Engine } from '#engine';
import { ArtifactsController } from './artifacts/artifacts.controller.js';
import { HealthController } from './health/health.controller.js';
import { GatewayLog } from './log.js';
import { EventSocket } from './pipelines/event-socket.js';
import { PipelinesController } from './pipelines/pipelines.controller.js';
import { PipelinesService } from './pipelines/pipelines.service.js';
import { ProblemFilter } from './problem.filter.js';
import { TemplatesController } from './templates/templates.controller.js';
import { CONFIG, STORE } from './tokens.js';

@Module({})
export class AppModule {
  static with(config: Config, engine: Engine): DynamicModule {
    return {
      module: AppModule,
      controllers: [PipelinesController, TemplatesController, ArtifactsController, HealthController],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: Engine, useValue: engine },
        { provide: STORE, useValue: new DiskStore(join(config.home, 'artifacts')) },
        GatewayLog,
        ProblemFilter,
        PipelinesService,
        EventSocket,
      ],
    };
  }
}
