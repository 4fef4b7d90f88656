import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsNumber, Max, Min, ValidateIf } from 'class-validator';
import { OptionalOrNull } from './optional.js';

const LIMIT = { type: Number, nullable: true, minimum: 0, maximum: 1_000_000 } as const;

/** An amount in dollars; null takes the limit away. */
export class SetBudgetsDto {
  @ApiPropertyOptional({ ...LIMIT, description: 'Of everybody together on one day (UTC), dollars.' })
  @OptionalOrNull()
  @IsNumber()
  @Min(0)
  @Max(1_000_000)
  day_usd?: number | null;

  @ApiPropertyOptional({ ...LIMIT, description: 'Of everybody together in one month (UTC), dollars.' })
  @OptionalOrNull()
  @IsNumber()
  @Min(0)
  @Max(1_000_000)
  month_usd?: number | null;

  @ApiPropertyOptional({ ...LIMIT, description: 'Of each pipeline that has no budget of its own, dollars.' })
  @OptionalOrNull()
  @IsNumber()
  @Min(0)
  @Max(1_000_000)
  pipeline_usd?: number | null;

  @ApiPropertyOptional({ ...LIMIT, description: 'Of each key in all, dollars.' })
  @OptionalOrNull()
  @IsNumber()
  @Min(0)
  @Max(1_000_000)
  key_usd?: number | null;
}

export class SetPipelineBudgetDto {
  @ApiProperty({
    ...LIMIT,
    description: 'What all its paid requests may cost together, dollars; null takes the limit away.',
  })
  @ValidateIf((body: SetPipelineBudgetDto) => body.budget_usd !== null)
  @IsNumber()
  @Min(0)
  @Max(1_000_000)
  budget_usd!: number | null;
}

export class EnvelopeDto {
  @ApiPropertyOptional({ description: 'Absent: no limit.' }) limit_usd?: number;
  @ApiProperty() spent_usd!: number;
  @ApiProperty({ description: 'Set aside for paid requests under way.' }) reserved_usd!: number;
}

export class BudgetsDto {
  @ApiProperty({ type: EnvelopeDto, description: 'Today, UTC.' }) day!: EnvelopeDto;
  @ApiProperty({ type: EnvelopeDto, description: 'This month, UTC.' }) month!: EnvelopeDto;
  @ApiProperty({ type: EnvelopeDto, description: 'Of the caller’s key, in all.' }) key!: EnvelopeDto;
  @ApiPropertyOptional({ description: 'The limit of each key that has none of its own; absent: none.' })
  each_key_usd?: number;
  @ApiPropertyOptional({ description: 'The limit of each pipeline that has none of its own; absent: none.' })
  each_pipeline_usd?: number;
}

export class GetUsageDto {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 366, default: 30 })
  @OptionalOrNull()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(366)
  days: number = 30;
}

export class UsageRowDto {
  @ApiProperty({ type: String, format: 'date' }) day!: string;
  @ApiProperty({ description: 'The id of a key; `default`: of the operator.' }) key!: string;
  @ApiPropertyOptional() key_name?: string;
  @ApiProperty() provider!: string;
  @ApiProperty() model!: string;
  @ApiProperty({ type: 'integer' }) requests!: number;
  @ApiProperty() spent_usd!: number;
}

/** How estimates and bills compare, of the requests that said what they cost. */
export class DriftDto {
  @ApiProperty() provider!: string;
  @ApiProperty() model!: string;
  @ApiProperty() estimated_usd!: number;
  @ApiProperty() billed_usd!: number;
  @ApiProperty({ description: 'Billed over estimated; over 1 it is dearer than thought.' }) ratio!: number;
}

export class SavedDto {
  @ApiProperty({ type: String, format: 'date' }) day!: string;
  @ApiProperty() saved_usd!: number;
}

export class UsageDto {
  @ApiProperty({ type: [UsageRowDto], description: 'Newest day first.' }) items!: UsageRowDto[];
  @ApiProperty({ type: [DriftDto], description: 'The furthest off first.' }) drift!: DriftDto[];
  @ApiProperty() spent_usd!: number;
  @ApiProperty({ type: [SavedDto], description: 'What was not paid again, because it had been made before.' })
  saved!: SavedDto[];
}

export class SettleRequestDto {
  @ApiProperty({ minimum: 0, description: 'What the provider billed, dollars; 0 when it did not bill it.' })
  @IsNumber()
  @Min(0)
  @Max(1_000_000)
  billed_usd!: number;
}
