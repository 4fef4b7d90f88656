import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ExportCheckpointDto, ImportCheckpointDto, PipelineDto, ProblemDto } from '../dto/index.js';
import { NewPipeline } from '../idempotency.interceptor.js';
import type { Origin } from '../idempotency.interceptor.js';
import { AgainService } from './again.service.js';
import { Needs } from '../security/needs.js';

const LINES = 'application/x-ndjson';

/** Checkpoints that leave and come: text, one JSON object a line; bytes are fetched and put by their digest. */
@ApiTags('checkpoints')
@Controller()
@Needs('read')
export class CheckpointsController {
  constructor(private readonly again: AgainService) {}

  @Get('pipelines/:id/checkpoints/export')
  @ApiOperation({
    operationId: 'exportCheckpoint',
    summary: 'A checkpoint to be kept elsewhere: a header, then a line for each finished task',
  })
  @ApiProduces(LINES)
  @ApiOkResponse({ schema: { type: 'string' } })
  @ApiNotFoundResponse({ type: ProblemDto })
  async exported(
    @Param('id') id: string,
    @Query() { checkpoint }: ExportCheckpointDto,
    @Res() response: Response,
  ): Promise<void> {
    const lines = await this.again.exported(id, checkpoint);
    response.setHeader('Content-Type', LINES);
    await pipeline(Readable.from(lines), response).catch((error: unknown) => {
      if (!response.destroyed && !response.headersSent) throw error; // a client that left is no failure
    });
  }

  @Post('checkpoints/import')
  @Needs('run')
  @ApiOperation({
    operationId: 'importCheckpoint',
    summary: 'A pipeline from an exported checkpoint; put its bytes before, see PUT /artifacts/{digest}',
  })
  @ApiConsumes(LINES)
  @ApiBody({ schema: { type: 'string' } })
  @ApiCreatedResponse({ type: PipelineDto })
  @ApiUnprocessableEntityResponse({ type: ProblemDto })
  imported(
    @Req() request: Request,
    @Query() { run }: ImportCheckpointDto,
    @NewPipeline() origin: Origin,
  ): Promise<PipelineDto> {
    // What said that it was JSON is read already, and nothing more of it will come.
    const input = request.readableEnded ? Readable.from([]) : request;
    const lines = createInterface({ input, crlfDelay: Infinity });
    return this.again.imported(lines[Symbol.asyncIterator](), run === 'true', origin);
  }
}
