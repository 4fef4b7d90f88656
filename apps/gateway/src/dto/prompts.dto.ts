import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { PIPELINE_STATUSES } from '#engine';
import type { PipelineStatus } from '#engine';
import { Optional } from './optional.js';

const TARGETS = ['i2i', 'i2v'] as const;
const THEMES = ['outfits', 'poses', 'expressions', 'lighting'] as const;

export class EnhancePromptsDto {
  @ApiProperty({ type: [String], minItems: 1, maxItems: 100, example: ['a harbour at dawn'] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MaxLength(10_000, { each: true })
  prompts!: string[];

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100, default: 3, description: 'Prompts made of each.' })
  @Optional()
  @IsInt()
  @Min(1)
  @Max(100)
  count: number = 3;

  @ApiPropertyOptional({ enum: TARGETS, default: 'i2i', description: 'For a picture, or for how it moves.' })
  @Optional()
  @IsIn(TARGETS)
  target: (typeof TARGETS)[number] = 'i2i';

  @ApiPropertyOptional({ maxLength: 2_000, description: 'Words every prompt is to keep to.' })
  @Optional()
  @IsString()
  @MaxLength(2_000)
  style?: string;

  @ApiPropertyOptional({ enum: THEMES, isArray: true, description: 'What the variations differ in.' })
  @Optional()
  @IsIn(THEMES, { each: true })
  theme_focus?: (typeof THEMES)[number][];

  @ApiPropertyOptional({ description: 'Who writes; unset: the cheapest that can.', example: 'openai' })
  @Optional()
  @IsString()
  provider?: string;
}

export class EnhancedPromptsDto {
  @ApiProperty({ description: 'What wrote them; it can be looked at like any other.' }) pipeline_id!: string;
  @ApiProperty({ enum: PIPELINE_STATUSES }) status!: PipelineStatus;
  @ApiProperty({ type: [String], description: 'Empty while it still runs: look at the pipeline later.' })
  prompts!: string[];
}
