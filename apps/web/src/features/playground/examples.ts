import type { Mode } from './settings';

/** Prompts that work, to be tried with a click. */
export const PROMPTS: readonly { words: string; mode: Mode }[] = [
  { words: 'A lighthouse in a storm, waves breaking over the rocks, dramatic light', mode: 'images' },
  { words: 'A fox in fresh snow at dawn, soft light, shallow depth of field', mode: 'images' },
  { words: 'Neon street in the rain, slow push in', mode: 'chain' },
  { words: 'An eagle over the clouds\n---\nA harbour at night, lights on the water', mode: 'chain' },
];

export interface Example {
  mode: Mode;
  title: string;
  text: string;
  words: string;
  /** Of the pictures that come with the page; attached where a picture is needed and none is there. */
  picture?: string;
}

const at = (name: string) => `/studio/examples/${name}`;
export const STILL = at('lighthouse.webp');
export const STILL_AFTER = at('lighthouse-night.webp');
export const FILM = at('lighthouse.mp4');

export const EXAMPLES: readonly Example[] = [
  {
    ...{ mode: 'images', title: 'Edit images', text: 'Say what should change; the rest stays.' },
    ...{ words: 'the same place at night, moonlight, stars', picture: STILL },
  },
  {
    ...{ mode: 'videos', title: 'Animate images', text: 'Drop pictures and say how they move.' },
    ...{ words: 'slow push in, clouds drifting, waves', picture: STILL },
  },
  {
    ...{ mode: 'chain', title: 'Full pipeline', text: 'From words to images to videos, in one go.' },
    words: 'A harbour at dawn, fishing boats, mist\n---\nA forest path in autumn, falling leaves',
  },
];

/** A picture that comes with the page, as if it had been brought. */
export async function exampleFile(address: string): Promise<File> {
  const response = await fetch(address);
  if (!response.ok) throw new Error('The example is missing.');
  const name = address.split('/').at(-1)!;
  return new File([await response.blob()], name, { type: 'image/webp' });
}
