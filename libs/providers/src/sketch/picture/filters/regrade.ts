import type { Breath } from '../../common/breath.js';
import { mix, rgb } from '../draw/colour.js';
import { ramp } from '../draw/sky.js';
import type { Picture } from '../render.js';
import type { Scene } from '../scene/scene.js';

/** Gives a picture from elsewhere the palette of a scene: its tones are mapped from ink to light, mixed by strength. */
export async function regrade(picture: Picture, mood: Scene, strength: number, breath: Breath): Promise<Picture> {
  const p = mood.palette;
  const table = ramp([
    [0, mix(rgb(p.ink), [0, 0, 0], 0.3)],
    [0.25, mix(rgb(p.zenith), rgb(p.ink), 0.35)],
    [0.5, rgb(p.sky)],
    [0.75, rgb(p.horizon)],
    [1, rgb(p.light)],
  ]);
  const ambient = rgb(p.ambient);
  const grey = mood.style === 'noir';
  const k = Math.min(1, Math.max(0, strength));
  const out = Buffer.alloc(picture.rgb.length);
  for (let i = 0; i < out.length; i += 3) {
    if (i % 49152 === 0) await breath.take();
    const luma = (0.3 * picture.rgb[i]! + 0.59 * picture.rgb[i + 1]! + 0.11 * picture.rgb[i + 2]!) / 255;
    // Night is darker and noon brighter than the picture was.
    const dim = luma * (0.3 * ambient[0] + 0.59 * ambient[1] + 0.11 * ambient[2]) * (1 / 255);
    const at = Math.round((luma * 0.55 + dim * 0.45) * 511) * 3;
    for (let c = 0; c < 3; c++) {
      const own = (picture.rgb[i + c]! * ambient[c]!) / 255;
      const mapped = grey ? 255 * (luma * luma * (3 - 2 * luma)) : 0.62 * table[at + c]! + 0.38 * own;
      out[i + c] = Math.round(picture.rgb[i + c]! * (1 - k) + mapped * k);
    }
  }
  return { ...picture, rgb: out };
}
