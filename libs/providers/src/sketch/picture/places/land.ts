import { type Rgb, hex, mix } from '../draw/colour.js';
import { type Layer, STAGE_HEIGHT } from '../draw/layer.js';
import { mistLayer } from '../draw/mist.js';
import { ellipse, line, n, path } from '../draw/svg.js';
import { ridgeOf } from '../draw/terrain.js';
import { type Place, type PlaceContext, isSnowy } from './context.js';
import { broadleaf, conifer, grass, treeLine, tufts } from './growth.js';

/** Rolling farmland: far hills, hedges and trees, tall grass in front. */
export const field: Place = (c) => {
  const { tones, horizon, scene } = c;
  const deep = STAGE_HEIGHT - horizon;
  const snowy = isSnowy(scene);
  const green: Rgb = snowy
    ? [236, 241, 248]
    : /wheat|autumn|harvest|dry|savanna/.test(scene.prompt)
      ? [206, 164, 84]
      : [104, 142, 70];
  const layers: Layer[] = [
    c.plane(
      'far range',
      0.1,
      c.terrain('far range', 'peaks', 0.1, { base: horizon + 20, height: 120, length: 420, relief: 0.5 }),
    ),
  ];
  const strips = [
    { near: 0.2, base: horizon + 34, height: 80, length: 460 },
    { near: 0.32, base: horizon + deep * 0.3, height: 76, length: 560 },
    { near: 0.45, base: horizon + deep * 0.52, height: 50, length: 760 },
  ];
  strips.forEach((s, i) => {
    const body = mix(c.ground(green, s.near + 0.25), tones.plane(s.near), 0.3);
    const terrain = c.terrain(`field ${i}`, 'hills', s.near, {
      ...s,
      body,
      relief: 0.7,
      fade: 150,
      veil: 0.5 - i * 0.12,
    });
    layers.push(
      c.plane(
        `field ${i}`,
        s.near,
        terrain,
        i < 2 ? hedges(c, i, ridgeOf(terrain)) : tufts(c, 'field', ridgeOf(terrain), body),
      ),
    );
    if (i < 2) layers.push(lowMist(c, i, s.near + 0.03, s.base));
  });
  layers.push(meadow(c, green, snowy));
  return layers;
};

function lowMist(c: PlaceContext, i: number, near: number, base: number): Layer {
  return mistLayer(
    {
      id: `field mist ${i}`,
      near,
      colour: mix(c.tones.colours.haze, c.tones.colours.horizon, 0.4),
      top: base - 90,
      bottom: base + 80,
      density: c.scene.weather === 'fog' ? 0.9 : 0.4,
      seed: c.seed(`field mist ${i}`),
      speed: 6,
    },
    c.stage,
  );
}

function leafColours(c: PlaceContext, near: number): { trunk: Rgb; shade: Rgb; leaf: Rgb; glow: Rgb } {
  const leaf = c.tones.local([86, 122, 62], near);
  return {
    trunk: c.tones.local([70, 52, 42], near),
    shade: mix(leaf, c.tones.colours.ink, 0.45),
    leaf,
    glow: mix(leaf, c.tones.colours.light, 0.45),
  };
}

function hedges(c: PlaceContext, index: number, ridge: (x: number) => number): string {
  const random = c.random(`hedges ${index}`);
  const colours = leafColours(c, 0.3 + index * 0.12);
  let svg = '';
  for (let x = c.left; x < c.right; x += random.range(30, 210)) {
    const height = (34 + index * 22) * random.range(0.7, 1.3);
    svg += random.chance(0.25)
      ? conifer(x, ridge(x) + 5, height * 1.3, { body: colours.shade, glow: colours.leaf }, c.tones.lightSide, random)
      : broadleaf(x, ridge(x) + 6, height, colours, c.tones.lightSide, random);
  }
  return svg;
}

function meadow(c: PlaceContext, green: Rgb, snowy: boolean): Layer {
  const { tones } = c;
  const random = c.random('meadow');
  const body = mix(c.ground(green, 0.9), tones.colours.ink, 0.35);
  const terrain = c.terrain('meadow', 'hills', 0.9, {
    base: STAGE_HEIGHT + 20,
    height: 60,
    length: 620,
    body,
    relief: 0.4,
    veil: 0,
  });
  const blades = [body, mix(body, tones.colours.ink, 0.4), mix(body, tones.colours.light, 0.28)];
  let svg = grass(
    ridgeOf(terrain),
    { from: c.left, to: c.right, step: snowy ? 22 : 4, height: snowy ? 34 : 58 },
    blades,
    random,
  );
  const petals = [
    hex(tones.local([236, 88, 70], 0.9)),
    hex(tones.local([250, 240, 225], 0.9)),
    hex(tones.colours.accent),
  ];
  for (let x = c.left; !snowy && x < c.right; x += random.range(20, 80)) {
    const y = ridgeOf(terrain)(x) - random.range(10, 46);
    svg +=
      ellipse(x, y, 4.6, 3.4, random.pick(petals)) + ellipse(x, y, 1.4, 1.2, hex(tones.local([250, 200, 70], 0.9)));
  }
  return {
    ...c.plane('meadow', 0.84, terrain, svg),
    motion: { sway: { amplitude: 3, seconds: 3.6, from: STAGE_HEIGHT - 20, to: STAGE_HEIGHT - 110, wavelength: 900 } },
  };
}

