import { Body, Controller, Get, Headers, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import {
  ApiBody,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiHeader,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiPreconditionFailedResponse,
  ApiResponse,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import {
  ChangesDto,
  CheckpointListDto,
  ForkDto,
  ListTasksDto,
  PipelineDto,
  PlanDto,
  ProblemDto,
  RetryStepDto,
  UpdatePipelineDto,
} from '../dto/index.js';
import { NewPipeline } from '../idempotency.interceptor.js';
import type { Origin } from '../idempotency.interceptor.js';
import { AgainService } from './again.service.js';
import { Needs } from '../security/needs.js';

@ApiTags('pipelines')
@Controller('pipelines')
@Needs('run')
export class AgainController {
  constructor(private readonly again: AgainService) {}

  @Post(':id/run')
  @HttpCode(200)
  @ApiBody({ type: ChangesDto, required: false })
  @ApiOperation({
    operationId: 'runPipeline',
    summary: 'Start a pipeline, go on with a paused one, or resume one that ended, with changes: only they are done',
  })
  @ApiOkResponse({ type: PipelineDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  @ApiConflictResponse({ type: ProblemDto, description: 'It is completed and nothing changes, or it still runs.' })
  @ApiUnprocessableEntityResponse({ type: ProblemDto })
  @ApiResponse({ status: 507, type: ProblemDto, description: 'Too little space for artifacts.' })
  run(@Param('id') id: string, @Body() body: ChangesDto): Promise<PipelineDto> {
    return this.again.run(id, body);
  }

  @Put(':id')
  @ApiHeader({ name: 'if-match', required: false, description: 'The ETag it had: refused when it was changed since.' })
  @ApiOperation({
    operationId: 'updatePipeline',
    summary: 'Change what does not run; it is run by the changes when it is started. Its name may change at any time.',
  })
  @ApiOkResponse({ type: PipelineDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  @ApiConflictResponse({ type: ProblemDto, description: 'It runs.' })
  @ApiPreconditionFailedResponse({ type: ProblemDto, description: 'It was changed meanwhile.' })
  @ApiUnprocessableEntityResponse({ type: ProblemDto })
  update(
    @Param('id') id: string,
    @Body() body: UpdatePipelineDto,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<PipelineDto> {
    return this.again.update(id, body, ifMatch);
  }

  @Post(':id/fork')
  @ApiBody({ type: ForkDto, required: false })
  @ApiOperation({
    operationId: 'forkPipeline',
    summary: 'A new pipeline with changes, which shares all that is unchanged; the original stays as it is',
  })
  @ApiCreatedResponse({ type: PipelineDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  @ApiUnprocessableEntityResponse({ type: ProblemDto })
  @ApiResponse({ status: 507, type: ProblemDto, description: 'Too little space for artifacts.' })
  fork(@Param('id') id: string, @Body() body: ForkDto, @NewPipeline() origin: Origin): Promise<PipelineDto> {
    return this.again.fork(id, body, origin);
  }

  @Post(':id/plan')
  @Needs('read')
  @HttpCode(200)
  @ApiBody({ type: ChangesDto, required: false })
  @ApiOperation({
    operationId: 'planChanges',
    summary: 'What running it again or forking it with changes would do and cost',
  })
  @ApiOkResponse({ type: PlanDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  @ApiUnprocessableEntityResponse({ type: ProblemDto })
  plan(@Param('id') id: string, @Body() body: ChangesDto): Promise<PlanDto> {
    return this.again.plan(id, body);
  }

  @Post(':id/steps/:step_id/retry')
  @HttpCode(200)
  @ApiBody({ type: RetryStepDto, required: false })
  @ApiOperation({
    operationId: 'retryStep',
    summary: 'Do a step anew, or what failed of it, or one task; what depends on it follows',
  })
  @ApiOkResponse({ type: PipelineDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  @ApiConflictResponse({ type: ProblemDto, description: 'It still runs.' })
  @ApiUnprocessableEntityResponse({ type: ProblemDto })
  @ApiResponse({ status: 507, type: ProblemDto, description: 'Too little space for artifacts.' })
  retry(@Param('id') id: string, @Param('step_id') stepId: string, @Body() body: RetryStepDto): Promise<PipelineDto> {
    return this.again.retry(id, stepId, body);
  }

  @Get(':id/checkpoints')
  @Needs('read')
  @ApiOperation({ operationId: 'listCheckpoints', summary: 'The state after each task, newest first' })
  @ApiOkResponse({ type: CheckpointListDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  checkpoints(@Param('id') id: string, @Query() query: ListTasksDto): Promise<CheckpointListDto> {
    return this.again.checkpoints(id, query);
  }
}
