import { ApiProperty, ApiPropertyOptional, IntersectionType, OmitType, PartialType } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsObject,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { SORTS, SOURCES } from '#library';
import type { Sort, Source } from '#library';
import { MEDIA_TYPES } from '#pipeline';
import type { MediaType } from '#pipeline';
import { RecipeChoiceDto } from './artifacts.dto.js';
import { Optional } from './optional.js';

const MOST_VALUES = 50;
const MOST_DIGESTS = 10_000;
const TAG = /^[^\p{C},]{1,50}$/u;
const BAD_TAG = 'a tag has 1 to 50 characters, no comma and no control characters';

/** `?kind=image,video` and `?kind=image&kind=video` mean the same. */
const List = () =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? value.split(',').filter((one) => one !== '') : value,
  );
const Flag = () =>
  Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value));
const AnyOf = (description: string) =>
  ApiPropertyOptional({ type: [String], description: `${description}; any of them.` });

/** What to look for in the library. */
export class LibraryFilterDto {
  @ApiPropertyOptional({ description: 'What the digest begins with.', pattern: '^[0-9a-f]{4,64}$' })
  @Optional()
  @Matches(/^[0-9a-f]{4,64}$/, { message: 'digest is at least 4 lower-case hex digits' })
  digest?: string;

  @ApiPropertyOptional({ maxLength: 500, description: 'Each word has to begin a word of prompt, name or tags.' })
  @Optional()
  @IsString()
  @MaxLength(500)
  q?: string;

  @ApiPropertyOptional({ enum: MEDIA_TYPES, isArray: true })
  @Optional()
  @List()
  @IsIn(MEDIA_TYPES, { each: true })
  @ArrayMaxSize(MOST_VALUES)
  kind?: MediaType[];

  @ApiPropertyOptional({ enum: SOURCES, isArray: true, description: 'Brought by people, or made here.' })
  @Optional()
  @List()
  @IsIn(SOURCES, { each: true })
  @ArrayMaxSize(MOST_VALUES)
  source?: Source[];

  @AnyOf('Part of these pipelines')
  @Optional()
  @List()
  @IsString({ each: true })
  @ArrayMaxSize(MOST_VALUES)
  pipeline?: string[];

  @AnyOf('Made by steps of these types')
  @Optional()
  @List()
  @IsString({ each: true })
  @ArrayMaxSize(MOST_VALUES)
  step_type?: string[];

  @AnyOf('Made by these providers')
  @Optional()
  @List()
  @IsString({ each: true })
  @ArrayMaxSize(MOST_VALUES)
  provider?: string[];

  @AnyOf('Made by these models')
  @Optional()
  @List()
  @IsString({ each: true })
  @ArrayMaxSize(MOST_VALUES)
  model?: string[];

  @ApiPropertyOptional({ type: [String], description: 'Has all of these tags.' })
  @Optional()
  @List()
  @IsString({ each: true })
  @ArrayMaxSize(MOST_VALUES)
  tag?: string[];

  @ApiPropertyOptional({ type: Boolean })
  @Optional()
  @Flag()
  @IsBoolean()
  favourite?: boolean;

  @ApiPropertyOptional({ type: Boolean })
  @Optional()
  @Flag()
  @IsBoolean()
  pinned?: boolean;

  @ApiPropertyOptional({ type: Boolean, default: false, description: 'What is in the trash, instead of what is not.' })
  @Optional()
  @Flag()
  @IsBoolean()
  trashed?: boolean;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Made then or later.' })
  @Optional()
  @IsISO8601({ strict: true })
  @Matches(/^\d{4}-\d\d-\d\d/, { message: 'from must be a date such as 2026-01-31' })
  from?: string;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Made then or earlier.' })
  @Optional()
  @IsISO8601({ strict: true })
  @Matches(/^\d{4}-\d\d-\d\d/, { message: 'to must be a date such as 2026-01-31' })
  to?: string;
}

export class LibrarySearchDto extends LibraryFilterDto {
  @ApiPropertyOptional({ description: 'A saved search to begin with; what is said besides goes before it.' })
  @Optional()
  @IsString()
  @MaxLength(100)
  search?: string;
}

