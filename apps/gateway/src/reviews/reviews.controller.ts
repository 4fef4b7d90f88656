import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import {
  ApproveDto,
  CandidateListDto,
  ChooseDto,
  EditOutputsDto,
  ListTasksDto,
  OrderDto,
  PickDto,
  ProblemDto,
  RegenerateDto,
  RejectDto,
  ReviewListDto,
  ReviewedDto,
  VersionListDto,
} from '../dto/index.js';
import { ChoicesService } from './choices.service.js';
import { ReviewsService } from './reviews.service.js';
import { Needs } from '../security/needs.js';

@ApiTags('reviews')
@ApiNotFoundResponse({ type: ProblemDto })
@Controller('pipelines/:id')
@Needs('review')
export class ReviewsController {
  constructor(
    private readonly reviews: ReviewsService,
    private readonly choices: ChoicesService,
  ) {}

  @Get('reviews')
  @Needs('read')
  @ApiOperation({ operationId: 'listReviews', summary: 'Results that wait for a person to decide' })
  @ApiOkResponse({ type: ReviewListDto })
  list(@Param('id') id: string, @Query() { offset, limit }: ListTasksDto): Promise<ReviewListDto> {
    return this.reviews.list(id, offset, limit);
  }

  @Post('steps/:step_id/approve')
  @HttpCode(200)
  @ApiOperation({ operationId: 'approveStep', summary: 'Go on with results of a step: all that wait, or some' })
  @ApiOkResponse({ type: ReviewedDto })
  @ApiConflictResponse({ type: ProblemDto, description: 'One of them does not wait.' })
  approve(@Param('id') id: string, @Param('step_id') step: string, @Body() body: ApproveDto): Promise<ReviewedDto> {
    return this.reviews.approve(id, step, body.task_ids);
  }

  @Post('steps/:step_id/reject')
  @HttpCode(200)
  @ApiOperation({ operationId: 'rejectTasks', summary: 'Leave results out, and what needs them' })
  @ApiOkResponse({ type: ReviewedDto })
  @ApiConflictResponse({ type: ProblemDto, description: 'One of them does not wait.' })
  reject(@Param('id') id: string, @Param('step_id') step: string, @Body() body: RejectDto): Promise<ReviewedDto> {
    return this.reviews.reject(id, step, body.task_ids);
  }

  @Post('steps/:step_id/regenerate')
  @HttpCode(200)
  @ApiOperation({ operationId: 'regenerateTasks', summary: 'Make results anew, with a note and other settings' })
  @ApiOkResponse({ type: ReviewedDto })
  @ApiConflictResponse({ type: ProblemDto, description: 'One of them does not wait.' })
  @ApiUnprocessableEntityResponse({ type: ProblemDto, description: 'The settings are not those of the step.' })
  regenerate(
    @Param('id') id: string,
    @Param('step_id') step: string,
    @Body() body: RegenerateDto,
  ): Promise<ReviewedDto> {
    return this.reviews.regenerate(id, step, body);
  }

  @Put('steps/:step_id')
  @HttpCode(200)
  @ApiOperation({ operationId: 'editStep', summary: 'Put other outputs in the place of what waits; it still waits' })
  @ApiOkResponse({ type: ReviewedDto })
  @ApiConflictResponse({ type: ProblemDto, description: 'It does not wait.' })
  @ApiUnprocessableEntityResponse({ type: ProblemDto, description: 'The step has no such output.' })
  edit(@Param('id') id: string, @Param('step_id') step: string, @Body() body: EditOutputsDto): Promise<ReviewedDto> {
    return this.reviews.edit(id, step, body);
  }

  @Post('steps/:step_id/choose')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'chooseTasks',
    summary: 'Go on with these, and leave out what waits beside them: other takes of the same, or other items',
  })
  @ApiOkResponse({ type: ReviewedDto })
  @ApiConflictResponse({ type: ProblemDto, description: 'One of them does not wait.' })
  choose(@Param('id') id: string, @Param('step_id') step: string, @Body() body: ChooseDto): Promise<ReviewedDto> {
    return this.reviews.choose(id, step, body.task_ids);
  }

  @Put('steps/:step_id/order')
  @HttpCode(200)
  @ApiOperation({ operationId: 'orderTasks', summary: 'The order in which the items of a step are gathered' })
  @ApiOkResponse({ type: ReviewedDto })
  @ApiConflictResponse({ type: ProblemDto, description: 'They are being gathered already.' })
  order(@Param('id') id: string, @Param('step_id') step: string, @Body() body: OrderDto): Promise<ReviewedDto> {
    return this.reviews.order(id, step, body.task_ids);
  }

  @Get('tasks/:task_id/versions')
  @Needs('read')
  @ApiOperation({ operationId: 'listVersions', summary: 'What a result was before it was changed or made anew' })
  @ApiOkResponse({ type: VersionListDto })
  versions(@Param('id') id: string, @Param('task_id') task: string): Promise<VersionListDto> {
    return this.reviews.versions(id, task);
  }

  @Post('tasks/:task_id/versions/:version/restore')
  @HttpCode(200)
  @ApiOperation({ operationId: 'restoreVersion', summary: 'Put an earlier version in the place of what waits' })
  @ApiOkResponse({ type: ReviewedDto })
  @ApiConflictResponse({ type: ProblemDto, description: 'It does not wait.' })
  restore(
    @Param('id') id: string,
    @Param('task_id') task: string,
    @Param('version') version: string,
  ): Promise<ReviewedDto> {
    return this.reviews.restore(id, task, version);
  }

  @Get('tasks/:task_id/candidates')
  @Needs('read')
  @ApiOperation({ operationId: 'listCandidates', summary: 'What a select step chooses from' })
  @ApiOkResponse({ type: CandidateListDto })
  candidates(@Param('id') id: string, @Param('task_id') task: string): Promise<CandidateListDto> {
    return this.choices.list(id, task);
  }

  @Post('tasks/:task_id/pick')
  @HttpCode(200)
  @ApiOperation({ operationId: 'pickCandidates', summary: 'Choose for a select step that waits; the choice goes on' })
  @ApiOkResponse({ type: ReviewedDto })
  @ApiConflictResponse({ type: ProblemDto, description: 'It does not wait.' })
  @ApiUnprocessableEntityResponse({ type: ProblemDto, description: 'There are not so many candidates.' })
  pick(@Param('id') id: string, @Param('task_id') task: string, @Body() body: PickDto): Promise<ReviewedDto> {
    return this.choices.pick(id, task, body.candidates);
  }
}
