import type { Taken, Upload } from '#intake';
import type { UploadDto, UploadsDto } from '../dto/index.js';

export const taken = ({ items, problems }: Taken): UploadsDto => ({ items: items.map(upload), problems });

export function upload({ digest, bytes, recipe }: Upload): UploadDto {
  const { media, mime, facts } = recipe;
  const { width, height, durationSec, fps, pages } = facts;
  return {
    ...{ digest, name: recipe.upload.name, kind: recipe.upload.kind, mime, bytes },
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
    ...(durationSec !== undefined && { duration_sec: durationSec }),
    ...(fps !== undefined && { fps }),
    ...(pages !== undefined && { pages }),
    ...{ created_at: recipe.upload.createdAt, url: `/artifacts/${digest}` },
    ref: { digest, media, mime, bytes, facts },
    ...(recipe.upload.recipe && { recipe: recipe.upload.recipe }),
  };
}
