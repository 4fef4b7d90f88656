import type { Style } from '../scene/scene.js';
import type { Rgb } from './colour.js';

/** The frame being drawn. Drawing happens in stage units: the frame is 1000 high and `width` wide. */
export interface Stage {
  width: number;
  /** Pixels per stage unit. */
  scale: number;
  /** What is drawn beyond every edge, in stage units, so that the camera can move. */
  marginX: number;
  marginY: number;
  /** Frame size in pixels. */
  pixelWidth: number;
  pixelHeight: number;
  /** A length for things whose size follows the shorter side: 1 when the frame is at least as wide as high. */
  unit: number;
  /** More octaves and more leaves on big or fine pictures. */
  detail: number;
  style: Style;
  /** Where the light comes from, its colour, and the ink of the picture. */
  light: { side: -1 | 1; colour: Rgb; ink: Rgb };
}

export const STAGE_HEIGHT = 1000;

/** How far beyond the frame things are scattered, as a share of its sides: more than any camera move shows. */
export const REACH = 0.26;

/** Fills one row of premultiplied RGBA floats (0..255) from `x0` in steps of `dx`; `out` comes zeroed. */
export type PaintRow = (y: number, x0: number, dx: number, count: number, out: Float32Array) => void;

export type Part = { svg: string } | { paint: PaintRow };

/** What a plane does by itself while the camera moves. */
export interface LayerMotion {
  /** Stage units per second. */
  drift?: readonly [number, number];
  /** The plane repeats while it drifts (rain, snow). */
  wrap?: boolean;
  /** Sideways sine along the rows: amplitude grows from nothing at `from` to full at `to`. */
  sway?: { amplitude: number; seconds: number; from: number; to: number; wavelength: number };
  /** Opacity goes down by `depth` and back. */
  flicker?: { depth: number; seconds: number; phase: number; rough?: boolean };
  /** Up and down, in stage units. */
  bob?: { amplitude: number; seconds: number };
}

/** A drawing that changes with a phase 0..1, shown as a loop; phase 0 is the still. */
export interface Loop {
  seconds: number;
  /** Left, top, width and height of all that any phase draws. */
  box: readonly [number, number, number, number];
  draw: (phase: number) => string;
  /** The loop rests at phase 0 for this share of the time (blinking). */
  rest?: number;
}

export interface Layer {
  id: string;
  /** 0 is infinitely far, 1 is the nearest plane. */
  near: number;
  parts: Part[];
  loop?: Loop;
  motion?: LayerMotion;
  /** Drawn at half size: clouds and mist. */
  coarse?: boolean;
  light?: boolean;
  /** Rim light and style shading for what stands in the picture: strength 0..1. */
  relief?: number;
}
