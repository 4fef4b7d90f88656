import { hex, mix } from '../draw/colour.js';
import { type Layer, STAGE_HEIGHT } from '../draw/layer.js';
import { mistLayer } from '../draw/mist.js';
import { ridgeOf } from '../draw/terrain.js';
import { line, polygon } from '../draw/svg.js';
import { type Place, type PlaceContext, isSnowy } from './context.js';
import { treeLine } from './growth.js';

/** Ranges behind ranges, mist between them, forest on the near slopes. */
export const mountains: Place = (c) => {
  if (c.scene.light === 'neon') return neonGrid(c);
  const { tones, horizon, scene } = c;
  const deep = STAGE_HEIGHT - horizon;
  const snowy = isSnowy(scene);
  const white = mix([255, 255, 255], tones.colours.ambient, 0.55);
  const snowAt = (base: number, height: number, share: number) => ({ line: base - height * share, colour: white });
  const plan = [
    { near: 0.1, base: horizon + 10, height: 300, length: 520, snow: 0.42 },
    { near: 0.17, base: horizon + 40, height: 250, length: 380, snow: 0.62 },
    { near: 0.27, base: horizon + deep * 0.26, height: 190, length: 330, snow: 1.4 },
    { near: 0.38, base: horizon + deep * 0.5, height: 150, length: 420, snow: 2 },
    { near: 0.52, base: horizon + deep * 0.74, height: 130, length: 520, snow: 2 },
  ];
  const layers: Layer[] = [];
  plan.forEach((p, i) => {
    const peaks = i < 3;
    const terrain = c.terrain(`ridge ${i}`, peaks ? 'peaks' : 'hills', p.near, {
      base: p.base,
      height: p.height,
      length: p.length,
      relief: peaks ? 0.95 - i * 0.1 : 0.5,
      ...(i < 2 || snowy ? { snow: snowAt(p.base, p.height, snowy ? -3 : p.snow) } : {}),
    });
    if (snowy) terrain.body = mix(terrain.body, white, 0.35);
    layers.push(c.plane(`ridge ${i}`, p.near, terrain, i >= 2 ? forest(c, i, terrain, 18 + i * 14, snowy) : ''));
    if (i < 4) layers.push(valleyMist(c, i, p.near + 0.04, p.base));
  });
  layers.push(foreground(c, snowy));
  return layers;
};

function forest(
  c: PlaceContext,
  index: number,
  terrain: Parameters<typeof ridgeOf>[0],
  height: number,
  snowy: boolean,
): string {
  const near = 0.2 + index * 0.13;
  const body = mix(c.tones.plane(near), c.tones.colours.ink, 0.3);
  return treeLine(
    ridgeOf(terrain),
    { from: c.left, to: c.right, step: height * 0.34, height, density: 0.55 },
    {
      body,
      glow: mix(body, c.tones.colours.light, 0.22),
      ...(snowy ? { snow: mix([255, 255, 255], c.tones.colours.ambient, 0.6) } : {}),
    },
    c.tones.lightSide,
    c.random(`forest ${index}`),
  );
}

function valleyMist(c: PlaceContext, index: number, near: number, base: number): Layer {
  const fog = c.scene.weather === 'fog' ? 1.5 : 1;
  return mistLayer(
    {
      id: `mist ${index}`,
      near,
      colour: mix(c.tones.colours.haze, c.tones.colours.horizon, 0.35),
      top: base - 130,
      bottom: base + 130,
      density: Math.min(0.95, 0.5 * fog),
      seed: c.seed(`mist ${index}`),
      speed: 6 + index * 4,
    },
    c.stage,
  );
}

function foreground(c: PlaceContext, snowy: boolean): Layer {
  const terrain = c.terrain('foreground', 'hills', 0.92, {
    base: STAGE_HEIGHT + 20,
    height: 130,
    length: 640,
    relief: 0.35,
    body: snowy
      ? mix(c.ground([235, 240, 250], 0.9), c.tones.colours.ink, 0.25)
      : mix(c.tones.plane(0.9), c.tones.colours.ink, 0.4),
  });
  const body = mix(c.tones.colours.ink, c.tones.plane(0.8), 0.2);
  const trees = treeLine(
    ridgeOf(terrain),
    { from: c.left, to: c.right, step: 54, height: 150 * (0.6 + 0.4 * c.stage.unit), density: 0.36 },
    { body, glow: mix(body, c.tones.colours.light, 0.16) },
    c.tones.lightSide,
    c.random('foreground trees'),
  );
  return c.plane('foreground', 0.86, terrain, trees);
}

