import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiConflictResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { GetQueueDto, MoveInQueueDto, ProblemDto, QueueDto } from '../dto/index.js';
import { QueueService } from './queue.service.js';
import { Needs } from '../security/needs.js';

@ApiTags('queue')
@Controller('queue')
@Needs('admin')
export class QueueController {
  constructor(private readonly queue: QueueService) {}

  @Get()
  @Needs('read')
  @ApiOperation({ operationId: 'getQueue', summary: 'What runs, what waits, and in which order it is served' })
  @ApiOkResponse({ type: QueueDto })
  get(@Query() query: GetQueueDto): Promise<QueueDto> {
    return this.queue.get(query.limit);
  }

  @Post('move')
  @HttpCode(200)
  @ApiOperation({ operationId: 'moveInQueue', summary: 'Serve a pipeline first or last, or in another lane' })
  @ApiOkResponse({ type: QueueDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  @ApiConflictResponse({ type: ProblemDto, description: 'It is over, or the other was put nowhere.' })
  move(@Body() body: MoveInQueueDto): Promise<QueueDto> {
    return this.queue.move(body);
  }

  @Post(':name/pause')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'pauseQueue',
    summary: 'Begin nothing more of a queue, also after a restart, until it is resumed; `gpu` stands for all families',
  })
  @ApiOkResponse({ type: QueueDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  pause(@Param('name') name: string): Promise<QueueDto> {
    return this.queue.pause(name);
  }

  @Post(':name/resume')
  @HttpCode(200)
  @ApiOperation({ operationId: 'resumeQueue', summary: 'Go on with a paused queue' })
  @ApiOkResponse({ type: QueueDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  resume(@Param('name') name: string): Promise<QueueDto> {
    return this.queue.resume(name);
  }
}
