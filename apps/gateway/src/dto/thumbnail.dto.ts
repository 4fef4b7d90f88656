import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsOptional } from 'class-validator';
import { THUMBNAIL_FORMATS, THUMBNAIL_SIZES } from '#library';
import type { ThumbnailFormat, ThumbnailSize } from '#library';

export class ThumbnailDto {
  @ApiPropertyOptional({ enum: THUMBNAIL_SIZES, default: 256, description: 'The longer side at most, in pixels.' })
  @IsOptional()
  @Type(() => Number)
  @IsIn(THUMBNAIL_SIZES)
  size: ThumbnailSize = 256;

  @ApiPropertyOptional({ enum: THUMBNAIL_FORMATS, default: 'webp' })
  @IsOptional()
  @IsIn(THUMBNAIL_FORMATS)
  format: ThumbnailFormat = 'webp';
}
