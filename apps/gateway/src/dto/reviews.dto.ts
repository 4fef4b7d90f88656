import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsInt,
  IsObject,
  IsString,
  MaxLength,
  Min,
} from 'class-validator';
import { OutputDto, PipelineDto, TaskDto } from './pipelines.dto.js';
import { PriceDto } from './plan.dto.js';
import { Optional } from './optional.js';

const MOST = 1_000;

export class ApproveDto {
  @ApiPropertyOptional({
    type: [String],
    example: ['animate[3]'],
    maxItems: MOST,
    description: 'Unset: every task of the step that waits.',
  })
  @Optional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST)
  @IsString({ each: true })
  task_ids?: string[];
}

export class RejectDto {
  @ApiProperty({ type: [String], example: ['animate[3]'], minItems: 1, maxItems: MOST })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST)
  @IsString({ each: true })
  task_ids!: string[];
}

export class WithoutDto {
  @ApiProperty({ type: [String], example: ['animate[3]'], maxItems: 10_000, description: 'Tasks that are left out.' })
  @IsArray()
  @ArrayMaxSize(10_000)
  @IsString({ each: true })
  task_ids!: string[];
}

export class RegenerateDto extends RejectDto {
  @ApiPropertyOptional({ maxLength: 2_000, description: 'What to do better; it is added to what is asked for.' })
  @Optional()
  @IsString()
  @MaxLength(2_000)
  note?: string;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: 'Settings that change.' })
  @Optional()
  @IsObject()
  override_config?: Record<string, unknown>;
}

export class EditOutputsDto {
  @ApiProperty({ example: 'animate[3]' })
  @IsString()
  task_id!: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'By port: text or JSON as it is to be; for media the digest of a stored file, `{ "digest": "…" }`.',
    example: { prompts: ['a red bicycle in the rain'] },
  })
  @IsObject()
  outputs!: Record<string, unknown>;
}

export class ReviewListDto {
  @ApiProperty({ type: [TaskDto], description: 'The longest waiting first.' }) items!: TaskDto[];
  @ApiProperty({ type: 'integer' }) total!: number;
}

/** A pipeline after a decision, with what the rest of it will cost now. */
export class ReviewedDto extends PipelineDto {
  @ApiProperty({ type: PriceDto }) price!: PriceDto;
}

export class ChooseDto extends RejectDto {}

export class OrderDto {
  @ApiProperty({
    ...{ type: [String], example: ['shot[2]', 'shot[0]'], minItems: 1, maxItems: MOST },
    description: 'First these, in this order; the others of the step follow as they are.',
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST)
  @ArrayUnique()
  @IsString({ each: true })
  task_ids!: string[];
}

/** What a result was, or is. */
export class VersionDto {
  @ApiProperty({ type: 'integer', description: 'From 1, the oldest.' }) version!: number;
  @ApiProperty({ description: 'Whether it is the one that counts.' }) current!: boolean;
  @ApiPropertyOptional({ description: 'By a vision model, 0 to 100.' }) score?: number;
  @ApiProperty({ type: [OutputDto], description: 'Stored files of it.' }) outputs!: OutputDto[];
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'All of it by port.' })
  values!: Record<string, unknown>;
}

export class VersionListDto {
  @ApiProperty({ type: [VersionDto] }) items!: VersionDto[];
}

/** One of those a `select` step chooses from. */
export class CandidateDto {
  @ApiProperty({ type: 'integer', description: 'From 0, in the order of the steps it comes from.' }) index!: number;
  @ApiPropertyOptional({ description: 'By a vision model, 0 to 100.' }) score?: number;
  @ApiProperty({ description: 'Whether it goes on, as it stands.' }) chosen!: boolean;
  @ApiProperty({ enum: ['image', 'video', 'audio'] }) type!: 'image' | 'video' | 'audio';
  @ApiProperty() url!: string;
  @ApiProperty() digest!: string;
}

export class CandidateListDto {
  @ApiProperty({ type: [CandidateDto] }) items!: CandidateDto[];
}

export class PickDto {
  @ApiProperty({
    ...{ type: [Number], example: [2], minItems: 1, maxItems: 100 },
    description: 'Of the candidates, the best first; they go on at once.',
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ArrayUnique()
  @IsInt({ each: true })
  @Min(0, { each: true })
  candidates!: number[];
}
