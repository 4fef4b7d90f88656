import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { Config } from '#config';
import { HealthDto } from '../dto/index.js';
import { Engine } from '#engine';
import { NeedsNoRedis } from '../redis.interceptor.js';
import { callerOf } from '../security/caller.js';
import { CONFIG } from '../tokens.js';
import { VERSION } from '../version.js';
import { NeedsNoKey } from '../security/needs.js';

@ApiTags('health')
@Controller('health')
@NeedsNoKey()
@NeedsNoRedis()
export class HealthController {
  constructor(
    private readonly engine: Engine,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('live')
  @ApiOperation({
    operationId: 'getLiveness',
    summary: 'Whether this process is alive, whatever it depends on',
    description: 'Needs no API key.',
  })
  @ApiOkResponse({ type: HealthDto })
  live(): HealthDto {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ operationId: 'getReadiness', summary: 'The same as /health' })
  @ApiOkResponse({ type: HealthDto })
  ready(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<HealthDto> {
    return this.health(request, response);
  }

  @Get()
  @ApiOperation({
    operationId: 'getHealth',
    summary: 'Whether the gateway can do its work; 503 when it cannot',
    description: 'Needs no API key; without one only the status is told.',
  })
  @ApiOkResponse({ type: HealthDto })
  async health(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<HealthDto> {
    const workers = await this.engine.link.guard(() => this.engine.aliveSlots()).catch(() => undefined);
    const up = workers !== undefined;
    if (!up) response.status(503).setHeader('Retry-After', '2');
    const status = up ? 'ok' : 'degraded';
    if (!callerOf(request)) return { status };
    return {
      status,
      version: VERSION,
      home: this.config.home,
      redis: up ? 'up' : 'down',
      workers: workers ?? {},
    };
  }
}
