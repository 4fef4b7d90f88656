import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Param,
  Post,
  Query,
  Res,
  StreamableFile,
} from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBody,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiResponse,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import type { Response } from 'express';
import {
  CancelPipelineDto,
  CreatePipelineDto,
  EstimateDto,
  EventListDto,
  ListEventsDto,
  ListPipelinesDto,
  ListTasksDto,
  LogDto,
  PipelineDto,
  PipelineListDto,
  PipelineRequestDto,
  PlanDto,
  ProblemDto,
  StepDetailDto,
  StepRecordDto,
  ValidationDto,
} from '../dto/index.js';
import { etagOf } from '../etag.js';
import { NewPipeline } from '../idempotency.interceptor.js';
import type { Origin } from '../idempotency.interceptor.js';
import { PipelinesService } from './pipelines.service.js';
import { Needs } from '../security/needs.js';

@ApiTags('pipelines')
@Controller('pipelines')
@Needs('read')
export class PipelinesController {
  constructor(private readonly pipelines: PipelinesService) {}

  @Post()
  @Needs('run')
  @ApiOperation({ operationId: 'createPipeline', summary: 'Create a pipeline, and start it with `run: true`' })
  @ApiCreatedResponse({ type: PipelineDto })
  @ApiUnprocessableEntityResponse({
    type: ProblemDto,
    description: 'Every problem with the definition and its inputs.',
  })
  @ApiResponse({ status: 507, type: ProblemDto, description: 'Too little space for artifacts.' })
  @ApiNotFoundResponse({ type: ProblemDto, description: 'There is no such template, or nothing to resume from.' })
  create(@Body() body: CreatePipelineDto, @NewPipeline() origin: Origin): Promise<PipelineDto> {
    return this.pipelines.create(body, origin);
  }

  @Post('validate')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'validatePipeline',
    summary: 'Judge a definition; without inputs, as far as it can be judged',
  })
  @ApiOkResponse({ type: ValidationDto })
  @ApiNotFoundResponse({ type: ProblemDto, description: 'There is no such template, or nothing to resume from.' })
  validate(@Body() body: PipelineRequestDto): Promise<ValidationDto> {
    return this.pipelines.validate(body);
  }

  @Post('plan')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'planPipeline',
    summary: 'Order, parallel groups, bindings, time and cost; nothing is run or spent',
  })
  @ApiOkResponse({ type: PlanDto })
  @ApiUnprocessableEntityResponse({ type: ProblemDto })
  @ApiNotFoundResponse({ type: ProblemDto, description: 'There is no such template, or nothing to resume from.' })
  plan(@Body() body: PipelineRequestDto): Promise<PlanDto> {
    return this.pipelines.plan(body);
  }

  @Post('estimate')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'estimatePipeline',
    summary: 'What it will cost, step by step; nothing is run or spent',
  })
  @ApiOkResponse({ type: EstimateDto })
  @ApiUnprocessableEntityResponse({ type: ProblemDto })
  @ApiNotFoundResponse({ type: ProblemDto, description: 'There is no such template, or nothing to resume from.' })
  estimate(@Body() body: PipelineRequestDto): Promise<EstimateDto> {
    return this.pipelines.estimate(body);
  }

  @Get()
  @ApiOperation({ operationId: 'listPipelines', summary: 'List pipelines, filtered, sorted and in pages' })
  @ApiOkResponse({ type: PipelineListDto })
  @ApiBadRequestResponse({ type: ProblemDto })
  list(@Query() query: ListPipelinesDto): Promise<PipelineListDto> {
    return this.pipelines.list(query);
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getPipeline', summary: 'A pipeline with its steps, progress and outputs so far' })
  @ApiOkResponse({ type: PipelineDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  async get(@Param('id') id: string, @Res({ passthrough: true }) response: Response): Promise<PipelineDto> {
    const pipeline = await this.pipelines.get(id);
    response.setHeader('ETag', etagOf(pipeline.revision, pipeline));
    return pipeline;
  }

  @Delete(':id')
  @Needs('run')
  @HttpCode(204)
  @ApiOperation({ operationId: 'deletePipeline', summary: 'Forget a pipeline that does not run; its artifacts stay' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ type: ProblemDto })
  @ApiConflictResponse({ type: ProblemDto, description: 'It still runs.' })
  remove(@Param('id') id: string): Promise<void> {
    return this.pipelines.remove(id);
  }

  @Post(':id/pause')
  @Needs('run')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'pausePipeline',
    summary: 'Let what runs finish, and begin nothing more until it is run again',
  })
  @ApiOkResponse({ type: PipelineDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  @ApiConflictResponse({ type: ProblemDto, description: 'It is over.' })
  pause(@Param('id') id: string): Promise<PipelineDto> {
    return this.pipelines.pause(id);
  }

  @Post(':id/cancel')
  @Needs('run')
  @HttpCode(200)
  @ApiOperation({ operationId: 'cancelPipeline', summary: 'Stop a pipeline; what it made is kept, or dropped' })
  @ApiBody({ type: CancelPipelineDto, required: false })
  @ApiOkResponse({ type: PipelineDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  cancel(@Param('id') id: string, @Body() body: CancelPipelineDto): Promise<PipelineDto> {
    return this.pipelines.cancel(id, body.keep_completed);
  }

  @Get(':id/steps')
  @ApiOperation({ operationId: 'listSteps', summary: 'The steps of a pipeline' })
  @ApiOkResponse({ type: [StepRecordDto] })
  @ApiNotFoundResponse({ type: ProblemDto })
  steps(@Param('id') id: string): Promise<StepRecordDto[]> {
    return this.pipelines.steps(id);
  }

  @Get(':id/steps/:step_id')
  @ApiOperation({ operationId: 'getStep', summary: 'A step with a page of its tasks' })
  @ApiOkResponse({ type: StepDetailDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  step(
    @Param('id') id: string,
    @Param('step_id') stepId: string,
    @Query() query: ListTasksDto,
  ): Promise<StepDetailDto> {
    return this.pipelines.step(id, stepId, query.offset, query.limit);
  }

  @Get(':id/log')
  @ApiOperation({
    operationId: 'getLog',
    summary: 'What happened and what was decided: which provider, why, from the cache or not, retries and failures',
  })
  @ApiOkResponse({ type: LogDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  log(@Param('id') id: string, @Query() query: ListEventsDto): Promise<LogDto> {
    return this.pipelines.log(id, query.after);
  }

  @Get(':id/tasks/:task_id/preview')
  @ApiOperation({
    operationId: 'getPreview',
    summary: 'How a running task looks by now, where its provider shows it: the latest small JPEG',
  })
  @ApiProduces('image/jpeg')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @ApiNotFoundResponse({ type: ProblemDto, description: 'There is none, or none any more.' })
  @Header('Cache-Control', 'no-store')
  async preview(@Param('id') id: string, @Param('task_id') taskId: string): Promise<StreamableFile> {
    const jpeg = await this.pipelines.preview(id, taskId);
    return new StreamableFile(jpeg, { type: 'image/jpeg', length: jpeg.length });
  }

  @Get(':id/events')
  @ApiOperation({
    operationId: 'listEvents',
    summary: 'Events after the last one seen; the same address as a WebSocket goes on live',
  })
  @ApiOkResponse({ type: EventListDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  events(@Param('id') id: string, @Query() query: ListEventsDto): Promise<EventListDto> {
    return this.pipelines.events(id, query.after);
  }
}