export class ZipLibraryDto extends IntersectionType(LibrarySearchDto, RecipeChoiceDto) {}

export class ListLibraryDto extends LibrarySearchDto {
  @ApiPropertyOptional({ enum: SORTS, default: 'created' })
  @Optional()
  @IsIn(SORTS)
  sort: Sort = 'created';

  @ApiPropertyOptional({ enum: ['asc', 'desc'], default: 'desc' })
  @Optional()
  @IsIn(['asc', 'desc'])
  order: 'asc' | 'desc' = 'desc';

  @ApiPropertyOptional({ type: 'integer', default: 50, minimum: 1, maximum: 200 })
  @Optional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;

  @ApiPropertyOptional({ description: '`next` of the page before, asked with the same search and order.' })
  @Optional()
  @IsString()
  @MaxLength(200)
  cursor?: string;
}

export class LibraryItemDto {
  @ApiProperty({ description: 'SHA-256 of the bytes, which is what an item is known by.' }) digest!: string;
  @ApiProperty({ enum: MEDIA_TYPES }) kind!: MediaType;
  @ApiProperty({ example: 'image/png' }) mime!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ type: 'integer' }) bytes!: number;
  @ApiProperty({ enum: SOURCES }) source!: Source;
  @ApiProperty({ type: String, format: 'date-time' }) created_at!: string;
  @ApiProperty({ type: [String], description: 'The pipelines it is part of, at most 50; the first one made it.' })
  pipeline_ids!: string[];
  @ApiPropertyOptional() step_id?: string;
  @ApiPropertyOptional({ example: 'animate[3]' }) task_id?: string;
  @ApiPropertyOptional({ example: 'i2v' }) step_type?: string;
  @ApiPropertyOptional() provider?: string;
  @ApiPropertyOptional() model?: string;
  @ApiPropertyOptional({ description: 'At most 500 characters; the recipe has all of it.' }) prompt?: string;
  @ApiPropertyOptional({ type: 'integer', description: 'Pixels.' }) width?: number;
  @ApiPropertyOptional({ type: 'integer', description: 'Pixels.' }) height?: number;
  @ApiPropertyOptional({ description: 'Seconds.' }) duration_sec?: number;
  @ApiPropertyOptional({ type: 'integer', description: 'Millionths of a dollar paid for the task that made it.' })
  cost_actual?: number;
  @ApiProperty({ type: [String] }) tags!: string[];
  @ApiProperty() favourite!: boolean;
  @ApiProperty({ description: 'Not deleted by anybody until it is unpinned.' }) pinned!: boolean;
  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'In the trash since.' }) trashed_at?: string;
  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Can be restored until.' })
  restorable_until?: string;
  @ApiProperty({ description: 'The bytes, relative to this server.' }) url!: string;
  @ApiPropertyOptional({ description: 'A small picture of it, where there can be one.' }) thumbnail_url?: string;
}

export class LibraryItemDetailDto extends LibraryItemDto {
  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: 'How it was made.' })
  recipe?: Record<string, unknown>;
}

export class LibraryPageDto {
  @ApiProperty({ type: [LibraryItemDto] }) items!: LibraryItemDto[];
  @ApiProperty({ type: 'integer', description: 'Of all pages.' }) total!: number;
  @ApiPropertyOptional({ description: 'Ask again with this as `cursor`; absent at the end.' }) next?: string;
}

const COUNTS = { type: 'object', additionalProperties: { type: 'integer' } } as const;

/** How many of what was found have each value. */
export class LibraryFacetsDto {
  @ApiProperty(COUNTS) kind!: Record<string, number>;
  @ApiProperty(COUNTS) source!: Record<string, number>;
  @ApiProperty(COUNTS) step_type!: Record<string, number>;
  @ApiProperty(COUNTS) provider!: Record<string, number>;
  @ApiProperty(COUNTS) model!: Record<string, number>;
  @ApiProperty(COUNTS) tag!: Record<string, number>;
}

export class LibraryDigestsDto {
  @ApiProperty({ type: [String], minItems: 1, maxItems: MOST_DIGESTS })
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(MOST_DIGESTS)
  @Matches(/^[0-9a-f]{64}$/, { each: true, message: 'digests are 64 lower-case hex digits each' })
  digests!: string[];
}

