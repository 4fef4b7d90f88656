import { type Rgb, hex, lighten, mix, rgb } from '../draw/colour.js';
import { limb, n, outline, path } from '../draw/svg.js';
import type { Look } from '../scene/scene.js';
import type { Drawing, Sitter } from './context.js';

/** Joint angles in degrees from straight down (positive is forward), for the near and far limbs. */
interface Stance {
  lean: number;
  legs: readonly [readonly [number, number], readonly [number, number]];
  arms: readonly [readonly [number, number], readonly [number, number]];
}

type Motion = (phase: number) => Stance;

const wave = (phase: number, shift = 0): number => Math.sin((phase + shift) * Math.PI * 2);

const STANCES: Record<Sitter['subject']['pose'], Motion> = {
  stand: (p) => ({
    lean: 1 + wave(p) * 0.6,
    legs: [
      [4, -2],
      [-5, -3],
    ],
    arms: [
      [5 + wave(p) * 1.5, 12],
      [-8, 10],
    ],
  }),
  walk: (p) => ({
    lean: 4,
    legs: [
      [wave(p, 0.12) * 25, -8 - Math.max(0, wave(p, 0.4)) * 34],
      [-wave(p, 0.12) * 25, -8 - Math.max(0, wave(p, 0.9)) * 34],
    ],
    arms: [
      [-wave(p, 0.12) * 24, 16],
      [wave(p, 0.12) * 24, 16],
    ],
  }),
  run: (p) => ({
    lean: 13,
    legs: [
      [10 + wave(p, 0.12) * 42, -20 - Math.max(0, wave(p, 0.4)) * 66],
      [10 - wave(p, 0.12) * 42, -20 - Math.max(0, wave(p, 0.9)) * 66],
    ],
    arms: [
      [-wave(p, 0.12) * 46, 80],
      [wave(p, 0.12) * 46, 80],
    ],
  }),
  dance: (p) => ({
    lean: wave(p) * 7 - 3,
    legs: [
      [-8 + wave(p) * 8, -6],
      [34 + wave(p) * 12, -44],
    ],
    arms: [
      [128 + wave(p) * 16, 26],
      [-104 - wave(p, 0.2) * 16, -28],
    ],
  }),
  sit: () => ({
    lean: 2,
    legs: [
      [86, -84],
      [78, -78],
    ],
    arms: [
      [34, 40],
      [24, 40],
    ],
  }),
};

const THIGH = 24;
const SHIN = 24;
const UPPER_ARM = 15.5;
const FOREARM = 15;

interface Cloth {
  skin: Rgb;
  hair: Rgb;
  main: Rgb;
  legs: Rgb;
  ink: Rgb;
}

/** A figure on its feet, seen from the side and a little ahead; 100 units from sole to crown. */
export const person: Drawing = {
  box: [-62, -122, 62, 6],
  seconds: 1.15,
  draw: (s, phase) => {
    const look = s.subject.look;
    if (!look) return '';
    const small = look.age === 'child' ? 0.68 : 1;
    const stance = STANCES[s.subject.pose](phase);
    const shadow = `<ellipse cx="0" cy="0.6" rx="${n(20 * small)}" ry="2.4" fill="${hex(s.tones.colours.ink)}" opacity=".3"/>`;
    return `${shadow}<g transform="scale(${small})">${figure(look, stance, clothOf(look, s), s)}</g>`;
  },
};

function clothOf(look: Look, s: Sitter): Cloth {
  const near = 0.8;
  const main = s.tones.local(
    rgb(look.outfit === 'spacesuit' ? '#e6e8ec' : look.outfit === 'armour' ? '#9aa2ad' : look.outfitColour),
    near,
  );
  const ink = s.tones.local([26, 22, 28], near);
  return {
    skin: s.tones.local(rgb(look.skin), near),
    hair: s.tones.local(rgb(look.hair), near),
    main,
    legs: look.outfit === 'spacesuit' ? main : mix(s.tones.local([58, 62, 82], near), ink, 0.2),
    ink,
  };
}

