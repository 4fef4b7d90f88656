import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsDefined,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { PipelineOptionsDto } from './options.dto.js';
import { Optional } from './optional.js';
import { TemplateInputDto } from './service.dto.js';

const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,62}$/;
const BAD_NAME = 'name is a letter followed by letters, digits, "_" and "-" (at most 63)';
const MOST_PARAMETERS = 100;
const INPUT_TYPES = ['string', 'number', 'boolean', 'list', 'image', 'video', 'audio'] as const;

const Flag = () =>
  Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value));

/** A setting that becomes an input. */
export class ParameterDto {
  @ApiProperty({ description: 'Id of the step.' })
  @IsString()
  @MaxLength(63)
  step!: string;

  @ApiProperty({ example: 'set_mode.count_per_variation', description: 'Where in its config, with dots.' })
  @IsString()
  @MaxLength(200)
  path!: string;

  @ApiProperty({ description: 'What the input is called; several parameters may share one.' })
  @IsString()
  @MaxLength(63)
  input!: string;

  @ApiPropertyOptional({ maxLength: 1000 })
  @Optional()
  @IsString()
  @MaxLength(1000)
  description?: string;

  @ApiPropertyOptional({ description: 'Unset: what stands there now.', type: 'object', additionalProperties: true })
  default?: unknown;

  @ApiPropertyOptional({ enum: INPUT_TYPES, description: 'Unset: that of the default.' })
  @Optional()
  @IsIn(INPUT_TYPES)
  type?: (typeof INPUT_TYPES)[number];
}

/** What a version is made of: a definition, or a pipeline's. */
export class SaveVersionDto {
  @ApiPropertyOptional({
    description: 'Pipeline definition, as an object or as JSON or YAML text. Either this or `pipeline_id`.',
    oneOf: [{ type: 'object', additionalProperties: true }, { type: 'string' }],
  })
  @ValidateIf((body: SaveVersionDto) => body.pipeline_id === undefined)
  @IsDefined({ message: 'give a definition or a pipeline_id' })
  definition?: Record<string, unknown> | string;

  @ApiPropertyOptional({ description: 'A pipeline whose definition is taken.' })
  @Optional()
  @IsString()
  @MaxLength(64)
  pipeline_id?: string;

  @ApiPropertyOptional({
    type: Boolean,
    default: true,
    description: 'With `pipeline_id`: what the pipeline was given, but for files, are the defaults.',
  })
  @Optional()
  @IsBoolean()
  keep_inputs?: boolean;

  @ApiPropertyOptional({ type: [ParameterDto], maxItems: MOST_PARAMETERS, description: 'Settings that become inputs.' })
  @Optional()
  @IsArray()
  @ArrayMaxSize(MOST_PARAMETERS)
  @ValidateNested({ each: true })
  @Type(() => ParameterDto)
  parameters?: ParameterDto[];

  @ApiPropertyOptional({ maxLength: 2000, description: 'What is new in this version.' })
  @Optional()
  @IsString()
  @MaxLength(2000)
  note?: string;

  @ApiPropertyOptional({ maxLength: 10000, description: 'Unset: that of the definition.' })
  @Optional()
  @IsString()
  @MaxLength(10_000)
  description?: string;
}

export class SaveBlueprintDto extends SaveVersionDto {
  @ApiPropertyOptional({ pattern: NAME.source, description: 'Unset: that of the definition.' })
  @Optional()
  @Matches(NAME, { message: BAD_NAME })
  name?: string;
}

export class CopyBlueprintDto {
  @ApiProperty({ pattern: NAME.source })
  @Matches(NAME, { message: BAD_NAME })
  name!: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, description: 'Unset: the latest.' })
  @Optional()
  @IsInt()
  @Min(1)
  version?: number;
}

export class ListBlueprintsDto {
  @ApiPropertyOptional({ maxLength: 200, description: 'Only those whose name or description has this in it.' })
  @Optional()
  @IsString()
  @MaxLength(200)
  q?: string;

  @ApiPropertyOptional({ type: Boolean, description: 'Only templates, or only what was saved.' })
  @Optional()
  @Flag()
  @IsBoolean()
  built_in?: boolean;

