import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { Config } from '#config';
import { HealthDto } from '../dto/index.js';
import { Engine } from '#engine';
import { refusalFor } from '../security/access.js';
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
  @ApiOperation({
    operationId: 'getHealth',
    summary: 'Whether the gateway can do its work; 503 when it cannot',
    description: 'Needs no API key; without one only the status is told.',
  })
  @ApiOkResponse({ type: HealthDto })
  async health(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<HealthDto> {
    const up = this.engine.redis.status === 'ready';
    if (!up) response.status(503).setHeader('Retry-After', '2');
    const status = up ? 'ok' : 'degraded';
    if (refusalFor(this.config, request)) return { status };
    return {
      status,
      version: VERSION,
      home: this.config.home,
      redis: up ? 'up' : 'down',
      workers: up ? await this.engine.aliveSlots() : {},
    };
  }
}
