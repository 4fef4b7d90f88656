import { type Rgb, hex, mix, rgb } from '../draw/colour.js';
import { ellipse, glow, line, n, outline, path, polygon, rect } from '../draw/svg.js';
import type { SubjectKind } from '../scene/scene.js';
import type { Drawing, Sitter } from './context.js';

export interface Paint {
  body: string;
  shade: string;
  glow: string;
  ink: string;
  glass: string;
  metal: string;
  lamp: string;
}

export function paintOf(s: Sitter, colour: Rgb): Paint {
  const { tones } = s;
  const near = 0.8;
  const own = s.subject.colour === undefined ? colour : rgb(s.subject.colour);
  const body = tones.local(own, near);
  const ink = mix(tones.colours.ink, [16, 16, 22], 0.4);
  return {
    body: hex(body),
    shade: hex(mix(body, ink, 0.48)),
    glow: hex(mix(body, tones.colours.light, 0.5)),
    ink: hex(ink),
    glass: hex(mix(mix(tones.colours.sky, tones.colours.horizon, 0.4), ink, 0.35)),
    metal: hex(tones.local([206, 210, 216], near)),
    lamp: hex(tones.lamp),
  };
}

/** A coupé from the side. */
const car: Drawing = {
  box: [-150, -100, 150, 12],
  draw: (s) => {
    const c = paintOf(s, [190, 44, 40]);
    const wheel = (x: number): string =>
      ellipse(x, -17, 18.5, 18.5, c.ink) +
      ellipse(x, -17, 11.5, 11.5, c.metal) +
      ellipse(x, -17, 9, 9, c.shade) +
      line(
        `M${x} -26V-8M${x - 9} -17H${x + 9}M${x - 6.4} -23.4L${x + 6.4} -10.6M${x + 6.4} -23.4L${x - 6.4} -10.6`,
        c.metal,
        1.8,
      ) +
      ellipse(x, -17, 2.6, 2.6, c.metal);
    const shell = outline([
      [-136, -22, 1],
      [-138, -40],
      [-130, -54],
      [-86, -61],
      [-52, -88],
      [0, -94],
      [38, -87],
      [72, -60],
      [122, -52],
      [138, -40],
      [139, -24, 1],
      [110, -15],
      [-112, -15],
    ]);
    return (
      ellipse(0, 0, 146, 7, c.ink, 'opacity=".5"') +
      path(shell, c.body) +
      path(
        outline([
          [-136, -38, 1],
          [0, -36],
          [138, -36, 1],
          [139, -22, 1],
          [110, -14],
          [-112, -14],
          [-136, -22, 1],
        ]),
        c.shade,
        'opacity=".75"',
      ) +
      path(
        outline([
          [-130, -53],
          [-86, -60],
          [0, -58],
          [72, -59],
          [122, -51],
          [60, -53],
          [-70, -55],
        ]),
        c.glow,
        'opacity=".85"',
      ) +
      path(
        outline([
          [-76, -61, 1],
          [-48, -83],
          [-8, -88],
          [-8, -61, 1],
        ]),
        c.glass,
      ) +
      path(
        outline([
          [-2, -61, 1],
          [-2, -88],
          [34, -82],
          [60, -61, 1],
        ]),
        c.glass,
      ) +
      path('M-60 -64L-38 -82H-26L-48 -64ZM8 -64L20 -85H29L18 -64Z', '#fff', 'opacity=".22"') +
      line('M-5 -60V-20M-78 -58Q-84 -40 -76 -20', c.shade, 1) +
      rect(-30, -52, 15, 2.6, c.metal, 'rx="1.3"') +
      ellipse(129, -43, 8, 5.4, c.lamp, 'transform="rotate(14 129 -43)"') +
      ellipse(-135, -44, 3.4, 6, '#e0392c') +
      rect(122, -26, 18, 4, c.metal, 'rx="2"') +
      wheel(-82) +
      wheel(84)
    );
  },
  shine: (s) => {
    if (!s.tones.dark) return undefined;
    const k = s.height / 100;
    const f = s.subject.facing;
    const beam = hex(mix(s.tones.lamp, [255, 255, 255], 0.4));
    const x = s.x + f * 134 * k;
    const y = s.y - 43 * k;
    return (
      glow(x, y, 46 * k, 46 * k, beam, 0.8) +
      glow(x + f * 120 * k, s.y + 2 * k, 160 * k, 20 * k, beam, 0.55) +
      glow(s.x - f * 137 * k, y, 30 * k, 24 * k, '#ff3a2a', 0.7)
    );
  },
};

