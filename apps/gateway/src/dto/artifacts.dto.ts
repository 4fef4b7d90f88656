import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsString, MaxLength } from 'class-validator';
import { Optional } from './optional.js';

const RECIPE = ['embed', 'none'] as const;
export type RecipeChoice = (typeof RECIPE)[number];

/** Whether files that are sent carry how they were made. */
export class RecipeChoiceDto {
  @ApiPropertyOptional({
    enum: RECIPE,
    description:
      '`embed`: with how it was made inside, where its kind can carry that and it is not signed. `none`: the bytes as they are stored. Unset: `embed` for what is saved as a file.',
  })
  @Optional()
  @IsIn(RECIPE)
  recipe?: RecipeChoice;
}

export class ArtifactQueryDto extends RecipeChoiceDto {
  @ApiPropertyOptional({ maxLength: 400, description: 'A file name: the browser saves instead of showing.' })
  @Optional()
  @IsString()
  @MaxLength(400)
  download?: string;
}