export class MarkLibraryDto extends LibraryDigestsDto {
  @ApiPropertyOptional({ type: Boolean })
  @Optional()
  @IsBoolean()
  favourite?: boolean;

  @ApiPropertyOptional({ type: Boolean })
  @Optional()
  @IsBoolean()
  pinned?: boolean;

  @ApiPropertyOptional({ type: [String], maxItems: MOST_VALUES })
  @Optional()
  @IsArray()
  @ArrayMaxSize(MOST_VALUES)
  @Matches(TAG, { each: true, message: BAD_TAG })
  add_tags?: string[];

  @ApiPropertyOptional({ type: [String], maxItems: MOST_VALUES })
  @Optional()
  @IsArray()
  @ArrayMaxSize(MOST_VALUES)
  @Matches(TAG, { each: true, message: BAD_TAG })
  remove_tags?: string[];
}

export class EditLibraryItemDto extends PartialType(OmitType(MarkLibraryDto, ['digests'] as const)) {
  @ApiPropertyOptional({ maxLength: 200, description: 'Empty: the name it came with.' })
  @Optional()
  @IsString()
  @Matches(/^[^\p{C}/\\]{0,200}$/u, {
    message: 'name has at most 200 characters, no slashes and no control characters',
  })
  name?: string;
}

export class LibraryMarkedDto {
  @ApiProperty({ type: 'integer' }) changed!: number;
  @ApiProperty({ type: [String], description: 'Digests of what is not in the library.' }) missing!: string[];
  @ApiProperty({ type: [String], description: 'Digests of what is pinned and was therefore not deleted.' })
  pinned!: string[];
}

export class LibraryRemovedDto {
  @ApiProperty({ type: 'integer' }) removed!: number;
}

export class LineageQueryDto {
  @ApiPropertyOptional({
    type: 'integer',
    default: 10,
    minimum: 1,
    maximum: 20,
    description: 'Works, one after another.',
  })
  @Optional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(20)
  depth: number = 10;
}

export class LineageNodeDto {
  @ApiProperty() digest!: string;
  @ApiPropertyOptional({ type: LibraryItemDto, description: 'Absent where it is not in the library.' })
  item?: LibraryItemDto;
}

export class LineageEdgeDto {
  @ApiProperty({ description: 'Digest of what it was made from.' }) from!: string;
  @ApiProperty({ description: 'Digest of what was made.' }) to!: string;
  @ApiProperty({ description: 'Which input it was.' }) port!: string;
}

export class LineageDto {
  @ApiProperty({ type: [LineageNodeDto] }) nodes!: LineageNodeDto[];
  @ApiProperty({ type: [LineageEdgeDto] }) edges!: LineageEdgeDto[];
  @ApiProperty({ description: 'There is more than this.' }) truncated!: boolean;
}

export class SaveSearchDto {
  @ApiProperty({ type: LibraryFilterDto })
  @IsObject()
  @ValidateNested()
  @Type(() => LibraryFilterDto)
  query!: LibraryFilterDto;
}

export class SavedSearchDto {
  @ApiProperty() name!: string;
  @ApiProperty({ type: LibraryFilterDto }) query!: LibraryFilterDto;
}

export class RebuildLibraryDto {
  @ApiPropertyOptional({
    type: Boolean,
    default: false,
    description: 'Replace what is known, not only add what is missing.',
  })
  @Optional()
  @IsBoolean()
  force?: boolean;
}

export class RebuildStateDto {
  @ApiProperty({ enum: ['never', 'requested', 'running', 'done'] }) state!: 'never' | 'requested' | 'running' | 'done';
  @ApiProperty() force!: boolean;
  @ApiPropertyOptional({ type: String, format: 'date-time' }) requested_at?: string;
  @ApiPropertyOptional({ type: String, format: 'date-time' }) ended_at?: string;
  @ApiProperty({ type: 'integer', description: 'Stored files looked at.' }) seen!: number;
  @ApiProperty({ type: 'integer', description: 'Items that came or changed.' }) changed!: number;
  @ApiProperty({ type: 'integer', description: 'Items whose bytes are gone.' }) dropped!: number;
}