const train: Drawing = {
  box: [-420, -120, 200, 12],
  draw: (s) => {
    const c = paintOf(s, [46, 82, 74]);
    const wheel = (x: number, r: number): string =>
      ellipse(x, -r, r, r, c.ink) +
      ellipse(x, -r, r * 0.72, r * 0.72, c.shade) +
      line(`M${x - r * 0.7} ${n(-r)}h${n(r * 1.4)}M${x} ${n(-r * 1.7)}v${n(r * 1.4)}`, c.metal, 1.6);
    let cars = '';
    for (let i = 0; i < 3; i++) {
      const x = -150 - i * 128;
      cars +=
        rect(x, -74, 122, 60, c.body, 'rx="4"') +
        rect(x, -40, 122, 26, c.shade) +
        rect(x - 2, -79, 126, 8, c.ink, 'rx="3"');
      for (let w = 0; w < 5; w++) cars += rect(x + 9 + w * 22, -66, 16, 19, s.tones.dark ? c.lamp : c.glass, 'rx="2"');
      cars += wheel(x + 22, 10) + wheel(x + 98, 10) + rect(x + 121, -24, 10, 4, c.ink);
    }
    return (
      line('M-560 1H560', c.ink, 3) +
      line('M-560 -1.4H560', c.metal, 0.8) +
      cars +
      rect(-18, -84, 46, 66, c.body) +
      rect(-24, -90, 58, 8, c.ink, 'rx="3"') +
      rect(-8, -76, 26, 22, s.tones.dark ? c.lamp : c.glass) +
      rect(28, -66, 92, 44, c.body, 'rx="20"') +
      rect(28, -62, 92, 9, c.glow, 'opacity=".7" rx="4"') +
      rect(28, -36, 92, 16, c.shade) +
      line('M52 -66V-22M78 -66V-22M104 -66V-22', c.metal, 2) +
      polygon(
        [
          [96, -66],
          [114, -66],
          [118, -96],
          [92, -96],
        ],
        c.ink,
      ) +
      ellipse(62, -68, 9, 9, c.metal) +
      rect(24, -24, 104, 8, c.ink) +
      polygon(
        [
          [120, -20],
          [146, -2],
          [116, -2],
        ],
        c.ink,
      ) +
      ellipse(122, -46, 5, 7, c.lamp) +
      wheel(6, 17) +
      wheel(46, 17) +
      wheel(86, 17) +
      line('M6 -14H86', c.metal, 3.4)
    );
  },
  shine: (s) => {
    const k = s.height / 100;
    const f = s.subject.facing;
    const smoke = hex(mix(s.tones.colours.haze, s.tones.colours.light, 0.35));
    let plume = '';
    for (let i = 0; i < 9; i++)
      plume += glow(
        s.x + f * (104 - i * 34) * k,
        s.y - (110 + i * 13) * k,
        (22 + i * 9) * k,
        (16 + i * 6) * k,
        smoke,
        0.3 - i * 0.022,
      );
    return plume;
  },
};

const rocket: Drawing = {
  box: [-60, -90, 60, 110],
  seconds: 0.5,
  motion: { bob: { amplitude: 5, seconds: 3.4 } },
  draw: (s, phase) => {
    const c = paintOf(s, [232, 234, 238]);
    const red = paintOf({ ...s, subject: { ...s.subject, colour: '#d2453a' } }, [210, 69, 58]);
    const flick = 1 + Math.sin(phase * Math.PI * 2) * 0.16;
    const flame = (w: number, l: number, fill: string, o: number): string =>
      path(
        `M${n(-w)} 36Q${n(-w * 1.3)} ${n(36 + l * 0.5)} 0 ${n(36 + l * flick)}Q${n(w * 1.3)} ${n(36 + l * 0.5)} ${n(w)} 36Z`,
        fill,
        `opacity="${o}"`,
      );
    const hull = outline([
      [0, -64, 1],
      [10, -46],
      [15, -18],
      [14, 12],
      [9, 34, 1],
      [-9, 34, 1],
      [-14, 12],
      [-15, -18],
      [-10, -46],
    ]);
    const side = outline([
      [0, -64, 1],
      [10, -46],
      [15, -18],
      [14, 12],
      [9, 34, 1],
      [3, 34, 1],
      [7, 0],
      [5, -34],
    ]);
    const fin = (f: number): string =>
      path(`M${f * 12} 8Q${f * 30} 18 ${f * 29} 46Q${f * 20} 34 ${f * 8} 32Z`, f > 0 ? red.shade : red.body);
    return `<g transform="rotate(24)">${flame(11, 62, '#ff7a2c', 0.75)}${flame(7.4, 44, '#ffc24a', 0.9)}${flame(3.8, 26, '#fff6d8', 1)}${fin(-1)}${fin(1)}${path(hull, c.body)}${path(side, c.shade, 'opacity=".65"')}${path('M0 -64Q-7 -54 -9.6 -44H9.6Q7 -54 0 -64Z', red.body)}${path('M0 -64Q7 -54 9.6 -44H3Z', red.shade)}${line('M-14.6 14H14.6M-12 28H12', red.body, 3)}${ellipse(0, -18, 7.6, 7.6, c.metal)}${ellipse(0, -18, 5.6, 5.6, c.glass)}${ellipse(-1.8, -20, 1.8, 1.3, '#fff', 'opacity=".8"')}${path('M-2.6 20Q0 14 2.6 20V46H-2.6Z', red.shade)}${line('M-10 -40Q-13 -14 -12 10', c.glow, 1.8, 'opacity=".9"')}</g>`;
  },
  shine: (s) => {
    const k = s.height / 100;
    const f = s.subject.facing;
    return glow(s.x - f * 26 * k, s.y + 62 * k, 66 * k, 66 * k, '#ff8a3c', 0.6);
  },
};