const RAD = Math.PI / 180;
type Joint = [number, number];
const along = ([x, y]: Joint, angle: number, length: number): Joint => [
  x + Math.sin(angle * RAD) * length,
  y + Math.cos(angle * RAD) * length,
];

function figure(look: Look, st: Stance, cl: Cloth, s: Sitter): string {
  // The hips sink until the lower foot stands on the ground.
  const reach = st.legs.map(([t, k]) => Math.cos(t * RAD) * THIGH + Math.cos((t + k) * RAD) * SHIN);
  const hip: Joint = [0, -Math.max(...reach) - 2.2];
  const neck: Joint = [Math.sin(st.lean * RAD) * 31, hip[1] - Math.cos(st.lean * RAD) * 31];
  const shoulder: Joint = [neck[0] - 0.4, neck[1] + 4];
  const dark = (c: Rgb): string => hex(mix(c, cl.ink, 0.42));
  const robe = look.outfit === 'dress' || look.outfit === 'robe';
  const wide = look.outfit === 'spacesuit' ? 1.45 : look.outfit === 'coat' || look.outfit === 'armour' ? 1.18 : 1;
  const sleeve = cl.main;
  const parts = [
    arm(shoulder, st.arms[1], dark(sleeve), dark(cl.skin), wide),
    leg(hip, st.legs[1], dark(robe ? cl.skin : cl.legs), dark(cl.ink), wide),
    leg(hip, st.legs[0], hex(robe ? cl.skin : cl.legs), hex(cl.ink), wide),
    torso(look, hip, neck, st, cl, wide),
    headOf(look, neck, st.lean, cl, s),
    arm(shoulder, st.arms[0], hex(mix(sleeve, cl.ink, 0.14)), hex(cl.skin), wide),
  ];
  return parts.join('');
}

function leg(hip: Joint, [thigh, knee]: readonly [number, number], cloth: string, shoe: string, wide: number): string {
  const k = along(hip, thigh, THIGH);
  const f = along(k, thigh + knee, SHIN);
  const foot = `M${n(f[0] - 2.4)} ${n(f[1] + 2)}L${n(f[0] - 2.2)} ${n(f[1] - 2.4)}H${n(f[0] + 2.4)}Q${n(f[0] + 7.6)} ${n(f[1] - 0.6)} ${n(f[0] + 7.8)} ${n(f[1] + 2)}Z`;
  return (
    limb(
      [
        [hip[0], hip[1], 5.4 * wide],
        [k[0], k[1], 3.9 * wide],
        [f[0], f[1], 2.5 * wide],
      ],
      cloth,
    ) + path(foot, shoe)
  );
}

function arm(
  shoulder: Joint,
  [upper, lower]: readonly [number, number],
  sleeve: string,
  skin: string,
  wide: number,
): string {
  const e = along(shoulder, upper, UPPER_ARM);
  const h = along(e, upper + lower, FOREARM);
  return (
    limb(
      [
        [shoulder[0], shoulder[1], 3.6 * wide],
        [e[0], e[1], 2.7 * wide],
        [h[0], h[1], 2 * wide],
      ],
      sleeve,
    ) + `<circle cx="${n(h[0])}" cy="${n(h[1])}" r="${n(2.3 * wide)}" fill="${skin}"/>`
  );
}

