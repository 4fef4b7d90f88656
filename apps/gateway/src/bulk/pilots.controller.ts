import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiConflictResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PilotDto, PipelineDto, ProblemDto, ReleaseDto } from '../dto/index.js';
import { Needs } from '../security/needs.js';
import { PilotsService } from './pilots.service.js';

@ApiTags('reviews')
@ApiNotFoundResponse({ type: ProblemDto })
@Controller('pipelines/:id')
export class PilotsController {
  constructor(private readonly pilots: PilotsService) {}

  @Get('pilot')
  @Needs('read')
  @ApiOperation({ operationId: 'getPilot', summary: 'What a pilot really cost and took, and what the rest will' })
  @ApiOkResponse({ type: PilotDto })
  get(@Param('id') id: string): Promise<PilotDto> {
    return this.pilots.quote(id);
  }

  @Post('release')
  @HttpCode(200)
  @Needs('review')
  @ApiOperation({ operationId: 'releasePilot', summary: 'Make the rest as well, or leave it out' })
  @ApiOkResponse({ type: PipelineDto })
  @ApiConflictResponse({ type: ProblemDto, description: 'There is nothing to decide, or it was decided otherwise.' })
  release(@Param('id') id: string, @Body() body: ReleaseDto): Promise<PipelineDto> {
    return this.pilots.release(id, body.rest ?? 'make');
  }
}
