import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { IntakeDto, IntakeRequestDto, ProblemDto } from '../dto/index.js';
import { NeedsNoRedis } from '../redis.interceptor.js';
import { Owner } from '../security/caller.js';
import { Needs } from '../security/needs.js';
import { IntakeService } from './intake.service.js';
import { untilGone } from './until-gone.js';

@ApiTags('uploads')
@Controller('intake')
@Needs('run')
@NeedsNoRedis()
export class IntakeController {
  constructor(private readonly intake: IntakeService) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'sortIntake',
    summary: 'Sort files, addresses and texts into lists for the inputs of a pipeline',
  })
  @ApiOkResponse({ type: IntakeDto })
  @ApiResponse({ status: 507, type: ProblemDto, description: 'There is no room.' })
  sort(
    @Body() body: IntakeRequestDto,
    @Owner() owner: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<IntakeDto> {
    return this.intake.sort(body, owner, untilGone(response));
  }
}