  @ApiPropertyOptional({ type: Boolean, default: false, description: 'What was deleted, instead of what was not.' })
  @Optional()
  @Flag()
  @IsBoolean()
  deleted?: boolean;

  @ApiPropertyOptional({ type: 'integer', default: 0, minimum: 0 })
  @Optional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  offset: number = 0;

  @ApiPropertyOptional({ type: 'integer', default: 50, minimum: 1, maximum: 200 })
  @Optional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;
}

export class VersionQueryDto {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, description: 'Unset: the latest.' })
  @Optional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(999_999_999)
  version?: number;
}

export class ListVersionsDto {
  @ApiPropertyOptional({ type: 'integer', default: 0, minimum: 0 })
  @Optional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(999_999_999)
  offset: number = 0;

  @ApiPropertyOptional({ type: 'integer', default: 20, minimum: 1, maximum: 100 })
  @Optional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = 20;
}

export class ExportQueryDto extends VersionQueryDto {
  @ApiPropertyOptional({ enum: ['json', 'yaml'], default: 'yaml' })
  @Optional()
  @IsIn(['json', 'yaml'])
  format: 'json' | 'yaml' = 'yaml';
}

export class BlueprintSummaryDto {
  @ApiProperty() name!: string;
  @ApiProperty() description!: string;
  @ApiProperty({ type: 'integer', description: 'The latest.' }) version!: number;
  @ApiProperty({ description: 'A template: it can be copied and run, and not changed.' }) built_in!: boolean;
  @ApiPropertyOptional({ type: String, format: 'date-time' }) created_at?: string;
  @ApiPropertyOptional({ type: String, format: 'date-time' }) updated_at?: string;
  @ApiPropertyOptional({ type: String, format: 'date-time' }) deleted_at?: string;
  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Can be restored until.' })
  restorable_until?: string;
}

export class BlueprintListDto {
  @ApiProperty({ type: [BlueprintSummaryDto], description: 'By name.' }) items!: BlueprintSummaryDto[];
  @ApiProperty({ type: 'integer' }) total!: number;
}

export class BlueprintDto extends BlueprintSummaryDto {
  @ApiProperty({ type: 'integer', description: 'The latest version, where an older one is shown.' })
  latest!: number;
  @ApiProperty({ type: 'integer', description: 'Rises with each change; the first part of the ETag.' })
  revision!: number;
  @ApiProperty() note!: string;
  @ApiProperty({ type: [TemplateInputDto] }) inputs!: TemplateInputDto[];
  @ApiProperty({ type: 'object', additionalProperties: true }) definition!: Record<string, unknown>;
}

export class BlueprintVersionDto {
  @ApiProperty({ type: 'integer' }) version!: number;
  @ApiProperty() note!: string;
  @ApiProperty({ type: 'integer', description: 'Steps it has.' }) steps!: number;
  @ApiPropertyOptional({ type: String, format: 'date-time' }) created_at?: string;
}

export class BlueprintVersionListDto {
  @ApiProperty({ type: [BlueprintVersionDto], description: 'The newest first.' }) items!: BlueprintVersionDto[];
  @ApiProperty({ type: 'integer' }) total!: number;
}

export class SavePresetDto {
  @ApiPropertyOptional({ maxLength: 2000 })
  @Optional()
  @IsString()
  @MaxLength(2000)
  description?: string;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  @Optional()
  @IsObject()
  inputs?: Record<string, unknown>;

  @ApiPropertyOptional({ type: PipelineOptionsDto })
  @Optional()
  @ValidateNested()
  @Type(() => PipelineOptionsDto)
  options?: PipelineOptionsDto;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: 4294967295 })
  @Optional()
  @IsInt()
  @Min(0)
  @Max(0xffff_ffff)
  seed?: number;
}

export class PresetDto {
  @ApiProperty() name!: string;
  @ApiProperty() description!: string;
  @ApiProperty({ type: 'object', additionalProperties: true }) inputs!: Record<string, unknown>;
  @ApiPropertyOptional({ type: PipelineOptionsDto }) options?: PipelineOptionsDto;
  @ApiPropertyOptional({ type: 'integer' }) seed?: number;
  @ApiProperty({ type: 'integer' }) revision!: number;
  @ApiProperty({ type: String, format: 'date-time' }) updated_at!: string;
}
