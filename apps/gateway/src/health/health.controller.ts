import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Config } from '#config';
import { HealthDto } from '../dto/index.js';
import { Engine } from '#engine';
import { CONFIG } from '../tokens.js';
import { VERSION } from '../version.js';

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    private readonly engine: Engine,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'getHealth', summary: 'Whether the gateway can do its work; 503 when it cannot' })
  @ApiOkResponse({ type: HealthDto })
  async health(@Res({ passthrough: true }) response: Response): Promise<HealthDto> {
    const up = this.engine.redis.status === 'ready';
    if (!up) response.status(503).setHeader('Retry-After', '2');
    return {
      status: up ? 'ok' : 'degraded',
      version: VERSION,
      home: this.config.home,
      redis: up ? 'up' : 'down',
      workers: up ? await this.engine.aliveSlots() : {},
    };
  }
}
