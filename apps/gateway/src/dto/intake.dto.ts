import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsIn, IsString, Matches, MaxLength } from 'class-validator';
import { LIST_FORMATS } from '#intake';
import type { ListFormat } from '#intake';
import { Optional } from './optional.js';
import { ArtifactRefDto } from './uploads.dto.js';

export class IntakeRequestDto {
  @ApiPropertyOptional({
    type: [String],
    maxItems: 10_000,
    description: 'Digests of stored files; lists among them are read.',
  })
  @Optional()
  @IsArray()
  @ArrayMaxSize(10_000)
  @Matches(/^[0-9a-f]{64}$/, { each: true, message: 'each of files must be a digest (64 hex digits)' })
  files?: string[];

  @ApiPropertyOptional({ type: [String], maxItems: 100, description: 'Addresses of files, which are stored first.' })
  @Optional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MaxLength(4_000, { each: true })
  urls?: string[];

  @ApiPropertyOptional({ description: 'Prompts: a line each, parted by lines of `---`, or JSON or JSONL.' })
  @Optional()
  @IsString()
  text?: string;

  @ApiPropertyOptional({ enum: LIST_FORMATS, default: 'auto', description: 'How texts are read; auto: as they look.' })
  @Optional()
  @IsIn(LIST_FORMATS)
  format?: ListFormat;
}

export class IntakeProblemDto {
  @ApiProperty({ description: 'Where: `text`, or the digest or the address of a file.' }) source!: string;
  @ApiPropertyOptional({ type: 'integer', description: 'From 1.' }) line?: number;
  @ApiProperty({ type: String, example: 'bad_json', description: 'Stable code.' }) code!: string;
  @ApiProperty() message!: string;
  @ApiProperty() hint!: string;
}

export class IntakeCountsDto {
  @ApiProperty({ type: 'integer' }) images!: number;
  @ApiProperty({ type: 'integer' }) videos!: number;
  @ApiProperty({ type: 'integer' }) audio!: number;
  @ApiProperty({ type: 'integer' }) prompts!: number;
  @ApiProperty({ type: 'integer' }) rows!: number;
  @ApiProperty({ type: 'integer' }) problems!: number;
}

export class IntakeDto {
  @ApiProperty({ type: [ArtifactRefDto] }) images!: ArtifactRefDto[];
  @ApiProperty({ type: [ArtifactRefDto] }) videos!: ArtifactRefDto[];
  @ApiProperty({ type: [ArtifactRefDto] }) audio!: ArtifactRefDto[];
  @ApiProperty({ type: [String] }) prompts!: string[];
  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'Objects of JSON and JSONL; the `prompt` of each is among the prompts too.',
  })
  rows!: Record<string, unknown>[];
  @ApiProperty({ type: IntakeCountsDto }) counts!: IntakeCountsDto;
  @ApiProperty({ type: [IntakeProblemDto], description: 'What was not taken, and why.' }) problems!: IntakeProblemDto[];
}
