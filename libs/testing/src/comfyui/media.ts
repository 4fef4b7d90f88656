import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { runTool } from '#media';

export interface Wanted {
  kind: 'image' | 'video' | 'audio';
  width: number;
  height: number;
  seconds: number;
  fps: number;
  seed: number;
}

/** A real file of the wanted kind and size; its colour or tone follows the seed. */
export async function makeMedia(wanted: Wanted): Promise<{ bytes: Buffer; mime: string; extension: string }> {
  const { kind, width, height, seconds, fps, seed } = wanted;
  const hex = (seed % 0xff_ff_ff).toString(16).padStart(6, '0');
  if (kind === 'image') {
    const picture = sharp({ create: { width, height, channels: 3, background: `#${hex}` } });
    return { bytes: await picture.png().toBuffer(), mime: 'image/png', extension: 'png' };
  }
  const source =
    kind === 'video'
      ? [`color=c=0x${hex}:s=${width}x${height}:r=${fps}:d=${seconds}`, '-c:v', 'libx264', '-preset', 'ultrafast']
      : [`sine=f=${200 + (seed % 400)}:d=${seconds}`, '-c:a', 'libmp3lame'];
  const extension = kind === 'video' ? 'mp4' : 'mp3';
  const folder = await mkdtemp(join(tmpdir(), 'comfyui-'));
  try {
    const path = join(folder, `out.${extension}`);
    const pixels = kind === 'video' ? ['-pix_fmt', 'yuv420p'] : [];
    await runTool('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', ...source, ...pixels, path]);
    return { bytes: await readFile(path), mime: kind === 'video' ? 'video/mp4' : 'audio/mpeg', extension };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A small JPEG, as a sampler shows while it works. */
export const previewJpeg = (): Promise<Buffer> =>
  sharp({ create: { width: 64, height: 36, channels: 3, background: '#808080' } })
    .jpeg()
    .toBuffer();
