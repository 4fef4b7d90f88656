import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { Response } from 'express';
import { OutputsZipDto, ProblemDto, ZipDto } from '../dto/index.js';
import { Repeatable } from '../idempotency.interceptor.js';
import { NeedsNoRedis } from '../redis.interceptor.js';
import { Needs } from '../security/needs.js';
import { ZipService } from './zip.service.js';

const ARCHIVE = { schema: { type: 'string', format: 'binary' } };

@ApiTags('artifacts')
@Controller()
@Needs('read')
export class ZipController {
  constructor(private readonly zips: ZipService) {}

  @Post('artifacts/zip')
  @HttpCode(200)
  @NeedsNoRedis()
  @Repeatable()
  @ApiOperation({ operationId: 'zipArtifacts', summary: 'Many artifacts as one ZIP archive, with their recipes' })
  @ApiProduces('application/zip')
  @ApiOkResponse(ARCHIVE)
  @ApiBadRequestResponse({ type: ProblemDto })
  @ApiNotFoundResponse({ type: ProblemDto, description: 'One of them is not stored.' })
  async artifacts(
    @Body() { digests, name = 'artifacts.zip', recipe }: ZipDto,
    @Res() response: Response,
  ): Promise<void> {
    await this.zips.send(response, name, await this.zips.ofDigests(digests), recipe);
  }

  @Get('pipelines/:id/outputs.zip')
  @ApiOperation({ operationId: 'zipOutputs', summary: 'What a pipeline made so far as one ZIP archive, by step' })
  @ApiProduces('application/zip')
  @ApiOkResponse(ARCHIVE)
  @ApiBadRequestResponse({ type: ProblemDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  async outputs(
    @Param('id') id: string,
    @Query() { which, recipe }: OutputsZipDto,
    @Res() response: Response,
  ): Promise<void> {
    await this.zips.send(response, `${id}.zip`, await this.zips.ofPipeline(id, which), recipe);
  }
}
