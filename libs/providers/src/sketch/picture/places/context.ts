import { type Random, fork } from '../../common/random.js';
import { type Rgb, lighten, mix } from '../draw/colour.js';
import { type Layer, REACH, type Stage, STAGE_HEIGHT } from '../draw/layer.js';
import { type Character, type Terrain, terrainPaint } from '../draw/terrain.js';
import { Tones } from '../draw/tones.js';
import type { Scene } from '../scene/scene.js';

/** What the drawing of a place works with. */
export class PlaceContext {
  readonly tones: Tones;
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly horizon: number;

  constructor(
    readonly scene: Scene,
    readonly stage: Stage,
  ) {
    this.tones = new Tones(scene);
    // Fixed, not by the stage's margins: what chance scatters must not depend on how much is shown of it.
    this.left = -REACH * stage.width;
    this.right = (1 + REACH) * stage.width;
    this.bottom = (1 + REACH) * STAGE_HEIGHT;
    this.horizon = scene.horizon * STAGE_HEIGHT;
  }

  random(label: string): Random {
    return fork(this.scene.seed, label);
  }

  seed(label: string): number {
    return this.random(label).int(0, 0xffff);
  }

  /** A strip of land coloured by its distance, or by a ground colour of its own. */
  terrain(
    id: string,
    character: Character,
    near: number,
    shape: Partial<Terrain> & { base: number; height: number },
  ): Terrain {
    const { tones, scene } = this;
    const body = shape.body ?? tones.plane(near);
    const sunny = mix(body, tones.colours.light, tones.dark ? 0.13 : 0.3);
    return {
      character,
      seed: this.seed(id),
      length: 420,
      body,
      bright: mix(lighten(sunny, 0.03), tones.colours.horizon, 0.15),
      shade: mix(body, tones.colours.ink, 0.35),
      haze: tones.colours.haze,
      fade: shape.height * 1.4 + 60,
      veil: Math.max(0, 0.95 - near) * (scene.weather === 'fog' ? 1 : 0.85),
      lightSide: tones.lightSide,
      relief: 0.75,
      ...shape,
    };
  }

  plane(id: string, near: number, terrain: Terrain, svg = ''): Layer {
    return { id, near, parts: [{ paint: terrainPaint(terrain, this.stage) }, { svg }] };
  }

  /** What grass, sand, snow or earth look like here. */
  ground(colour: Rgb, near: number): Rgb {
    return this.tones.local(colour, near, this.tones.silhouette * 0.7);
  }
}

export type Place = (context: PlaceContext) => Layer[];

/** White places: where snow lies on the ground. */
export function isSnowy(scene: Scene): boolean {
  return scene.place === 'snow' || scene.weather === 'snow' || /\b(snow|snowy|winter|arctic|icy)\b/i.test(scene.prompt);
}
