import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn } from 'class-validator';
import { THUMBNAIL_FORMATS, THUMBNAIL_SIZES } from '#library';
import type { ThumbnailFormat, ThumbnailSize } from '#library';
import { Optional } from './optional.js';

export class ThumbnailDto {
  @ApiPropertyOptional({ enum: THUMBNAIL_SIZES, default: 256, description: 'The longer side at most, in pixels.' })
  @Optional()
  @Type(() => Number)
  @IsIn(THUMBNAIL_SIZES)
  size: ThumbnailSize = 256;

  @ApiPropertyOptional({ enum: THUMBNAIL_FORMATS, default: 'webp' })
  @Optional()
  @IsIn(THUMBNAIL_FORMATS)
  format: ThumbnailFormat = 'webp';
}
