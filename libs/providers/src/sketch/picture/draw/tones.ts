import { LIGHT_FACTS, type Palette } from '../scene/palettes.js';
import type { Scene } from '../scene/scene.js';
import { type Rgb, hex, lighten, lightness, lit, mix, rgb, shift } from './colour.js';

/** The scene's colours at hand, and how anything with a colour of its own looks in its light. */
export class Tones {
  readonly colours: Record<keyof Palette, Rgb>;
  readonly silhouette: number;
  /** −1 when the light comes from the left, 1 from the right. */
  readonly lightSide: -1 | 1;

  constructor(readonly scene: Scene) {
    const entries = Object.entries(scene.palette).map(([name, value]) => [name, rgb(value as string)]);
    this.colours = Object.fromEntries(entries) as Record<keyof Palette, Rgb>;
    const veil = scene.weather === 'clear' || scene.weather === 'cloudy' ? 1 : 0.8;
    this.silhouette = LIGHT_FACTS[scene.light].silhouette * veil;
    this.lightSide = scene.sun.x < 0.5 ? -1 : 1;
  }

  /** A plane by its distance: haze far away, ink close by. */
  plane(near: number): Rgb {
    const { haze, ink, sky } = this.colours;
    const middle = mix(mix(haze, sky, 0.25), ink, 0.45);
    return near < 0.5 ? mix(haze, middle, near * 2) : mix(middle, ink, (near - 0.5) * 1.7);
  }

  /** A thing's own colour under the light of the scene, seen through the air. */
  local(colour: Rgb, near: number, silhouette = this.silhouette): Rgb {
    // Part of a thing's own colour survives any light, or a goldfish would be grey under water.
    const shone = mix(lit(colour, this.colours.ambient), colour, this.dark ? 0.12 : 0.26);
    const faded = mix(shone, this.colours.haze, Math.max(0, 0.75 - near) * 0.9);
    return mix(faded, this.colours.ink, silhouette * Math.min(1, 0.35 + near * 0.6));
  }

  /** Three tones of one colour: shadow side, body, light side. */
  triple(colour: string, near: number): { shade: string; body: string; glow: string } {
    const body = this.local(rgb(colour), near);
    const cool = mix(body, this.colours.ink, 0.42);
    const warm = mix(lighten(body, 0.09), this.colours.light, 0.2);
    return { shade: hex(cool), body: hex(body), glow: hex(warm) };
  }

  get dark(): boolean {
    return lightness(this.colours.sky) < 0.42;
  }

  /** Lit windows, lamps and fire. */
  get lamp(): Rgb {
    return this.scene.light === 'neon' ? this.colours.accent : mix([255, 205, 120], this.colours.accent, 0.25);
  }

  hue(turn: number, chroma = 1): Rgb {
    return shift(this.colours.accent, turn, chroma);
  }
}