/** The other kind of mountains: wire ranges over a glowing grid. */
function neonGrid(c: PlaceContext): Layer[] {
  const { tones, horizon, stage } = c;
  const layers: Layer[] = [];
  [0.1, 0.2, 0.3].forEach((near, i) => {
    const terrain = c.terrain(`neon ${i}`, 'peaks', near, {
      base: horizon + 6 + i * 4,
      height: 210 - i * 52,
      length: 340 - i * 60,
      body: mix(mix(tones.colours.haze, tones.colours.zenith, 0.35 + i * 0.2), tones.colours.ink, i * 0.25),
      bright: mix(tones.colours.horizon, tones.colours.haze, 0.35 + i * 0.2),
      shade: mix(tones.colours.zenith, tones.colours.ink, 0.4),
      haze: mix(tones.colours.horizon, tones.colours.haze, 0.4),
      fade: 220,
      veil: 0.55,
      relief: 1,
    });
    layers.push(
      c.plane(
        `neon ${i}`,
        near,
        terrain,
        rimLine(c, ridgeOf(terrain), hex(mix(tones.colours.accent, tones.colours.horizon, i * 0.3)), 1.6),
      ),
    );
  });
  const floor = `<linearGradient id="f" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${hex(mix(tones.colours.horizon, tones.colours.zenith, 0.45))}"/><stop offset=".4" stop-color="${hex(tones.colours.sky)}"/><stop offset="1" stop-color="${hex(tones.colours.ink)}"/></linearGradient>`;
  const ground = `${floor}<rect x="${c.left}" y="${horizon}" width="${c.right - c.left}" height="${c.bottom - horizon}" fill="url(#f)"/>`;
  layers.push({ id: 'grid', near: 0.42, parts: [{ svg: ground + gridLines(c, stage.width / 2) }] });
  layers.push({
    id: 'grid glow',
    near: 0.42,
    light: true,
    parts: [{ svg: glowBand(c) }],
    motion: { flicker: { depth: 0.35, seconds: 2.8, phase: 0 } },
  });
  return layers;
}

function rimLine(c: PlaceContext, ridge: (x: number) => number, colour: string, width: number): string {
  const points: string[] = [];
  for (let x = c.left; x <= c.right; x += 4) points.push(`${x.toFixed(0)} ${ridge(x).toFixed(1)}`);
  const d = `M${points.join('L')}`;
  return line(d, colour, width * 4, 'opacity=".22"') + line(d, colour, width, 'opacity=".9"');
}

function gridLines(c: PlaceContext, middle: number): string {
  const accent = hex(c.tones.colours.accent);
  const pink = hex(c.tones.colours.horizon);
  let lines = '';
  const deep = c.bottom - c.horizon;
  for (let i = -34; i <= 34; i++) lines += `M${middle + i * 9} ${c.horizon}L${middle + i * 150} ${c.bottom}`;
  for (let k = 1; k < 18; k++) {
    const y = c.horizon + deep * Math.pow(k / 18, 2.3);
    lines += `M${c.left} ${y.toFixed(1)}H${c.right.toFixed(1)}`;
  }
  return line(lines, pink, 6, 'opacity=".2"') + line(lines, accent, 1.5, 'opacity=".75"');
}

function glowBand(c: PlaceContext): string {
  const { horizon, tones } = c;
  const id = 'hb';
  const stops = `<stop offset="0" stop-color="#000"/><stop offset=".5" stop-color="${hex(tones.colours.horizon)}"/><stop offset="1" stop-color="#000"/>`;
  const band: [number, number][] = [
    [c.left, horizon - 60],
    [c.right, horizon - 60],
    [c.right, horizon + 60],
    [c.left, horizon + 60],
  ];
  return `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1">${stops}</linearGradient>${polygon(band, `url(#${id})`, 'opacity=".5"')}`;
}