/** Dunes with sharp crests, mesas far off. */
export const desert: Place = (c) => {
  const { horizon, tones } = c;
  const deep = STAGE_HEIGHT - horizon;
  const sand: Rgb = c.scene.tint === undefined ? [226, 168, 100] : tones.colours.horizon;
  const mesa = c.ground([176, 96, 66], 0.35);
  const layers: Layer[] = [
    c.plane(
      'mesas',
      0.1,
      c.terrain('mesas', 'mesas', 0.1, {
        base: horizon + 12,
        height: 130,
        length: 330,
        body: mix(mesa, tones.colours.haze, 0.45),
        relief: 0.7,
      }),
    ),
  ];
  [0.2, 0.3, 0.42, 0.6, 0.86].forEach((near, i) => {
    const body = mix(c.ground(sand, 0.45 + near * 0.5), tones.colours.haze, Math.max(0, 0.4 - i * 0.13));
    const terrain = c.terrain(`dune ${i}`, 'dunes', near, {
      base: horizon + 30 + deep * [0.02, 0.2, 0.36, 0.74, 1.02][i]!,
      height: [60, 90, 90, 110, 130][i]!,
      length: [330, 460, 640, 760, 900][i]!,
      body,
      bright: mix(body, tones.colours.light, 0.5),
      shade: mix(body, mix(tones.colours.ink, [120, 50, 40], 0.4), 0.5),
      fade: 210,
      veil: i < 4 ? 0.32 : 0.05,
      relief: 1,
    });
    layers.push(c.plane(`dune ${i}`, near, terrain));
  });
  return layers;
};

/** Trunks behind trunks with the light falling between them. */
export const forest: Place = (c) => {
  const { tones, horizon, scene } = c;
  const snowy = isSnowy(scene);
  const deep = STAGE_HEIGHT - horizon;
  const floor: Rgb = snowy ? [238, 243, 250] : [92, 100, 62];
  const layers: Layer[] = [];
  const white = mix([255, 255, 255], tones.colours.ambient, 0.5);
  [0.1, 0.2, 0.32, 0.46].forEach((near, i) => {
    const body = mix(tones.plane(near + 0.22), tones.local([70, 112, 78], near + 0.3), 0.42);
    const base = horizon + [8, deep * 0.1, deep * 0.22, deep * 0.36][i]!;
    const ground = mix(c.ground(floor, near + 0.35), tones.colours.haze, 0.5 - i * 0.14);
    const terrain = c.terrain(`floor ${i}`, 'hills', near, {
      base,
      height: 40,
      length: 500,
      body: ground,
      fade: 200,
      veil: 0.5 - i * 0.14,
      relief: 0.5,
    });
    const height = [190, 280, 390, 520][i]! * (0.55 + 0.45 * c.stage.unit);
    const trees = treeLine(
      ridgeOf(terrain),
      {
        from: c.left - 40,
        to: c.right + 40,
        step: height * [0.2, 0.23, 0.34, 0.62][i]!,
        height,
        density: [1, 0.9, 0.72, 0.34][i]!,
      },
      {
        body,
        glow: mix(body, tones.colours.light, 0.24),
        ...(snowy ? { snow: mix(white, body, 0.25 - i * 0.05) } : {}),
      },
      tones.lightSide,
      c.random(`trees ${i}`),
    );
    // The trees stand on the strip behind their own foot, so the ground is stamped after them.
    const plants = i === 3 ? tufts(c, 'floor', ridgeOf(terrain), ground) : '';
    layers.push(c.plane(`floor ${i}`, near, terrain, plants + trees));
    if (i < 3) layers.push(lowMist(c, i, near + 0.05, base - 10));
  });
  layers.push(shafts(c), understory(c, floor, snowy));
  return layers;
};

