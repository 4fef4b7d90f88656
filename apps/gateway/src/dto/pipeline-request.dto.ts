import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsDefined,
  IsInt,
  IsObject,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { PipelineOptionsDto } from './options.dto.js';
import { Optional } from './optional.js';

/** What to run: a definition (as an object, or as JSON or YAML text), or the name of a template or a blueprint. */
export class PipelineRequestDto {
  @ApiPropertyOptional({
    description: 'Pipeline definition, as an object or as JSON or YAML text. Either this, `template` or `blueprint`.',
    oneOf: [{ type: 'object', additionalProperties: true }, { type: 'string' }],
  })
  @ValidateIf((body: PipelineRequestDto) => body.template === undefined && body.blueprint === undefined)
  @IsDefined({ message: 'give a definition, or the name of a template or a blueprint' })
  definition?: Record<string, unknown> | string;

  @ApiPropertyOptional({
    type: String,
    description: 'Name of a template, see GET /templates.',
    example: 'complete_video_production',
  })
  @Optional()
  @IsString()
  template?: string;

  @ApiPropertyOptional({
    type: String,
    description: 'Name of a blueprint, see GET /blueprints; with a version after an @, or the latest.',
    example: 'my-film@3',
  })
  @Optional()
  @IsString()
  @MaxLength(100)
  blueprint?: string;

  @ApiPropertyOptional({
    type: String,
    description: 'A preset of the blueprint or template; what is said besides goes before it.',
  })
  @Optional()
  @IsString()
  @MaxLength(63)
  preset?: string;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'Values for the inputs the definition declares.',
  })
  @Optional()
  @IsObject()
  inputs?: Record<string, unknown>;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: 4294967295,
    description:
      'The same definition, inputs and seed give the same result. Unset: the input named seed, or a random one.',
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
}

export class CreatePipelineDto extends PipelineRequestDto {
  @ApiPropertyOptional({ type: Boolean, default: false, description: 'Start it at once.' })
  @Optional()
  @IsBoolean()
  run?: boolean;
}
