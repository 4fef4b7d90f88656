import sharp from 'sharp';
import { PipelineFailure } from '#pipeline';

/** Larger pictures are made smaller by the servers themselves, after they were paid for as they came. */
const LONGEST_SIDE = 1568;
/** Anthropic takes up to 5 MB as base64. */
const MOST_BYTES = 3_500_000;

/** A picture as language models take it: JPEG, not too large. Throws `invalid_input` for what is no picture. */
export async function shown(path: string): Promise<{ mime: string; base64: string }> {
  const fit = { width: LONGEST_SIDE, height: LONGEST_SIDE, fit: 'inside' as const, withoutEnlargement: true };
  try {
    for (const quality of [88, 75, 55]) {
      const picture = sharp(path).autoOrient().resize(fit).flatten({ background: '#ffffff' });
      const bytes = await picture.jpeg({ quality }).toBuffer();
      if (bytes.length <= MOST_BYTES || quality === 55) return { mime: 'image/jpeg', base64: bytes.toString('base64') };
    }
  } catch (error) {
    throw new PipelineFailure('invalid_input', 'The input "image" can’t be read as an image.', undefined, {
      cause: error,
    });
  }
  throw new PipelineFailure('invalid_input', 'The input "image" is too large.');
}
