import { Random } from '../../common/random.js';
import { type Rgb, hex, mix, rgb } from '../draw/colour.js';
import { ellipse, glow, line, n, outline, path, rect } from '../draw/svg.js';
import type { SubjectKind } from '../scene/scene.js';
import type { Drawing, Sitter } from './context.js';

const own = (s: Sitter, fallback: Rgb): Rgb =>
  s.tones.local(s.subject.colour === undefined ? fallback : rgb(s.subject.colour), 0.9, s.tones.silhouette * 0.5);

/** Left-to-right shading of a round body, brightest towards the light. */
function round(id: string, colour: Rgb, s: Sitter): string {
  const ink = mix(colour, s.tones.colours.ink, 0.55);
  const bright = mix(colour, [255, 255, 255], 0.6);
  const flip = s.tones.lightSide * s.subject.facing > 0;
  const stops: [number, Rgb][] = [
    [0, mix(colour, ink, 0.45)],
    [0.16, mix(colour, bright, 0.35)],
    [0.24, bright],
    [0.34, colour],
    [0.7, mix(colour, ink, 0.5)],
    [0.92, ink],
    [1, mix(colour, ink, 0.55)],
  ];
  const body = stops.map(([at, c]) => `<stop offset="${at}" stop-color="${hex(c)}"/>`).join('');
  return `<linearGradient id="${id}" x1="${flip ? 1 : 0}" x2="${flip ? 0 : 1}" y1="0" y2=".12">${body}</linearGradient>`;
}

const contact = (s: Sitter, rx: number): string =>
  ellipse(rx * 0.12, 0.8, rx * 1.1, 3.4, hex(s.tones.colours.ink), 'opacity=".38"');

/** A perfume flacon: thick glass, liquid, collar and stopper. */
const bottle: Drawing = {
  box: [-50, -108, 50, 8],
  draw: (s) => {
    const liquid = own(s, [222, 146, 92]);
    const metal = s.tones.local([224, 186, 120], 0.9, 0.1);
    const glass = mix(s.tones.colours.haze, [255, 255, 255], 0.55);
    const deep = mix(liquid, s.tones.colours.ink, 0.5);
    const l = s.tones.lightSide * s.subject.facing;
    return (
      round('bl', liquid, s) +
      round('bm', metal, s) +
      contact(s, 34) +
      rect(-34, -66, 68, 66, hex(glass), 'rx="7" opacity=".82"') +
      rect(-28.5, -58, 57, 51, 'url(#bl)', 'rx="4"') +
      path('M-28.5 -20Q0 -12 28.5 -20V-11Q28.5 -7 24.5 -7H-24.5Q-28.5 -7 -28.5 -11Z', hex(deep), 'opacity=".4"') +
      rect(-34, -66, 68, 66, 'none', `rx="7" stroke="#fff" stroke-width="1.1" opacity=".8"`) +
      rect(l * 26 - 2.4, -61, 4.8, 54, '#fff', 'rx="2.4" opacity=".62"') +
      rect(-l * 29.6 - 1, -60, 2, 52, '#fff', 'rx="1" opacity=".4"') +
      ellipse(0, -57.6, 28, 1.9, hex(mix(liquid, [255, 255, 255], 0.55))) +
      rect(-19, -47, 38, 25, hex(mix(glass, [255, 255, 255], 0.5)), 'rx="1.5" opacity=".9"') +
      line('M-12 -38H12M-7 -32.4H7', hex(deep), 1.1) +
      rect(-10, -74, 20, 8.6, 'url(#bm)', 'rx="1.6"') +
      line('M-10 -70H10', hex(mix(metal, s.tones.colours.ink, 0.4)), 0.7) +
      rect(-15.5, -100, 31, 26.5, 'url(#bm)', 'rx="3"') +
      rect(-15.5, -100, 31, 5, '#fff', 'rx="2.5" opacity=".35"')
    );
  },
  shine: (s) => glow(s.x, s.y - s.height * 0.4, s.height * 0.6, s.height * 0.5, hex(own(s, [222, 146, 92])), 0.16),
};

const cup: Drawing = {
  box: [-80, -130, 80, 10],
  draw: (s) => {
    const c = own(s, [236, 228, 216]);
    let steam = '';
    for (let i = -1; i <= 1; i++) steam += `M${i * 17} -100q-9 -14 0 -26t0 -24`;
    return (
      round('cp', c, s) +
      contact(s, 66) +
      ellipse(0, -3, 66, 9, hex(mix(c, s.tones.colours.ink, 0.14))) +
      ellipse(0, -5.5, 60, 7, hex(mix(c, [255, 255, 255], 0.3))) +
      path(
        'M40 -72Q78 -76 74 -46Q70 -22 32 -26',
        'none',
        `stroke="${hex(mix(c, s.tones.colours.ink, 0.22))}" stroke-width="9"`,
      ) +
      path('M-46 -84H46Q46 -30 26 -8Q0 -1 -26 -8Q-46 -30 -46 -84Z', 'url(#cp)') +
      ellipse(0, -84, 46, 9.4, hex(mix(c, [255, 255, 255], 0.35))) +
      ellipse(0, -83, 41, 7.4, '#4a2c1c') +
      ellipse(-8, -84, 20, 3.2, '#8a5a38', 'opacity=".8"') +
      line(steam, '#fff', 5, 'opacity=".2"')
    );
  },
};

