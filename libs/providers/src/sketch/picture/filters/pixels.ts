import sharp, { type Sharp } from 'sharp';

import type { Picture } from '../render.js';
import type { Plane } from './planes.js';

/** The brightness of a picture file, fitted to a size if one is given. */
export async function readGrey(path: string, size?: { width: number; height: number }): Promise<Plane> {
  const fitted = size ? sharp(path).rotate().resize(size.width, size.height, { fit: 'cover' }) : sharp(path).rotate();
  const { data, info } = await fitted
    .flatten({ background: '#000' })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const plane: Plane = { data: new Float32Array(info.width * info.height), width: info.width, height: info.height };
  for (let i = 0; i < plane.data.length; i++) plane.data[i] = data[i * info.channels]!;
  return plane;
}

/** The colours of a picture file, covering a size. */
export async function readRgb(path: string, width: number, height: number): Promise<Picture> {
  const rgb = await sharp(path)
    .rotate()
    .resize(width, height, { fit: 'cover', kernel: 'lanczos3' })
    .flatten({ background: '#000' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer();
  return { width, height, rgb };
}

export function greyPng(plane: Plane): Sharp {
  const bytes = Buffer.alloc(plane.data.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Math.min(255, Math.max(0, Math.round(plane.data[i]!)));
  return sharp(bytes, { raw: { width: plane.width, height: plane.height, channels: 1 } }).png();
}