const plane: Drawing = {
  box: [-150, -60, 150, 60],
  motion: { bob: { amplitude: 6, seconds: 4 } },
  draw: (s) => {
    const c = paintOf(s, [236, 238, 242]);
    let ports = '';
    for (let i = 0; i < 15; i++) ports += ellipse(-70 + i * 10.4, -4, 2.1, 2.9, c.glass);
    return `<g transform="rotate(-6)">${polygon(
      [
        [-8, -10],
        [-62, -44],
        [-44, -44],
        [40, -12],
      ],
      c.shade,
    )}${path(
      outline([
        [-134, -8],
        [-110, -15],
        [60, -17],
        [108, -12],
        [132, 0],
        [104, 10],
        [40, 13],
        [-80, 10],
      ]),
      c.body,
    )}${path(
      outline([
        [-134, -6],
        [0, 4],
        [130, 2],
        [104, 10],
        [40, 13],
        [-80, 10],
      ]),
      c.shade,
      'opacity=".7"',
    )}${polygon(
      [
        [-134, -8],
        [-150, -48],
        [-128, -48],
        [-96, -15],
      ],
      hex(s.tones.local(rgb(s.subject.colour ?? '#2b62c9'), 0.8)),
    )}${polygon(
      [
        [-118, 0],
        [-148, 12],
        [-134, 13],
        [-92, 3],
      ],
      c.shade,
    )}${path('M112 -10Q124 -6 128 -2L108 -3Z', c.glass)}${ports}${polygon(
      [
        [30, 4],
        [-20, 6],
        [-72, 50],
        [-50, 50],
      ],
      c.metal,
    )}${ellipse(0, 24, 17, 6.4, c.shade)}${ellipse(14, 24, 4, 6, c.ink)}</g>`;
  },
};

const balloon: Drawing = {
  box: [-50, -75, 50, 55],
  motion: { bob: { amplitude: 10, seconds: 6 } },
  draw: (s) => {
    const { tones } = s;
    const own = rgb(s.subject.colour ?? '#d9483b');
    const stripes: Rgb[] = [own, [246, 226, 180], own, [240, 170, 70], own];
    const lobes = stripes.map((colour, i) => {
      const a = -1 + (i * 2) / 5;
      const b = -1 + ((i + 1) * 2) / 5;
      const edge = (t: number): string => `C${n(t * 46)} -62 ${n(t * 46)} -20 ${n(t * 8)} 18`;
      const fill = mix(
        tones.local(colour, 0.7),
        tones.colours.ink,
        Math.max(0, -a * tones.lightSide * s.subject.facing) * 0.3,
      );
      return path(`M0 -68${edge(a)}L${n(b * 8)} 18C${n(b * 46)} -20 ${n(b * 46)} -62 0 -68Z`, hex(fill));
    });
    const c = paintOf(s, [120, 80, 50]);
    return (
      lobes.join('') +
      line('M-7 18L-5 34M7 18L5 34M-2 18L-2 34M2 18L2 34', c.ink, 0.7) +
      rect(-7, 34, 14, 11, c.shade, 'rx="2"') +
      rect(-7, 34, 14, 3, c.glow)
    );
  },
};

export const VEHICLES: Partial<Record<SubjectKind, Drawing>> = { car, train, rocket, plane, balloon };
