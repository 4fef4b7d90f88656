import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsString, MaxLength } from 'class-validator';

export class MediaFactsDto {
  @ApiPropertyOptional({ type: 'integer', description: 'Pixels, as shown.' }) width?: number;
  @ApiPropertyOptional({ type: 'integer', description: 'Pixels, as shown.' }) height?: number;
  @ApiPropertyOptional({ description: 'Seconds.' }) durationSec?: number;
  @ApiPropertyOptional() fps?: number;
  @ApiPropertyOptional({ type: 'integer' }) sampleRate?: number;
  @ApiPropertyOptional({ type: 'integer', description: 'Frames of a moving picture.' }) pages?: number;
}

/** What stands for stored bytes in the inputs of a pipeline. */
export class ArtifactRefDto {
  @ApiProperty() digest!: string;
  @ApiProperty({ enum: ['image', 'video', 'audio', 'text', 'json'] }) media!: string;
  @ApiProperty() mime!: string;
  @ApiProperty({ type: 'integer' }) bytes!: number;
  @ApiPropertyOptional({ type: MediaFactsDto }) facts?: MediaFactsDto;
}

export class UploadDto {
  @ApiProperty({ description: 'SHA-256 of the bytes, and their address.' }) digest!: string;
  @ApiProperty({ description: 'A plain file name, made from what the file was called.' }) name!: string;
  @ApiProperty({ enum: ['image', 'video', 'audio', 'text', 'pipeline'], description: 'By what is in it.' })
  kind!: 'image' | 'video' | 'audio' | 'text' | 'pipeline';
  @ApiProperty() mime!: string;
  @ApiProperty({ type: 'integer' }) bytes!: number;
  @ApiPropertyOptional({ type: 'integer', description: 'Pixels, as shown.' }) width?: number;
  @ApiPropertyOptional({ type: 'integer', description: 'Pixels, as shown.' }) height?: number;
  @ApiPropertyOptional({ description: 'Seconds.' }) duration_sec?: number;
  @ApiPropertyOptional() fps?: number;
  @ApiPropertyOptional({ type: 'integer', description: 'Frames of a moving picture.' }) pages?: number;
  @ApiProperty({ description: 'ISO 8601: when these bytes were first brought.' }) created_at!: string;
  @ApiProperty({ description: 'Where the bytes are.', example: '/artifacts/…' }) url!: string;
  @ApiProperty({ type: ArtifactRefDto, description: 'To put into `inputs`.' }) ref!: ArtifactRefDto;
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'How it was made, as the file itself says, if Reelwright made it. Nothing vouches for that.',
  })
  recipe?: Record<string, unknown>;
}

export class FileProblemDto {
  @ApiProperty({ description: 'What the file was called; one in a ZIP with its folders.' }) name!: string;
  @ApiProperty({ type: String, example: 'unsupported_type', description: 'Stable code.' }) code!: string;
  @ApiProperty() message!: string;
  @ApiProperty() hint!: string;
}

export class UploadsDto {
  @ApiProperty({ type: [UploadDto], description: 'What was taken, in the order it came.' }) items!: UploadDto[];
  @ApiProperty({ type: [FileProblemDto], description: 'What was not taken, and why.' }) problems!: FileProblemDto[];
}

export class UploadFilesDto {
  @ApiProperty({ type: 'array', items: { type: 'string', format: 'binary' }, description: 'A ZIP is opened.' })
  files!: unknown[];
}

export class UploadUrlsDto {
  @ApiProperty({ type: [String], minItems: 1, maxItems: 100, description: 'Addresses of files, by https.' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MaxLength(4_000, { each: true })
  urls!: string[];
}