/** Slanting light between the trees, as light added to the picture. */
function shafts(c: PlaceContext): Layer {
  const random = c.random('shafts');
  const from = c.scene.sun.x * c.stage.width;
  const colour = hex(mix(c.tones.colours.light, c.tones.colours.horizon, 0.5));
  const strength = c.tones.dark || c.scene.weather !== 'clear' ? 0.05 : 0.17;
  let svg = `<linearGradient id="sh" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${colour}" stop-opacity="1"/><stop offset="1" stop-color="${colour}" stop-opacity="0"/></linearGradient>`;
  for (let i = 0; i < 7; i++) {
    const spread = (i - 3) * 130 + random.range(-40, 40);
    const w = random.range(14, 60);
    svg += path(
      `M${n(from + spread * 0.3)} -40L${n(from + spread * 0.3 + w * 0.5)} -40L${n(from + spread * 1.5 + w * 2)} 900L${n(from + spread * 1.5 - w)} 900Z`,
      'url(#sh)',
      `opacity="${(strength * random.range(0.4, 1)).toFixed(2)}"`,
    );
  }
  const blur = `<filter id="shb" filterUnits="userSpaceOnUse" x="${n(c.left)}" y="-300" width="${n(c.right - c.left)}" height="1400"><feGaussianBlur stdDeviation="12"/></filter>`;
  return {
    id: 'shafts',
    near: 0.4,
    light: true,
    coarse: true,
    parts: [{ svg: `${blur}<g filter="url(#shb)">${svg}</g>` }],
    motion: { flicker: { depth: 0.3, seconds: 5, phase: 0 } },
  };
}

function understory(c: PlaceContext, floor: Rgb, snowy: boolean): Layer {
  const { tones, stage } = c;
  const random = c.random('understory');
  const body = mix(c.ground(floor, 0.9), tones.colours.ink, snowy ? 0.12 : 0.5);
  const terrain = c.terrain('understory', 'hills', 0.9, {
    base: STAGE_HEIGHT + 10,
    height: 80,
    length: 520,
    body,
    relief: 0.45,
    veil: 0,
  });
  const ink = mix(tones.colours.ink, tones.plane(0.8), 0.12);
  let svg = grass(
    ridgeOf(terrain),
    { from: c.left, to: c.right, step: 9, height: 46 },
    [ink, mix(ink, body, 0.5)],
    random,
  );
  // Two great trunks frame the picture.
  for (const [x, w] of [
    [stage.width * 0.045, 58],
    [stage.width * 0.965, 74],
  ] as const) {
    const k = 0.5 + 0.5 * stage.unit;
    svg += path(
      `M${n(x - w * k * 0.5)} -160Q${n(x - w * k * 0.42)} 600 ${n(x - w * k)} ${c.bottom}H${n(x + w * k)}Q${n(x + w * k * 0.42)} 600 ${n(x + w * k * 0.5)} -160Z`,
      hex(ink),
    );
    const lit = x + tones.lightSide * w * k * 0.4;
    svg += line(
      `M${n(lit)} -160Q${n(lit)} 600 ${n(lit + tones.lightSide * w * 0.25)} ${n(c.bottom)}`,
      hex(mix(ink, tones.colours.light, 0.25)),
      4,
      'opacity=".6"',
    );
  }
  return c.plane('understory', 0.88, terrain, svg);
}

/** A white plain between hills, with dark firs. */
export const snow: Place = (c) => {
  const { tones, horizon } = c;
  const deep = STAGE_HEIGHT - horizon;
  const white: Rgb = [246, 249, 255];
  const layers: Layer[] = [];
  const far = c.terrain('snow range', 'peaks', 0.12, {
    base: horizon + 20,
    height: 220,
    length: 430,
    relief: 0.9,
    veil: 0.6,
  });
  far.snow = { line: STAGE_HEIGHT, colour: mix(c.ground(white, 0.6), tones.colours.haze, 0.25) };
  layers.push(c.plane('snow range', 0.12, far));
  [0.25, 0.38, 0.48, 0.88].forEach((near, i) => {
    const body = mix(c.ground(white, 0.8), tones.colours.sky, 0.12);
    const terrain = c.terrain(`drift ${i}`, 'hills', near, {
      base: horizon + deep * [0.08, 0.28, 0.5, 1.05][i]!,
      height: 60,
      length: 460 + i * 130,
      body,
      bright: mix(body, tones.colours.light, 0.6),
      shade: mix(body, mix(tones.colours.zenith, tones.colours.sky, 0.5), 0.42),
      fade: 140,
      veil: 0.3 - i * 0.1 > 0 ? 0.3 - i * 0.1 : 0,
      relief: 0.9,
    });
    const ink = mix(tones.plane(near + 0.25), tones.colours.ink, 0.25);
    const trees = treeLine(
      ridgeOf(terrain),
      {
        from: c.left,
        to: c.right,
        step: 24 + i * 12,
        height: (54 + i * 42) * (0.6 + 0.4 * c.stage.unit),
        density: [0.7, 0.4, 0.12, 0.16][i]!,
      },
      { body: ink, glow: ink, snow: body },
      tones.lightSide,
      c.random(`firs ${i}`),
    );
    layers.push(c.plane(`drift ${i}`, near, terrain, trees));
    if (i < 2) layers.push(lowMist(c, i, near + 0.03, horizon + deep * 0.1 * i));
  });
  return layers;
};
