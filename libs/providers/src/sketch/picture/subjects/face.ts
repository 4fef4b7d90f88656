import type { Rgb } from '../draw/colour.js';
import type { Look } from '../scene/scene.js';
import type { Speech } from './context.js';

/** Colours and measures shared by the parts of a face. */
export interface Face {
  look: Look;
  skin: Rgb;
  skinShade: Rgb;
  skinGlow: Rgb;
  blush: Rgb;
  hair: Rgb;
  hairShade: Rgb;
  hairGlow: Rgb;
  cloth: Rgb;
  ink: Rgb;
  light: Rgb;
  /** −1 when the light comes from the left. */
  side: -1 | 1;
  anime: boolean;
  /** Centre of the face, half its width, and chin and crown. */
  cy: number;
  half: number;
  chin: number;
  crown: number;
  /** 0 open, 1 closed. */
  blink: number;
  /** While it speaks. */
  speech?: Speech;
}
