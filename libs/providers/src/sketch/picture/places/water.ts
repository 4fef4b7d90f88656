import { fbm2, noise2, smoothstep } from '../../common/noise.js';
import { hex, mix } from '../draw/colour.js';
import { type Layer, STAGE_HEIGHT } from '../draw/layer.js';
import type { PaintRow } from '../draw/layer.js';
import { mistLayer } from '../draw/mist.js';
import { ramp } from '../draw/sky.js';
import type { Place, PlaceContext } from './context.js';
import { line, n } from '../draw/svg.js';
import { type Terrain, ridgeOf } from '../draw/terrain.js';
import { treeLine } from './growth.js';

const { exp, log, max, min, round } = Math;

/** Open water to the horizon: a glitter path under the light, a far coast, swell in front when it storms. */
export const sea: Place = (c) => {
  const { tones, horizon, scene } = c;
  const rough = scene.weather === 'storm' || scene.light === 'storm';
  const layers: Layer[] = [];
  const coast = c.terrain('coast', 'hills', 0.1, {
    base: horizon + 14,
    height: 90,
    length: 380,
    body: mix(tones.plane(0.1), tones.colours.sky, 0.35),
    veil: 0.7,
  });
  if (!rough) layers.push(c.plane('coast', 0.09, coast));
  layers.push({
    id: 'water',
    near: 0.2,
    parts: [{ paint: waterPaint(c, rough ? 1 : 0.35) }],
    motion: { sway: { amplitude: 9, seconds: 3.4, from: horizon, to: STAGE_HEIGHT, wavelength: 85 } },
  });
  layers.push(
    mistLayer(
      {
        id: 'sea mist',
        near: 0.22,
        colour: mix(tones.colours.haze, tones.colours.horizon, 0.5),
        top: horizon - 60,
        bottom: horizon + 46,
        density: scene.weather === 'fog' ? 0.95 : 0.55,
        seed: c.seed('sea mist'),
        speed: 7,
      },
      c.stage,
    ),
  );
  layers.push(...(rough ? swell(c) : shore(c)));
  return layers;
};

function waterPaint(c: PlaceContext, chop: number, top = c.horizon): PaintRow {
  const { tones, scene, stage } = c;
  const { colours } = tones;
  const deep = STAGE_HEIGHT - top;
  const table = ramp([
    [0, mix(colours.horizon, colours.sky, 0.35)],
    [0.14, mix(colours.sky, colours.zenith, 0.3)],
    [0.5, mix(colours.zenith, colours.ink, 0.25)],
    [1, mix(colours.zenith, colours.ink, 0.66)],
  ]);
  const glint = mix(colours.light, colours.horizon, 0.3);
  const shine = mix(colours.sky, colours.light, 0.3);
  const seed = c.seed('water');
  const path = scene.sun.x * stage.width;
  const sunny = scene.sun.kind === 'none' ? 0.15 : 1;
  return (y, x0, dx, count, out) => {
    const down = (y - top) / deep;
    if (down < -dx / deep) return;
    const edge = min(1, max(0, (y - top) / dx + 0.5));
    const depth = max(0.002, down);
    // Ripples get closer together towards the horizon.
    const stretch = 1 / (0.04 + depth);
    const k = min(511, round(min(1, depth) * 511)) * 3;
    const width = 26 + depth * 250;
    for (let i = 0; i < count; i++) {
      const x = x0 + i * dx;
      const fx = (x - stage.width / 2) * 0.0026 * stretch;
      const fy = log(depth + 0.03) * 17;
      const wave = fbm2(fx, fy * 2.2, 3, seed) - 0.5;
      const near = exp(-(((x - path) / width) ** 2));
      const spark = smoothstep(0.54, 0.66, noise2(fx * 5, fy * 4.6, seed + 9)) * (0.25 + 0.75 * near);
      const g = min(1, (near * (0.3 + wave) + spark * near) * sunny * (1.05 - 0.4 * depth));
      const lightWave = max(0, wave) * (0.55 + chop * 0.5);
      const darkWave = max(0, -wave) * (0.5 + chop * 0.4);
      const o = i * 4;
      for (let ch = 0; ch < 3; ch++) {
        let v = table[k + ch]!;
        v += (shine[ch]! - v) * lightWave * 0.7;
        v += (colours.ink[ch]! - v) * darkWave * 0.6;
        v += (glint[ch]! - v) * max(0, g);
        out[o + ch] = v * edge;
      }
      out[o + 3] = 255 * edge;
    }
  };
}