const box: Drawing = {
  box: [-80, -110, 80, 10],
  draw: (s) => {
    const c = own(s, [198, 150, 104]);
    const left = s.tones.lightSide * s.subject.facing < 0;
    const ribbon = hex(s.tones.colours.accent);
    const dark = hex(mix(c, s.tones.colours.ink, 0.42));
    const bright = hex(mix(c, s.tones.colours.light, 0.2));
    return (
      contact(s, 64) +
      path('M-60 -66L0 -56V0L-60 -12Z', left ? bright : dark) +
      path('M60 -66L0 -56V0L60 -12Z', left ? dark : bright) +
      path('M-60 -66L0 -78L60 -66L0 -56Z', hex(mix(c, [255, 255, 255], 0.35))) +
      path('M-36 -62L-24 -60V-5L-36 -7.4ZM36 -62L24 -60V-5L36 -7.4Z', ribbon) +
      path('M-36 -62L24 -73.4L36 -70.8L-24 -60ZM36 -62L-24 -73.4L-36 -70.8L24 -60Z', ribbon) +
      path(
        'M0 -67Q-30 -92 -24 -74Q-16 -66 0 -67Q30 -92 24 -74Q16 -66 0 -67Z',
        hex(mix(s.tones.colours.accent, [255, 255, 255], 0.2)),
      )
    );
  },
};

const flower: Drawing = {
  box: [-60, -106, 60, 6],
  seconds: 4,
  draw: (s, phase) => {
    const petal = own(s, [226, 76, 92]);
    const ink = mix(petal, s.tones.colours.ink, 0.4);
    const green = s.tones.local([92, 140, 78], 0.85);
    const a = Math.sin(phase * Math.PI * 2) * 2.2;
    const ring = (count: number, r: number, w: number, turn: number, colour: Rgb): string => {
      let d = '';
      for (let i = 0; i < count; i++)
        d += `<path transform="rotate(${n((i * 360) / count + turn)})" d="M0 0C${n(-w)} ${n(-r * 0.4)} ${n(-w * 0.8)} ${n(-r * 0.95)} 0 ${n(-r)}C${n(w * 0.8)} ${n(-r * 0.95)} ${n(w)} ${n(-r * 0.4)} 0 0Z" fill="${hex(mix(colour, i % 2 ? ink : [255, 255, 255], 0.14))}"/>`;
      return d;
    };
    return `<g transform="rotate(${n(a)})">${line('M0 2Q-4 -30 0 -66', hex(green), 3)}${path('M-1 -20Q-30 -24 -38 -44Q-12 -44 -1 -20Z', hex(green))}${path('M0 -32Q24 -34 32 -54Q10 -52 0 -32Z', hex(mix(green, s.tones.colours.light, 0.25)))}<g transform="translate(0 -70)">${ring(9, 32, 14, 8, mix(petal, ink, 0.3))}${ring(8, 25, 12, 28, petal)}${ring(6, 17, 9, 12, mix(petal, [255, 255, 255], 0.22))}${ellipse(0, 0, 7.4, 7.4, hex(s.tones.local([244, 196, 72], 0.9)))}${ellipse(0, 1.6, 5, 4.4, hex(s.tones.local([176, 110, 40], 0.9)), 'opacity=".6"')}</g></g>`;
  },
};

const robot: Drawing = {
  box: [-50, -112, 50, 6],
  seconds: 3,
  draw: (s, phase) => {
    const c = own(s, [176, 186, 196]);
    const dark = hex(mix(c, s.tones.colours.ink, 0.5));
    const eye = hex(mix(s.tones.colours.accent, [255, 255, 255], 0.25));
    const a = Math.sin(phase * Math.PI * 2);
    const arm = (f: number): string =>
      `<g transform="rotate(${n(a * 4 * f)} ${f * 24} -62)">${rect(f * 24 - 5, -64, 10, 24, dark, 'rx="5"')}${rect(f * 26 - 5.5, -42, 11, 22, 'url(#rb)', 'rx="5"')}${ellipse(f * 26, -18, 6.4, 6.4, dark)}</g>`;
    const leg = (x: number): string =>
      rect(x - 5, -34, 10, 18, dark, 'rx="4"') +
      rect(x - 7, -20, 14, 16, 'url(#rb)', 'rx="4"') +
      path(`M${x - 10} 0Q${x - 10} -8 ${x} -8Q${x + 12} -8 ${x + 12} 0Z`, dark);
    return (
      round('rb', c, s) +
      contact(s, 28) +
      leg(-11) +
      leg(11) +
      arm(-1) +
      rect(-21, -70, 42, 40, 'url(#rb)', 'rx="9"') +
      rect(-12, -62, 24, 15, dark, 'rx="3"') +
      line('M-8 -54.5h4l3 -5 4 9 3 -4h3', eye, 1.4) +
      rect(-4, -76, 8, 7, dark) +
      `<g transform="translate(0 ${n(a * 0.7)})">${rect(-18, -100, 36, 26, 'url(#rb)', 'rx="10"')}${rect(-14, -95, 28, 15, dark, 'rx="7"')}${ellipse(-6, -87.5, 3.4, 3.8, eye)}${ellipse(6, -87.5, 3.4, 3.8, eye)}${line('M0 -100V-107', dark, 1.6)}${ellipse(0, -108, 2.4, 2.4, eye)}</g>` +
      arm(1)
    );
  },
};

