import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import type { TransformFnParams } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsISO8601, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { COMMIT_KINDS, PILOT_STATUSES, PIPELINE_ORDERS, PIPELINE_STATUSES, STEP_STATUSES } from '#engine';
import type { CommitKind, PilotStatus, PipelineOrder, PipelineStatus, StepStatus } from '#engine';
import { LANES, MODES } from '#pipeline';
import type { Lane, Mode } from '#pipeline';
import { Optional } from './optional.js';

export class CancelPipelineDto {
  @ApiPropertyOptional({
    type: Boolean,
    default: true,
    description:
      'False: what was made is dropped from the pipeline; its bytes are garbage unless something else uses them.',
  })
  @Optional()
  @IsBoolean()
  keep_completed: boolean = true;
}

/** One value, several with commas between, or the parameter several times. */
const asList = ({ value }: TransformFnParams): unknown =>
  typeof value === 'string' ? value.split(',').filter(Boolean) : value;

export class ListPipelinesDto {
  @ApiPropertyOptional({
    enum: PIPELINE_STATUSES,
    isArray: true,
    description: 'Only those with one of these statuses.',
  })
  @Optional()
  @Transform(asList)
  @IsIn(PIPELINE_STATUSES, { each: true })
  status?: PipelineStatus[];

  @ApiPropertyOptional({ type: String, maxLength: 200, description: 'Only those whose name has this in it.' })
  @Optional()
  @IsString()
  @MaxLength(200)
  name?: string;

  @ApiPropertyOptional({ enum: MODES })
  @Optional()
  @IsIn(MODES)
  mode?: Mode;

  @ApiPropertyOptional({ type: String, maxLength: 64, description: 'Only those made with this API key.' })
  @Optional()
  @IsString()
  @MaxLength(64)
  owner?: string;

  @ApiPropertyOptional({
    enum: ['true', 'false'],
    default: 'false',
    description: 'Only those in which something waits for a person: results, or a pilot.',
  })
  @Optional()
  @IsIn(['true', 'false'])
  waiting?: 'true' | 'false';

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Only those made at that time or later.' })
  @Optional()
  @IsISO8601({ strict: true })
  created_from?: string;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Only those made before that time.' })
  @Optional()
  @IsISO8601({ strict: true })
  created_before?: string;

  @ApiPropertyOptional({ enum: PIPELINE_ORDERS, default: '-created_at', description: 'With `-`, the latest first.' })
  @Optional()
  @IsIn(PIPELINE_ORDERS)
  sort: PipelineOrder = '-created_at';

  @ApiPropertyOptional({ type: String, description: '`next` of the page before.' })
  @Optional()
  @IsString()
  cursor?: string;

  @ApiPropertyOptional({ type: 'integer', default: 20, minimum: 1, maximum: 100 })
  @Optional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = 20;
}

export class ListTasksDto {
  @ApiPropertyOptional({ type: 'integer', default: 0, minimum: 0, maximum: 1e9 })
  @Optional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(1e9)
  offset: number = 0;

  @ApiPropertyOptional({ type: 'integer', default: 100, minimum: 1, maximum: 500 })
  @Optional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  limit: number = 100;
}

export class ListEventsDto {
  @ApiPropertyOptional({
    type: String,
    default: '0',
    description: 'Id of the last event seen; 0 for all that are kept.',
  })
  @Optional()
  @IsString()
  @Matches(/^\d+(-\d+)?$/, { message: 'after must be an event id such as 1700000000000-0' })
  after: string = '0';
}

export class FailureDto {
  @ApiProperty({ description: 'Stable code.', example: 'invalid_input' }) code!: string;
  @ApiProperty({ description: 'What happened and where.' }) message!: string;
  @ApiProperty({ description: 'What you can do.' }) hint!: string;
}