/** Waves as high as houses, each with a lit crest. */
function swell(c: PlaceContext): Layer[] {
  const { tones, horizon } = c;
  const deep = STAGE_HEIGHT - horizon;
  return [0.3, 0.46, 0.62, 0.8].map((near, i) => {
    const base = horizon + deep * (0.2 + i * 0.27) + 30;
    const body = mix(mix(tones.colours.sky, tones.colours.zenith, 0.5 + i * 0.12), tones.colours.ink, i * 0.18);
    const terrain = c.terrain(`swell ${i}`, 'waves', near, {
      base,
      height: 60 + i * 34,
      length: 190 + i * 90,
      body,
      bright: mix(body, tones.colours.haze, 0.5),
      shade: mix(body, tones.colours.ink, 0.5),
      haze: mix(body, tones.colours.ink, 0.25),
      fade: 160,
      veil: 0.8,
      relief: 0.62,
    });
    const layer = c.plane(`swell ${i}`, near, terrain, foam(c, terrain, i));
    const motion = {
      drift: [i % 2 === 0 ? 16 : -13, 0] as const,
      bob: { amplitude: 7 + i * 3, seconds: 3.1 + i * 0.6 },
    };
    return { ...layer, motion };
  });
}

/** A dark strip of near shore with pines, off the side where the light stands. */
function shore(c: PlaceContext): Layer[] {
  const { tones } = c;
  const body = mix(tones.plane(0.85), tones.colours.ink, 0.45);
  const terrain = c.terrain('shore', 'hills', 0.88, {
    base: STAGE_HEIGHT + 70,
    height: 110,
    length: 700,
    body,
    relief: 0.4,
    veil: 0,
  });
  const trees = treeLine(
    ridgeOf(terrain),
    { from: c.left, to: c.right, step: 46, height: 110 * (0.6 + 0.4 * c.stage.unit), density: 0.2 },
    { body: mix(body, tones.colours.ink, 0.4), glow: mix(body, tones.colours.light, 0.2) },
    tones.lightSide,
    c.random('shore trees'),
  );
  return [c.plane('shore', 0.88, terrain, trees)];
}

/** Foam along the crests and in streaks down their backs. */
function foam(c: PlaceContext, terrain: Terrain, index: number): string {
  const ridge = ridgeOf(terrain);
  const random = c.random(`foam ${index}`);
  const colour = hex(mix(c.tones.colours.light, c.tones.colours.haze, 0.35));
  const crest = terrain.base - terrain.height * 0.42;
  let thick = '';
  let thin = '';
  for (let x = c.left; x < c.right; x += 9) {
    const y = ridge(x);
    if (y < crest && random.chance(0.86)) thick += `M${n(x)} ${n(y + 1)}L${n(x + 9)} ${n(ridge(x + 9) + 1)}`;
    if (random.chance(0.2)) {
      const down = random.range(8, terrain.height * 0.8);
      const width = random.range(10, 46);
      const at = ridge(x) + down;
      thin += `M${n(x)} ${n(at)}q${n(width / 2)} ${n(random.range(-7, 2))} ${n(width)} ${n(random.range(-3, 4))}`;
    }
  }
  const weight = 1.6 + index * 0.9;
  return line(thick, colour, weight, 'opacity=".75"') + line(thin, colour, weight * 0.6, 'opacity=".2"');
}