function torso(look: Look, hip: Joint, neck: Joint, st: Stance, cl: Cloth, wide: number): string {
  const w = 7.6 * wide * (look.woman ? 0.88 : 1);
  const waist = look.woman ? 0.72 : 0.88;
  const mid: Joint = [(hip[0] + neck[0]) / 2, (hip[1] + neck[1]) / 2 + 3];
  const long = { dress: 30, robe: 42, coat: 20, suit: 6, shirt: 2, sweater: 3, armour: 8, spacesuit: 3 }[look.outfit];
  const flare = { dress: 2.1, robe: 1.75, coat: 1.4, suit: 1.05, shirt: 1, sweater: 1.05, armour: 1.2, spacesuit: 1.1 }[
    look.outfit
  ];
  const swing = (st.legs[0][0] + st.legs[1][0]) * 0.1;
  const hem = hip[1] + long;
  const shape = outline([
    [neck[0] - 2.6, neck[1] - 0.5],
    [neck[0] - w * 0.98, neck[1] + 4.4],
    [mid[0] - w * waist, mid[1]],
    [hip[0] - w * 0.95, hip[1]],
    [hip[0] - w * flare + swing, hem, 1],
    [hip[0] + w * flare + swing, hem, 1],
    [hip[0] + w * 0.95, hip[1]],
    [mid[0] + w * waist, mid[1]],
    [neck[0] + w, neck[1] + 4.4],
    [neck[0] + 2.6, neck[1] - 0.5],
  ]);
  const side = outline([
    [neck[0] - w * 0.9, neck[1] + 5],
    [mid[0] - w * waist, mid[1]],
    [hip[0] - w * 0.9, hip[1]],
    [hip[0] - w * flare + swing, hem, 1],
    [hip[0] - w * flare * 0.2 + swing, hem, 1],
    [mid[0] - w * 0.2, mid[1]],
  ]);
  const belt =
    look.outfit === 'coat' || look.outfit === 'dress' || look.outfit === 'robe'
      ? path(
          outline([
            [mid[0] - w * waist, mid[1] + 5],
            [mid[0] + w * waist, mid[1] + 5],
            [mid[0] + w * waist * 1.05, mid[1] + 8.4],
            [mid[0] - w * waist * 1.05, mid[1] + 8.4],
          ]),
          hex(mix(cl.main, cl.ink, 0.55)),
        )
      : '';
  const pack =
    look.outfit === 'spacesuit'
      ? `<rect x="${n(neck[0] - w * 1.7)}" y="${n(neck[1] + 3)}" width="${n(w * 1.1)}" height="22" rx="3" fill="${hex(mix(cl.main, cl.ink, 0.35))}"/>`
      : '';
  return pack + path(shape, hex(cl.main)) + path(side, hex(mix(cl.main, cl.ink, 0.3)), 'opacity=".7"') + belt;
}

function headOf(look: Look, neck: Joint, lean: number, cl: Cloth, s: Sitter): string {
  const [x, y] = [neck[0] + Math.sin(lean * RAD) * 9 + 0.6, neck[1] - 9.4];
  const size = look.age === 'child' ? 1.28 : 1;
  const hair = hex(cl.hair);
  let svg = limb(
    [
      [neck[0], neck[1] + 2, 2.9],
      [x - 0.4, y + 3, 2.7],
    ],
    hex(mix(cl.skin, cl.ink, 0.2)),
  );
  if (look.hairLength === 'long')
    svg += path(
      outline([
        [x - 5, y - 5],
        [x + 2, y - 7.5],
        [x + 1, y + 4],
        [x - 2, y + 17],
        [x - 8, y + 16],
        [x - 7.6, y + 2],
      ]),
      hair,
    );
  if (look.hairLength === 'medium')
    svg += path(
      outline([
        [x - 5, y - 5],
        [x + 2, y - 7.5],
        [x, y + 5],
        [x - 5, y + 8.5],
        [x - 7.5, y + 4],
      ]),
      hair,
    );
  svg += path(
    outline([
      [x - 4.6, y + 1],
      [x - 4.8, y - 4],
      [x, y - 7.6],
      [x + 4.6, y - 4.6],
      [x + 5, y - 0.6],
      [x + 6.1, y + 1.1],
      [x + 4.8, y + 2],
      [x + 4.2, y + 5.4],
      [x + 0.6, y + 6.4],
      [x - 3, y + 4],
    ]),
    hex(cl.skin),
  );
  if (look.hairLength !== 'bald')
    svg += path(
      outline([
        [x + 4.6, y - 4],
        [x + 2.8, y - 8],
        [x - 2.4, y - 8.8],
        [x - 6.4, y - 4.6],
        [x - 5.6, y + 2.4],
        [x - 2.8, y + 3.4],
        [x - 2.4, y - 1],
        [x + 0.4, y - 3.4],
      ]),
      hair,
    );
  if (look.beard)
    svg += path(
      outline([
        [x - 1.6, y + 1.4],
        [x + 4.8, y + 1.6],
        [x + 5.4, y + 6],
        [x + 2.6, y + 9.4],
        [x - 1.6, y + 6],
      ]),
      hair,
    );
  svg += hatOf(look, x, y, cl, s);
  return `<g transform="translate(${n(x)} ${n(y + 6)}) scale(${size}) translate(${n(-x)} ${n(-y - 6)})">${svg}</g>`;
}