export class OutputDto {
  @ApiProperty() step_id!: string;
  @ApiProperty() task_id!: string;
  @ApiProperty({ description: 'Output port of the step.' }) port!: string;
  @ApiProperty({ enum: ['image', 'video', 'audio', 'text', 'json'] }) type!: string;
  @ApiProperty({ description: 'Where to fetch it, relative to this server.' }) url!: string;
  @ApiProperty({ description: 'SHA-256 of the bytes.' }) digest!: string;
  @ApiProperty({ example: 'video/mp4' }) mime!: string;
  @ApiProperty({ type: 'integer' }) bytes!: number;
  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: 'width, height, durationSec, fps' })
  facts?: Record<string, unknown>;
}

export class StepDto {
  @ApiProperty() id!: string;
  @ApiProperty() step_type!: string;
  @ApiProperty({ type: 'integer' }) step_order!: number;
  @ApiProperty({ enum: STEP_STATUSES }) status!: StepStatus;
  @ApiProperty({ description: '0 to 1, never falling.' }) progress!: number;
  @ApiProperty({ type: 'integer', description: 'Tasks known so far.' }) tasks!: number;
  @ApiProperty({ type: 'integer' }) tasks_done!: number;
  @ApiProperty({ type: 'integer' }) tasks_failed!: number;
  @ApiProperty({ type: 'integer' }) tasks_skipped!: number;
  @ApiProperty({ type: 'integer' }) tasks_running!: number;
  @ApiProperty({ type: 'integer', description: 'Done, and waiting for a person to decide.' }) tasks_in_review!: number;
  @ApiProperty({ type: 'integer', description: 'Taken from an earlier run or from the cache.' }) tasks_reused!: number;
  @ApiProperty() provider!: string;
  @ApiProperty() model!: string;
  @ApiProperty({ type: 'integer', description: 'Milliseconds of work, summed over the tasks.' }) work_ms!: number;
  @ApiPropertyOptional({
    type: 'integer',
    description:
      'Millionths of a dollar by the price list, as if nothing could be reused; absent where a price is unknown.',
  })
  cost_estimate?: number;
  @ApiProperty({
    type: 'integer',
    description: 'Millionths of a dollar paid so far, over all runs, as the provider told; never the estimate.',
  })
  cost_actual!: number;
  @ApiProperty({ type: 'integer', description: 'Paid requests that ended and nobody has told what they cost.' })
  cost_untold!: number;
  @ApiPropertyOptional({ type: String, format: 'date-time' }) started_at?: string;
  @ApiPropertyOptional({ type: String, format: 'date-time' }) ended_at?: string;
  @ApiPropertyOptional({ type: FailureDto }) error?: FailureDto;
}

export class TaskDto {
  @ApiProperty({ example: 'animate[3]' }) id!: string;
  @ApiProperty({
    enum: ['held', 'waiting', 'ready', 'running', 'retrying', 'review', 'done', 'skipped', 'failed', 'cancelled'],
  })
  status!: string;
  @ApiProperty({ type: 'integer' }) seed!: number;
  @ApiProperty({ type: 'integer', description: 'Attempts that failed.' }) failed_attempts!: number;
  @ApiProperty({ type: 'integer', description: 'Workers that stopped while they ran it.' }) workers_lost!: number;
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'array', items: {}, minItems: 2, maxItems: 2 },
    description: 'What was lowered because the work did not fit into memory, by field: before and after.',
    example: { width: [1280, 960] },
  })
  lowered?: Record<string, [unknown, unknown]>;
  @ApiPropertyOptional({
    enum: COMMIT_KINDS,
    description:
      'Done now (ran), unchanged since an earlier run (known), or equal work of an earlier run (own) or another pipeline (cache).',
  })
  how?: CommitKind;
  @ApiPropertyOptional({
    type: 'integer',
    description:
      'Millionths of a dollar by the price list, as if nothing could be reused; absent where a price is unknown.',
  })
  cost_estimate?: number;
  @ApiProperty({
    type: 'integer',
    description: 'Millionths of a dollar paid for it in this run, also for attempts that failed.',
  })
  cost_actual!: number;
  @ApiProperty({ type: 'integer', description: 'How often its result was changed or made anew in review.' })
  versions!: number;
  @ApiPropertyOptional() worker?: string;
  @ApiPropertyOptional({ type: String, format: 'date-time' }) started_at?: string;
  @ApiPropertyOptional({ type: String, format: 'date-time' }) ended_at?: string;
  @ApiPropertyOptional({ type: FailureDto }) error?: FailureDto;
  @ApiProperty({ type: [OutputDto] }) outputs!: OutputDto[];
}