const campfire: Drawing = {
  box: [-60, -110, 60, 10],
  seconds: 0.9,
  draw: (s, phase) => {
    const wood = hex(s.tones.local([84, 56, 42], 0.9));
    const flame = (w: number, h: number, p: number, fill: string): string => {
      const q = Math.sin((phase + p) * Math.PI * 2);
      return path(
        outline([
          [-w, -8],
          [-w * 0.8 + q * 2, -h * 0.4],
          [-w * 0.3, -h * 0.55 + q * 4],
          [q * 7, -h * (0.95 + 0.08 * q), 1],
          [w * 0.36, -h * 0.5 - q * 4],
          [w * 0.8 + q * 2, -h * 0.42],
          [w, -8],
          [0, -2],
        ]),
        fill,
      );
    };
    return (
      ellipse(0, 2, 52, 6, hex(s.tones.colours.ink), 'opacity=".5"') +
      flame(30, 96, 0, '#e8552a') +
      flame(21, 70, 0.3, '#ff9a34') +
      flame(11, 44, 0.6, '#ffe08a') +
      [
        [-40, 2, 34, -14],
        [40, 2, -34, -14],
        [-44, -4, 44, -2],
      ]
        .map(([a, b, c, d]) => line(`M${a} ${b}L${c} ${d}`, wood, 9))
        .join('')
    );
  },
  shine: (s) =>
    glow(s.x, s.y - s.height * 0.3, s.height * 2.6, s.height * 2.2, '#ff8a3c', 0.6) +
    glow(s.x, s.y + s.height * 0.05, s.height * 3, s.height * 0.5, '#ffb04a', 0.4),
};

/** What has no drawing: stacked forms, made from the word itself. */
const abstract: Drawing = {
  box: [-70, -110, 70, 10],
  motion: { bob: { amplitude: 4, seconds: 5 } },
  draw: (s) => {
    const random = new Random(s.subject.seed);
    const base = own(s, [214, 120, 84]);
    const hues: Rgb[] = [
      base,
      s.tones.local([86, 118, 134], 0.9),
      s.tones.local([232, 200, 140], 0.9),
      mix(base, [255, 255, 255], 0.35),
    ];
    let svg = contact(s, 44);
    let y = 0;
    const count = random.int(3, 4);
    for (let i = 0; i < count; i++) {
      const r = (26 - i * 4.4) * random.range(0.85, 1.15);
      const id = `ab${i}`;
      const lean = random.range(-5, 5);
      svg += round(id, hues[(i + random.int(0, 1)) % hues.length] ?? base, s);
      const kind = random.int(0, 3);
      if (kind === 0) svg += ellipse(lean, y - r, r, r, `url(#${id})`);
      else if (kind === 1)
        svg += rect(lean - r * 1.15, y - r * 1.5, r * 2.3, r * 1.5, `url(#${id})`, `rx="${n(r * 0.24)}"`);
      else if (kind === 2)
        svg += path(
          `M${n(lean - r * 1.3)} ${n(y)}A${n(r * 1.3)} ${n(r * 1.3)} 0 0 1 ${n(lean + r * 1.3)} ${n(y)}Z`,
          `url(#${id})`,
        );
      else
        svg += path(
          outline([
            [lean - r, y],
            [lean - r * 1.2, y - r * 0.9],
            [lean - r * 0.3, y - r * 1.7],
            [lean + r * 0.9, y - r * 1.4],
            [lean + r * 1.2, y - r * 0.4],
            [lean + r * 0.8, y],
          ]),
          `url(#${id})`,
        );
      y -= kind === 0 ? 2 * r : kind === 1 ? r * 1.5 : kind === 2 ? r * 1.3 : r * 1.65;
    }
    const ringY = -random.range(30, 60);
    return `${svg}<ellipse cx="0" cy="${n(ringY)}" rx="46" ry="13" fill="none" stroke="${hex(s.tones.colours.accent)}" stroke-width="1.6" opacity=".8" transform="rotate(-12 0 ${n(ringY)})"/>`;
  },
};

export const OBJECTS: Partial<Record<SubjectKind, Drawing>> = { bottle, cup, box, flower, robot, campfire, abstract };
