import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Engine } from '#engine';
import { WorkerDto } from '../dto/index.js';
import * as present from './presenter.js';
import { Needs } from '../security/needs.js';

@ApiTags('workers')
@Controller('workers')
@Needs('read')
export class WorkersController {
  constructor(private readonly engine: Engine) {}

  @Get()
  @ApiOperation({
    operationId: 'getWorkers',
    summary: 'The workers that are alive: what they do, their machines and their cards',
  })
  @ApiOkResponse({ type: [WorkerDto] })
  async get(): Promise<WorkerDto[]> {
    return (await this.engine.reports.all()).map(present.worker);
  }
}