/** What a step's fields and ports are fed with. */
export class StepInputDto {
  @ApiProperty({ example: 'motion_prompt' }) field!: string;
  @ApiProperty({ example: 'steps.keyframe.image' }) source!: string;
  @ApiProperty({ enum: ['explicit', 'input', 'alias', 'media', 'inherited'] }) how!: string;
}

export class StepRecordDto extends StepDto {
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'Its settings, with defaults.' })
  config!: Record<string, unknown>;
  @ApiProperty({ type: [StepInputDto], description: 'Where its fields and ports get their values.' })
  inputs!: StepInputDto[];
  @ApiProperty({ type: [OutputDto], description: 'What it has made so far, at most 100; the rest is with its tasks.' })
  outputs!: OutputDto[];
}

export class StepDetailDto extends StepRecordDto {
  @ApiProperty({ type: [TaskDto], description: 'A page of its tasks.' }) items!: TaskDto[];
}

export class PipelineSummaryDto {
  @ApiProperty() id!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ enum: PIPELINE_STATUSES }) status!: PipelineStatus;
  @ApiProperty({ enum: MODES }) mode!: Mode;
  @ApiProperty({ enum: LANES }) lane!: Lane;
  @ApiProperty({ description: 'The API key it was made with.' }) owner!: string;
  @ApiProperty({ type: String, format: 'date-time' }) created_at!: string;
  @ApiProperty({
    type: String,
    format: 'date-time',
    description: 'When its status, its step or its settings last changed.',
  })
  updated_at!: string;
  @ApiPropertyOptional({ type: String, format: 'date-time' }) started_at?: string;
  @ApiPropertyOptional({ type: String, format: 'date-time' }) ended_at?: string;
  @ApiPropertyOptional() current_step?: string;
  @ApiProperty({ type: 'integer', description: 'Tasks whose results wait for a person to decide.' }) in_review!: number;
  @ApiPropertyOptional({ enum: PILOT_STATUSES, description: 'Of its pilot, see `GET /pipelines/{id}/pilot`.' })
  pilot?: PilotStatus;
  @ApiProperty({
    type: 'integer',
    description: 'Millionths of a dollar paid so far, over all runs, as the providers told; never the estimate.',
  })
  cost_actual!: number;
  @ApiPropertyOptional({ type: FailureDto }) error?: FailureDto;
}

/** A task was about to cost more than a budget allows. */
export class PausedByDto {
  @ApiProperty({ enum: ['budget', 'gate'], description: 'gate: nobody decided about a result in time.' })
  reason!: 'budget' | 'gate';
  @ApiPropertyOptional({ enum: ['pipeline', 'key', 'day', 'month'], description: 'Whose budget.' })
  scope?: 'pipeline' | 'key' | 'day' | 'month';
  @ApiPropertyOptional() limit_usd?: number;
  @ApiPropertyOptional() spent_usd?: number;
  @ApiPropertyOptional({ description: 'What the task would cost.' }) needed_usd?: number;
  @ApiPropertyOptional({ description: 'Seconds that the result has waited.' }) waited_sec?: number;
  @ApiProperty() step_id!: string;
  @ApiProperty({ example: 'animate[3]' }) task_id!: string;
}

/** What did not have to be done again. */
export class ReuseDto {
  @ApiProperty({ type: 'integer' }) tasks!: number;
  @ApiProperty({ type: 'integer', description: 'Milliseconds that work took when it was done.' }) saved_ms!: number;
  @ApiProperty({ type: 'integer', description: 'Millionths of a dollar it cost when it was done.' })
  saved_micro_dollars!: number;
}

