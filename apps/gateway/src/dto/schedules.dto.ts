import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsObject, IsString, Length, MaxLength, ValidateNested } from 'class-validator';
import { MISSED_POLICIES, OVERLAP_POLICIES } from '#automation';
import type { MissedPolicy, OverlapPolicy } from '#automation';
import { Optional } from './optional.js';
import { PipelineRequestDto } from './pipeline-request.dto.js';

const CRON_HELP = 'Minute, hour, day, month and weekday, such as `30 7 * * MON-FRI`; or `@daily` and the like.';
const MISSED_HELP =
  'Of times at which nothing ran, more than a minute ago: nothing, one run for the latest, or one for each of the ' +
  'latest 24.';
const OVERLAP_HELP = 'While the run before goes on: run beside it, leave this one out, or cancel the one before.';

export class CreateScheduleDto {
  @ApiProperty({ minLength: 1, maxLength: 100 })
  @IsString()
  @Length(1, 100)
  name!: string;

  @ApiProperty({ maxLength: 200, example: '30 7 * * MON-FRI', description: CRON_HELP })
  @IsString()
  @MaxLength(200)
  cron!: string;

  @ApiPropertyOptional({
    type: String,
    default: 'UTC',
    example: 'Europe/Berlin',
    description: 'Whose clocks are meant.',
  })
  @Optional()
  @IsString()
  @MaxLength(64)
  timezone: string = 'UTC';

  @ApiProperty({ type: PipelineRequestDto, description: 'What each run makes, as it is now.' })
  @IsObject()
  @ValidateNested()
  @Type(() => PipelineRequestDto)
  pipeline!: PipelineRequestDto;

  @ApiPropertyOptional({ enum: MISSED_POLICIES, default: 'run_once', description: MISSED_HELP })
  @Optional()
  @IsIn(MISSED_POLICIES)
  missed: MissedPolicy = 'run_once';

  @ApiPropertyOptional({ enum: OVERLAP_POLICIES, default: 'skip', description: OVERLAP_HELP })
  @Optional()
  @IsIn(OVERLAP_POLICIES)
  overlap: OverlapPolicy = 'skip';
}

/** What is left out stays as it is. */
export class UpdateScheduleDto {
  @ApiPropertyOptional({ minLength: 1, maxLength: 100 })
  @Optional()
  @IsString()
  @Length(1, 100)
  name?: string;

  @ApiPropertyOptional({ maxLength: 200, description: CRON_HELP })
  @Optional()
  @IsString()
  @MaxLength(200)
  cron?: string;

  @ApiPropertyOptional({ type: String })
  @Optional()
  @IsString()
  @MaxLength(64)
  timezone?: string;

  @ApiPropertyOptional({ type: PipelineRequestDto })
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => PipelineRequestDto)
  pipeline?: PipelineRequestDto;

  @ApiPropertyOptional({ enum: MISSED_POLICIES, description: MISSED_HELP })
  @Optional()
  @IsIn(MISSED_POLICIES)
  missed?: MissedPolicy;

  @ApiPropertyOptional({ enum: OVERLAP_POLICIES, description: OVERLAP_HELP })
  @Optional()
  @IsIn(OVERLAP_POLICIES)
  overlap?: OverlapPolicy;
}

export class GetTimesDto {
  @ApiProperty({ maxLength: 200, example: '30 7 * * MON-FRI', description: CRON_HELP })
  @IsString()
  @MaxLength(200)
  cron!: string;

  @ApiPropertyOptional({ type: String, default: 'UTC', description: 'Whose clocks are meant.' })
  @Optional()
  @IsString()
  @MaxLength(64)
  timezone: string = 'UTC';
}

export class TimesDto {
  @ApiProperty({ type: [String], description: 'The next five times from now on.' }) next_runs!: string[];
}

const OUTCOMES = ['started', 'skipped', 'failed'] as const;

export class ScheduleRunDto {
  @ApiProperty({ format: 'date-time', description: 'The time it was for.' }) at!: string;
  @ApiProperty({ enum: OUTCOMES }) outcome!: (typeof OUTCOMES)[number];
  @ApiPropertyOptional() pipeline_id?: string;
  @ApiPropertyOptional({ description: 'Why it was skipped or failed.' }) note?: string;
}

export class ScheduleDto {
  @ApiProperty() id!: string;
  @ApiProperty() name!: string;
  @ApiProperty() cron!: string;
  @ApiProperty() timezone!: string;
  @ApiProperty({ enum: MISSED_POLICIES }) missed!: MissedPolicy;
  @ApiProperty({ enum: OVERLAP_POLICIES }) overlap!: OverlapPolicy;
  @ApiProperty({ description: 'Whose the pipelines are: the key that made it, or changed it last.' }) owner!: string;
  @ApiProperty({ description: 'The name of the definition.' }) pipeline_name!: string;
  @ApiProperty({ format: 'date-time' }) created_at!: string;
  @ApiProperty({ type: [String], description: 'The next five times; none while it is paused.' }) next_runs!: string[];
  @ApiProperty() paused!: boolean;
  @ApiPropertyOptional() paused_because?: string;
  @ApiPropertyOptional() last_pipeline_id?: string;
}

export class ScheduleDetailDto extends ScheduleDto {
  @ApiProperty({ type: PipelineRequestDto }) pipeline!: PipelineRequestDto;
  @ApiProperty({ type: [ScheduleRunDto], description: 'The latest 50, newest first.' }) runs!: ScheduleRunDto[];
}

export class ScheduleListDto {
  @ApiProperty({ type: [ScheduleDto] }) items!: ScheduleDto[];
  @ApiProperty({ type: 'integer' }) total!: number;
}
