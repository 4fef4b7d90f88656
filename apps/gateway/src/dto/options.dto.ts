import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { CLEANUPS, FAILURE_CODES, LANES, MODES, ON_FAILURE, ON_TIMEOUT, OTHERWISE } from '#pipeline';
import type { Cleanup, FailureCode, Lane, Mode, OnFailure, OnTimeout, Otherwise } from '#pipeline';
import { Optional } from './optional.js';

export class RetryDto {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100, default: 3 })
  @Optional()
  @IsInt()
  @Min(1)
  @Max(100)
  maxAttempts?: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, default: 1000, description: 'The first wait, milliseconds.' })
  @Optional()
  @IsInt()
  @Min(0)
  backoffMs?: number;

  @ApiPropertyOptional({ type: Number, minimum: 1, default: 2, description: 'Each wait is this much longer.' })
  @Optional()
  @IsNumber()
  @Min(1)
  backoffMultiplier?: number;

  @ApiPropertyOptional({ enum: FAILURE_CODES, isArray: true, description: 'Empty: every failure that may pass.' })
  @Optional()
  @IsIn(FAILURE_CODES, { each: true })
  retryableErrors?: FailureCode[];
}

/** A checkpoint that does not wait for ever. */
export class GateDto {
  @ApiProperty({ description: 'Its results wait for a person, as with `checkpoints`.' }) @IsString() step!: string;

  @ApiProperty({ minimum: 1, maximum: 31_536_000, description: 'Seconds from when a result is made, or was edited.' })
  @IsNumber()
  @Min(1)
  @Max(31_536_000)
  timeoutSec!: number;

  @ApiProperty({
    enum: ON_TIMEOUT,
    description: 'What is done when nobody decides in time; pause: the pipeline waits, with all that it has.',
  })
  @IsIn(ON_TIMEOUT)
  onTimeout!: OnTimeout;
}

/** A step whose pictures are scored by a vision model, and made anew until one is good enough. */
export class QualityDto {
  @ApiProperty() @IsString() step!: string;

  @ApiProperty({ minimum: 0, maximum: 100, description: 'Good enough.' })
  @IsNumber()
  @Min(0)
  @Max(100)
  minScore!: number;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: 20, description: 'How often each is made, the first included.' })
  @IsInt()
  @Min(1)
  @Max(20)
  maxTries!: number;

  @ApiPropertyOptional({
    ...{ type: Number, minimum: 0, maximum: 1_000_000 },
    description: 'The most that one may cost in all, its looks included, dollars. Unset: only tries count.',
  })
  @Optional()
  @IsNumber()
  @Min(0)
  @Max(1_000_000)
  maxUsd?: number;

  @ApiPropertyOptional({ maxLength: 5_000, description: 'What to look for above all.' })
  @Optional()
  @IsString()
  @MaxLength(5_000)
  criteria?: string;

  @ApiPropertyOptional({
    ...{ enum: OTHERWISE, default: 'approve' },
    description: 'What becomes of the best one seen when none was good enough; wait: a person decides.',
  })
  @Optional()
  @IsIn(OTHERWISE)
  otherwise?: Otherwise;
}

export class PilotOptionDto {
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 100_000, description: 'Items of the last step made first.' })
  @IsInt()
  @Min(1)
  @Max(100_000)
  cells!: number;
}

/** How a pipeline is run, beside what it makes. */
export class PipelineOptionsDto {
  @ApiPropertyOptional({ type: RetryDto, description: 'For every step that says nothing else.' })
  @Optional()
  @ValidateNested()
  @Type(() => RetryDto)
  retry?: RetryDto;

  @ApiPropertyOptional({ enum: ON_FAILURE, default: 'abort', description: 'For every step that says nothing else.' })
  @Optional()
  @IsIn(ON_FAILURE)
  onStepFailure?: OnFailure;

  @ApiPropertyOptional({ type: Boolean, default: true, description: 'A checkpoint after every task.' })
  @Optional()
  @IsBoolean()
  enableCheckpoints?: boolean;

  @ApiPropertyOptional({
    type: String,
    description: 'Absolute folder, on the machine of the workers, that a checkpoint is exported to after each step.',
  })
  @Optional()
  @IsString()
  checkpointDir?: string;

  @ApiPropertyOptional({ type: String, description: 'A checkpoint whose results are taken over.' })
  @Optional()
  @IsString()
  resumeFrom?: string;

  @ApiPropertyOptional({ type: Boolean, default: true, description: 'False: nothing is answered from the cache.' })
  @Optional()
  @IsBoolean()
  cache?: boolean;

  @ApiPropertyOptional({
    enum: CLEANUPS,
    default: 'keep_all',
    description:
      'What is kept once it is completed: everything; only the outputs the definition names; or those only in the store, without a folder.',
  })
  @Optional()
  @IsIn(CLEANUPS)
  cleanup?: Cleanup;

  @ApiPropertyOptional({ enum: LANES, description: 'Unset: background when more than 200 tasks are known beforehand.' })
  @Optional()
  @IsIn(LANES)
  lane?: Lane;

  @ApiPropertyOptional({
    enum: MODES,
    description:
      'auto: hands off. checkpoint: results of the steps in `checkpoints` wait for a person. manual: those of every step. Unset: checkpoint when there are any.',
  })
  @Optional()
  @IsIn(MODES)
  mode?: Mode;

  @ApiPropertyOptional({
    type: [String],
    description: 'Steps whose results wait for a person before anything goes on.',
  })
  @Optional()
  @IsArray()
  @IsString({ each: true })
  checkpoints?: string[];

  @ApiPropertyOptional({ type: [GateDto], description: 'Checkpoints with an end to the waiting.' })
  @Optional()
  @IsArray()
  @ArrayMaxSize(1_000)
  @ValidateNested({ each: true })
  @Type(() => GateDto)
  gates?: GateDto[];

  @ApiPropertyOptional({ type: [QualityDto], description: 'Steps whose pictures are made anew until they are good.' })
  @Optional()
  @IsArray()
  @ArrayMaxSize(1_000)
  @ValidateNested({ each: true })
  @Type(() => QualityDto)
  qa?: QualityDto[];

  @ApiPropertyOptional({
    type: PilotOptionDto,
    description: 'Some cells of the matrix first, with all they need; the rest is held until it is released.',
  })
  @Optional()
  @ValidateNested()
  @Type(() => PilotOptionDto)
  pilot?: PilotOptionDto;

  @ApiPropertyOptional({
    type: Number,
    minimum: 0,
    maximum: 1_000_000,
    description: 'The most its paid requests may cost in all, dollars; at that it pauses.',
  })
  @Optional()
  @IsNumber()
  @Min(0)
  @Max(1_000_000)
  budgetUsd?: number;
}