export class PipelineDto extends PipelineSummaryDto {
  @ApiProperty({ type: 'integer', description: '1 for the first; each resume or retry is another.' }) run!: number;
  @ApiProperty({ type: 'integer', description: 'Raised by every change of its settings.' }) revision!: number;
  @ApiProperty({ type: [String], description: 'Steps whose results wait for a person.' }) checkpoints!: string[];
  @ApiPropertyOptional({ description: 'The pipeline it was forked from.' }) forked_from?: string;
  @ApiPropertyOptional({ type: PausedByDto, description: 'Why it is paused, when nobody asked for it.' })
  paused_by?: PausedByDto;
  @ApiPropertyOptional({ description: 'The most its paid requests may cost in all; absent: no limit of its own.' })
  budget_usd?: number;
  @ApiProperty({ description: 'Set aside for paid requests under way.' }) reserved_usd!: number;
  @ApiProperty({ type: ReuseDto }) reused!: ReuseDto;
  @ApiPropertyOptional({
    type: 'integer',
    description:
      'Millionths of a dollar by the price list, as if nothing could be reused; absent where a price is unknown.',
  })
  cost_estimate?: number;
  @ApiProperty({ type: 'integer', description: 'Paid requests that ended and nobody has told what they cost.' })
  cost_untold!: number;
  @ApiProperty({ type: 'integer' }) seed!: number;
  @ApiProperty({ description: '0 to 1.' }) progress!: number;
  @ApiPropertyOptional({ description: 'Seconds until it is done, estimated.' }) eta_seconds?: number;
  @ApiPropertyOptional() failed_step?: string;
  @ApiPropertyOptional({ example: 'animate[3]' }) failed_task?: string;
  @ApiProperty({ type: 'object', additionalProperties: true }) inputs!: Record<string, unknown>;
  @ApiProperty({ type: 'object', additionalProperties: true }) definition!: Record<string, unknown>;
  @ApiProperty({ type: [StepDto] }) steps!: StepDto[];
  @ApiProperty({
    type: [OutputDto],
    description: 'Everything made so far, at most 100; the rest is found step by step.',
  })
  outputs!: OutputDto[];
  @ApiProperty({ type: [String], description: 'Ids of the steps whose outputs are delivered.' })
  output_steps!: string[];
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'array', items: { type: 'string' } },
    description: 'Delivered files by step, on the machine that runs the workers; set once completed.',
  })
  files?: Record<string, string[]>;
}

export class PipelineListDto {
  @ApiProperty({ type: [PipelineSummaryDto] }) items!: PipelineSummaryDto[];
  @ApiProperty({ type: 'integer', description: 'With one of the statuses asked for; other filters do not count.' })
  total!: number;
  @ApiPropertyOptional({
    description: 'Ask again with this as `cursor`; absent at the end. A page may be short, or empty, before that.',
  })
  next?: string;
}

export class EventDto {
  @ApiProperty({ example: '1700000000000-0' }) id!: string;
  @ApiProperty({ example: 'step_progress' }) type!: string;
  @ApiProperty() pipeline_id!: string;
  @ApiProperty({ type: 'object', additionalProperties: true }) data!: Record<string, unknown>;
}

export class LogEntryDto {
  @ApiProperty({ type: String, format: 'date-time' }) time!: string;
  @ApiProperty({
    example: 'choice',
    description: 'choice: who runs a step and why; gap: older events were dropped; else the type of an event.',
  })
  event!: string;
  @ApiProperty({ type: 'object', additionalProperties: true }) data!: Record<string, unknown>;
}

export class LogDto {
  @ApiProperty({ type: [LogEntryDto], description: 'Oldest first, without progress.' }) items!: LogEntryDto[];
  @ApiPropertyOptional({ description: 'Ask again with this as `after`; absent when there is no more by now.' })
  next?: string;
}

export class EventListDto {
  @ApiProperty({ type: [EventDto] }) items!: EventDto[];
  @ApiProperty({ description: 'Older events were dropped: look at the pipeline again.' }) gap!: boolean;
}