function hatOf(look: Look, x: number, y: number, cl: Cloth, s: Sitter): string {
  const felt = mix(cl.main, cl.ink, 0.4);
  switch (look.hat) {
    case 'none':
      return '';
    case 'cap':
      return path(
        `M${n(x - 6.6)} ${n(y - 2.6)}Q${n(x - 6)} ${n(y - 10.6)} ${n(x)} ${n(y - 10.4)}Q${n(x + 5.4)} ${n(y - 10)} ${n(x + 5.6)} ${n(y - 4)}L${n(x + 9)} ${n(y - 3)}L${n(x + 5)} ${n(y - 2.4)}Z`,
        hex(felt),
      );
    case 'brim':
      return (
        path(
          `M${n(x - 11)} ${n(y - 3)}Q${n(x)} ${n(y - 6.6)} ${n(x + 11)} ${n(y - 3.6)}Q${n(x)} ${n(y - 1.4)} ${n(x - 11)} ${n(y - 3)}Z`,
          hex(felt),
        ) +
        path(
          `M${n(x - 6)} ${n(y - 3.6)}L${n(x - 4.6)} ${n(y - 12)}Q${n(x)} ${n(y - 10)} ${n(x + 4.6)} ${n(y - 12)}L${n(x + 5.8)} ${n(y - 3.8)}Z`,
          hex(lighten(felt, 0.03)),
        )
      );
    case 'hood':
      return path(
        outline([
          [x + 4.6, y - 6],
          [x, y - 11],
          [x - 7.6, y - 7],
          [x - 8.4, y + 5],
          [x - 3, y + 10],
          [x + 3, y + 8],
          [x - 2, y + 2],
          [x - 1.6, y - 4],
        ]),
        hex(felt),
      );
    case 'crown':
      return path(
        `M${n(x - 5.6)} ${n(y - 4.6)}L${n(x - 6.4)} ${n(y - 12)}L${n(x - 2.6)} ${n(y - 8)}L${n(x)} ${n(y - 13)}L${n(x + 2.6)} ${n(y - 8)}L${n(x + 6.2)} ${n(y - 12)}L${n(x + 5.4)} ${n(y - 5.4)}Z`,
        hex(s.tones.local([240, 196, 80], 0.9)),
      );
    case 'helmet':
      return (
        `<circle cx="${n(x)}" cy="${n(y - 0.6)}" r="11" fill="${hex(mix(cl.main, [255, 255, 255], 0.2))}"/>` +
        path(
          outline([
            [x + 1, y - 7.6],
            [x + 9, y - 4.4],
            [x + 9.4, y + 3.6],
            [x + 1.6, y + 6.4],
            [x - 1.6, y],
          ]),
          hex(mix(s.tones.colours.horizon, cl.ink, 0.4)),
        ) +
        `<ellipse cx="${n(x + 5.6)}" cy="${n(y - 3)}" rx="2" ry="1.4" fill="#fff" opacity=".6"/>`
      );
  }
}
