import { folk, jazz, piano } from './acoustic.js';
import { electronic, lofi, rock, synthwave } from './modern.js';
import { ambient, cinematic, orchestral } from './scored.js';
import type { Style } from './style.js';

export type StyleName =
  'synthwave' | 'ambient' | 'orchestral' | 'cinematic' | 'lo-fi' | 'folk' | 'jazz' | 'rock' | 'electronic' | 'piano';

/** What each style sounds like: data the composer reads. */
export const STYLES: Record<StyleName, Style> = {
  synthwave,
  ambient,
  orchestral,
  cinematic,
  'lo-fi': lofi,
  folk,
  jazz,
  rock,
  electronic,
  piano,
};
