import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Engine } from '#engine';
import { exposition } from './exposition.js';
import { gauges } from './gauges.js';
import { Needs } from '../security/needs.js';

const TEXT = 'text/plain; version=0.0.4; charset=utf-8';

@ApiTags('metrics')
@Controller('metrics')
@Needs('read')
export class MetricsController {
  constructor(private readonly engine: Engine) {}

  @Get()
  @Header('Content-Type', TEXT)
  @ApiOperation({
    operationId: 'getMetrics',
    summary: 'Workers, machines, cards and queues for Prometheus',
  })
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' } })
  async get(): Promise<string> {
    const [reports, { queues }] = await Promise.all([this.engine.reports.all(), this.engine.queue.overview(1)]);
    return exposition(gauges(reports, queues));
  }
}
