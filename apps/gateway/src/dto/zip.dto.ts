import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsIn, IsString, Matches, MaxLength } from 'class-validator';
import { RecipeChoiceDto } from './artifacts.dto.js';
import { Optional } from './optional.js';

const MOST_FILES = 10_000;

export class ZipDto extends RecipeChoiceDto {
  @ApiProperty({
    type: [String],
    minItems: 1,
    maxItems: MOST_FILES,
    description: 'Which artifacts, in the order they are to have in the archive.',
  })
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(MOST_FILES)
  @Matches(/^[0-9a-f]{64}$/, { each: true, message: 'digests are 64 lower-case hex digits each' })
  digests!: string[];

  @ApiPropertyOptional({ default: 'artifacts.zip', maxLength: 200, description: 'What the browser calls the file.' })
  @Optional()
  @IsString()
  @MaxLength(200)
  name?: string;
}

export class OutputsZipDto extends RecipeChoiceDto {
  @ApiPropertyOptional({
    enum: ['all', 'outputs'],
    default: 'all',
    description: 'Everything that was made, or what the definition names as outputs.',
  })
  @Optional()
  @Transform(({ value }: { value: unknown }) => value ?? 'all')
  @IsIn(['all', 'outputs'])
  which: 'all' | 'outputs' = 'all';
}
