import { ApiProperty, ApiPropertyOptional, PickType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { COMMIT_KINDS } from '#engine';
import type { CommitKind } from '#engine';
import { PipelineOptionsDto } from './options.dto.js';
import { Optional } from './optional.js';

const CHECKPOINT = /^[A-Za-z0-9]+@\d{1,9}$/;

/** What is different when a pipeline is run again, or forked. */
export class ChangesDto {
  @ApiPropertyOptional({
    description:
      'Pipeline definition to go on with, as an object or as JSON or YAML text; unset keeps the present one.',
    oneOf: [{ type: 'object', additionalProperties: true }, { type: 'string' }],
  })
  @Optional()
  definition?: Record<string, unknown> | string;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: 'Inputs that change.' })
  @Optional()
  @IsObject()
  inputs?: Record<string, unknown>;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'object', additionalProperties: true },
    description: 'Settings that change, by step ("animate") or by task ("animate[3]").',
    example: { animate: { motion_prompt: 'slow zoom' } },
  })
  @Optional()
  @IsObject()
  config?: Record<string, Record<string, unknown>>;

  @ApiPropertyOptional({
    type: [String],
    description: 'Steps and tasks to do anew although nothing about them changed.',
  })
  @Optional()
  @IsArray()
  @IsString({ each: true })
  rerun?: string[];

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: 4294967295,
    description: 'Another seed changes every step.',
  })
  @Optional()
  @IsInt()
  @Min(0)
  @Max(0xffff_ffff)
  seed?: number;

  @ApiPropertyOptional({ type: PipelineOptionsDto })
  @Optional()
  @ValidateNested()
  @Type(() => PipelineOptionsDto)
  options?: PipelineOptionsDto;

  @ApiPropertyOptional({
    type: String,
    description: 'A checkpoint of this pipeline: only what was made by then is taken over as it is. Unset takes all.',
    example: 'p1abc@12',
  })
  @Optional()
  @Matches(CHECKPOINT, { message: 'checkpoint must be the id of a checkpoint such as p1abc@12' })
  checkpoint?: string;
}

export class UpdatePipelineDto extends PickType(ChangesDto, ['definition', 'inputs', 'config', 'seed', 'options']) {
  @ApiPropertyOptional({ type: String, minLength: 1, maxLength: 200, description: 'May change while it runs, too.' })
  @Optional()
  @IsString()
  @Length(1, 200)
  name?: string;
}

export class ForkDto extends ChangesDto {
  @ApiPropertyOptional({ type: Boolean, default: false, description: 'Start it at once.' })
  @Optional()
  @IsBoolean()
  run?: boolean;
}

export class RetryStepDto {
  @ApiPropertyOptional({ type: String, description: 'Only this task of the step.', example: 'animate[3]' })
  @Optional()
  @IsString()
  task_id?: string;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: 'Settings that change.' })
  @Optional()
  @IsObject()
  override_config?: Record<string, unknown>;
}

export class CheckpointDto {
  @ApiProperty({ example: 'p1abc@12' }) id!: string;
  @ApiProperty() pipeline_id!: string;
  @ApiProperty({ type: 'integer', description: 'Tasks done by then.' }) tasks_done!: number;
  @ApiProperty({ description: 'The task that had just been done.' }) task_id!: string;
  @ApiProperty({ enum: COMMIT_KINDS, description: 'Done then, or where its result was taken from.' }) how!: CommitKind;
  @ApiProperty({ type: String, format: 'date-time' }) created_at!: string;
}

export class CheckpointListDto {
  @ApiProperty({ type: [CheckpointDto], description: 'Newest first.' }) items!: CheckpointDto[];
  @ApiProperty({ type: 'integer' }) total!: number;
}

export class ExportCheckpointDto {
  @ApiPropertyOptional({ type: String, description: 'Unset: all that was made so far.', example: 'p1abc@12' })
  @Optional()
  @Matches(CHECKPOINT, { message: 'checkpoint must be the id of a checkpoint such as p1abc@12' })
  checkpoint?: string;
}

export class ImportCheckpointDto {
  @ApiPropertyOptional({ enum: ['true', 'false'], default: 'false', description: 'Start it at once.' })
  @Optional()
  @IsIn(['true', 'false'])
  run?: string;
}
