import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import {
  CreateScheduleDto,
  GetTimesDto,
  ListTasksDto,
  PipelineDto,
  ProblemDto,
  ScheduleDetailDto,
  ScheduleListDto,
  TimesDto,
  UpdateScheduleDto,
} from '../dto/index.js';
import { NewPipeline } from '../idempotency.interceptor.js';
import type { Origin } from '../idempotency.interceptor.js';
import { Owner } from '../security/caller.js';
import { Needs } from '../security/needs.js';
import { SchedulesService } from './schedules.service.js';

@ApiTags('schedules')
@Controller('schedules')
@Needs('run')
export class SchedulesController {
  constructor(private readonly schedules: SchedulesService) {}

  @Post()
  @ApiOperation({ operationId: 'createSchedule', summary: 'Have a pipeline made again and again, at times like cron' })
  @ApiCreatedResponse({ type: ScheduleDetailDto })
  @ApiNotFoundResponse({ type: ProblemDto, description: 'There is no such template.' })
  @ApiConflictResponse({ type: ProblemDto, description: 'There are as many as there may be.' })
  @ApiUnprocessableEntityResponse({ type: ProblemDto, description: 'The times or the definition are not right.' })
  create(@Body() body: CreateScheduleDto, @Owner() owner: string): Promise<ScheduleDetailDto> {
    return this.schedules.create(body, owner);
  }

  @Get()
  @Needs('read')
  @ApiOperation({ operationId: 'listSchedules', summary: 'The schedules with their next times, newest first' })
  @ApiOkResponse({ type: ScheduleListDto })
  list(@Query() { offset, limit }: ListTasksDto): Promise<ScheduleListDto> {
    return this.schedules.list(offset, limit);
  }

  @Get('times')
  @Needs('read')
  @ApiOperation({ operationId: 'getTimes', summary: 'When a schedule with these times would run; nothing is set' })
  @ApiOkResponse({ type: TimesDto })
  @ApiUnprocessableEntityResponse({ type: ProblemDto, description: 'The times are not right.' })
  times(@Query() query: GetTimesDto): TimesDto {
    return this.schedules.times(query);
  }

  @Get(':id')
  @Needs('read')
  @ApiOperation({ operationId: 'getSchedule', summary: 'A schedule with its next times and its latest runs' })
  @ApiOkResponse({ type: ScheduleDetailDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  get(@Param('id') id: string): Promise<ScheduleDetailDto> {
    return this.schedules.get(id);
  }

  @Put(':id')
  @ApiOperation({ operationId: 'updateSchedule', summary: 'Change a schedule; what is left out stays as it is' })
  @ApiOkResponse({ type: ScheduleDetailDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  @ApiUnprocessableEntityResponse({ type: ProblemDto, description: 'The times or the definition are not right.' })
  update(@Param('id') id: string, @Body() body: UpdateScheduleDto, @Owner() owner: string): Promise<ScheduleDetailDto> {
    return this.schedules.update(id, body, owner);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ operationId: 'deleteSchedule', summary: 'Forget a schedule; what it made stays' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ type: ProblemDto })
  remove(@Param('id') id: string): Promise<void> {
    return this.schedules.remove(id);
  }

  @Post(':id/run')
  @ApiOperation({ operationId: 'runSchedule', summary: 'Make its pipeline at once, beside its times' })
  @ApiCreatedResponse({ type: PipelineDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  @ApiUnprocessableEntityResponse({ type: ProblemDto, description: 'It can no longer be made.' })
  run(@Param('id') id: string, @NewPipeline() origin: Origin): Promise<PipelineDto> {
    return this.schedules.run(id, origin);
  }

  @Post(':id/pause')
  @HttpCode(200)
  @ApiOperation({ operationId: 'pauseSchedule', summary: 'Make nothing more until it is resumed' })
  @ApiOkResponse({ type: ScheduleDetailDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  pause(@Param('id') id: string): Promise<ScheduleDetailDto> {
    return this.schedules.pause(id);
  }

  @Post(':id/resume')
  @HttpCode(200)
  @ApiOperation({ operationId: 'resumeSchedule', summary: 'Go on from now; what was missed is not made up for' })
  @ApiOkResponse({ type: ScheduleDetailDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  resume(@Param('id') id: string): Promise<ScheduleDetailDto> {
    return this.schedules.resume(id);
  }
}
