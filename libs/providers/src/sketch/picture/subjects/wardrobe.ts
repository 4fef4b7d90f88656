import { hex, mix } from '../draw/colour.js';
import { type Knot, line, n, outline, path, strand } from '../draw/svg.js';
import type { Face } from './face.js';

/** Hair that falls behind the neck and shoulders. */
export function hairBack(f: Face): string {
  const { hairLength } = f.look;
  if (hairLength === 'bald' || hairLength === 'short') return '';
  const h = f.half;
  const end = hairLength === 'long' ? -12 : -33;
  const swell = hairLength === 'long' ? 8.5 : 5.5;
  const d = outline([
    [0, f.crown - 4.5],
    [h + 2.5, f.crown + 6],
    [h + 5, f.cy],
    [h + swell, end - 14],
    [h + swell - 3, end],
    [h * 0.5, end + 2.4],
    [-h * 0.5, end + 1.4],
    [-h - swell + 3, end],
    [-h - swell, end - 14],
    [-h - 5, f.cy],
    [-h - 2.5, f.crown + 6],
  ]);
  return (
    path(d, hex(mix(f.hairShade, f.ink, 0.15))) +
    `<clipPath id="back"><path d="${d}"/></clipPath><g clip-path="url(#back)">` +
    path(strandsDown(f, end), 'none', `stroke="${hex(f.hair)}" stroke-width=".8" opacity=".5" stroke-linecap="round"`) +
    '</g>'
  );
}

function strandsDown(f: Face, end: number): string {
  let d = '';
  for (let i = 0; i < 9; i++) {
    for (const s of [-1, 1]) {
      const x = s * (f.half + 0.4 + i * 0.8);
      d += strand([
        [s * f.half * 0.9, f.cy - 12],
        [x + s * 1.4, f.cy + 4],
        [x, end - 4 + (i % 3) * 2],
      ]);
    }
  }
  return d;
}

/** Fringe, parting and the mass on top. */
export function hairFront(f: Face): string {
  const h = f.half;
  const { look } = f;
  if (look.hairLength === 'bald') {
    return path(
      outline([
        [-h * 0.5, f.crown + 3],
        [h * 0.3, f.crown + 2.4],
        [h * 0.2, f.crown + 6],
        [-h * 0.3, f.crown + 7],
      ]),
      '#fff',
      'opacity=".14"',
    );
  }
  const top = f.crown - 4.8;
  const part = f.side * 5;
  const old = look.age === 'old' && !look.woman;
  const line0 = old ? f.crown + 6.6 : f.crown + 9.4;
  const lock: Knot[] =
    look.woman || f.anime
      ? [
          [-h - 1.6, f.cy + (look.hairLength === 'short' ? 0 : 8), 1],
          [-h - 3.2, f.cy - 8],
          [-h * 0.86, top + 6],
          [0, top],
          [h * 0.86, top + 6],
          [h + 3.2, f.cy - 8],
          [h + 1.6, f.cy + (look.hairLength === 'short' ? 0 : 8), 1],
          [h - 0.8, f.cy - 7],
          [h * 0.62, line0 + 1],
          [part, line0 - 3.6, 1],
          [-h * 0.55, line0 + 2],
          [-h + 0.8, f.cy - 6],
        ]
      : [
          [-h - 0.7, f.cy - 1, 1],
          [-h - 1.5, f.cy - 9],
          [-h * 0.9, top + 6],
          [-h * 0.2, top + 0.4],
          [h * 0.6, top + 1.6],
          [h + 1.1, top + 10],
          [h + 0.8, f.cy - 1, 1],
          [h - 1, f.cy - 9],
          [h * 0.7, line0],
          [part, line0 - 2.2],
          [-h * 0.5, line0 + 1],
          [-h + 1, f.cy - 9],
        ];
  return path(outline(lock), 'url(#hair)') + (f.anime ? animeFringe(f, line0) : '') + combed(f, top, line0, part);
}

/** Pointed locks over the brow, with a band of shine. */
function animeFringe(f: Face, y: number): string {
  const h = f.half;
  let d = `M${n(-h - 1)} ${n(f.cy - 6)}`;
  const points = 7;
  for (let i = 0; i < points; i++) {
    const x = -h + ((i + 0.5) / points) * 2 * h;
    const next = -h + ((i + 1) / points) * 2 * h;
    const deep = f.cy - 4.5 + Math.sin(i * 2.1) * 2.4 + Math.abs(x) * 0.12;
    d += `Q${n(x - 0.6)} ${n(deep - 5)} ${n(x)} ${n(deep)}Q${n(x + 1.2)} ${n(deep - 5)} ${n(next)} ${n(y + 3)}`;
  }
  d += `L${n(h)} ${n(f.crown + 2)}Q0 ${n(f.crown - 6)} ${n(-h)} ${n(f.crown + 2)}Z`;
  const shine = line(
    `M${n(-h * 0.75)} ${n(y - 2)}Q0 ${n(y - 6.5)} ${n(h * 0.75)} ${n(y - 2)}`,
    hex(mix(f.hairGlow, [255, 255, 255], 0.3)),
    1.7,
    'opacity=".6" stroke-dasharray="5 1.6 2.4 1.2"',
  );
  return path(d, 'url(#hair)') + shine;
}

function combed(f: Face, top: number, y: number, part: number): string {
  let dark = '';
  let bright = '';
  for (let i = 0; i < 12; i++) {
    const t = i / 11;
    const x = -f.half + t * 2 * f.half;
    const d = strand([
      [part + (x - part) * 0.25, top + 3.4],
      [part + (x - part) * 0.8, top + 5 + Math.abs(x - part) * 0.16],
      [x * 1.01, y - 2 + Math.abs(x) * 0.34],
    ]);
    if (i % 3 === 0) bright += d;
    else dark += d;
  }
  return line(dark, hex(f.hairShade), 0.55, 'opacity=".55"') + line(bright, hex(f.hairGlow), 0.6, 'opacity=".55"');
}

export function beard(f: Face): string {
  if (!f.look.beard) return '';
  const h = f.half;
  const y = f.cy;
  const mass = outline([
    [-h * 0.96, y + 2, 1],
    [-h * 0.8, y + 10],
    [-h * 0.42, y + 12.4],
    [-2.6, y + 11.6],
    [0, y + 12.2],
    [2.6, y + 11.6],
    [h * 0.42, y + 12.4],
    [h * 0.8, y + 10],
    [h * 0.96, y + 2, 1],
    [h * 0.92, y + 14],
    [h * 0.6, y + 24],
    [0, y + 29],
    [-h * 0.6, y + 24],
    [-h * 0.92, y + 14],
  ]);
  let strands = '';
  for (let i = -8; i <= 8; i++)
    strands += `M${n(i * 1.55)} ${n(y + 15.5 + Math.abs(i) * -0.5)}q${n(i * 0.12)} 5 ${n(-i * 0.22)} ${n(10.5 - Math.abs(i) * 0.75)}`;
  const lips =
    path(
      outline([
        [-4.2, y + 15],
        [0, y + 14.2],
        [4.2, y + 15],
        [0, y + 17.6],
      ]),
      hex(mix(f.skin, [150, 80, 72], 0.45)),
    ) + line(`M-4 ${n(y + 15.2)}Q0 ${n(y + 16.4)} 4 ${n(y + 15.2)}`, hex(f.ink), 0.5);
  const moustache = path(
    outline([
      [0, y + 11.6],
      [4.6, y + 12],
      [8, y + 15.4, 1],
      [4, y + 14.6],
      [0, y + 13.6],
      [-4, y + 14.6],
      [-8, y + 15.4, 1],
      [-4.6, y + 12],
    ]),
    hex(mix(f.hair, f.hairGlow, 0.3)),
  );
  return path(mass, 'url(#hair)') + line(strands, hex(f.hairShade), 0.5, 'opacity=".6"') + lips + moustache;
}

/** Shoulders and what is worn on them. */
export function clothes(f: Face): string {
  const wide = f.look.age === 'child' ? 30 : f.look.woman ? 36 : 42;
  const bulk = f.look.outfit === 'spacesuit' || f.look.outfit === 'armour' ? 5 : 0;
  const shape = outline([
    [-9, -29, 1],
    [-wide * 0.62, -23 - bulk],
    [-wide, -16 - bulk],
    [-wide - 4, 8, 1],
    [wide + 4, 8, 1],
    [wide, -16 - bulk],
    [wide * 0.62, -23 - bulk],
    [9, -29, 1],
    [0, -17],
  ]);
  return path(shape, 'url(#cloth)') + details(f);
}

function details(f: Face): string {
  const dark = hex(mix(f.cloth, f.ink, 0.5));
  const bright = hex(mix(f.cloth, f.light, 0.35));
  switch (f.look.outfit) {
    case 'suit':
      return (
        path('M-8.6 -29L0 -4L8.6 -29L0 -20Z', '#f1eee8') +
        path('M-2.2 -19H2.2L1.4 -15L3.2 6H-3.2L-1.4 -15Z', dark) +
        path('M-9 -29.5L-17 -20L-9 -14L0 6L-4 -14Z', dark) +
        path('M9 -29.5L17 -20L9 -14L0 6L4 -14Z', dark)
      );
    case 'coat':
      return (
        path('M-10 -31Q-16 -28 -17 -18L-4 2L0 -12Z', bright) +
        path('M10 -31Q16 -28 17 -18L4 2L0 -12Z', dark) +
        line('M0 -12V8', dark, 0.8) +
        `<circle cx="3.4" cy="-4" r="1.2" fill="${dark}"/><circle cx="3.4" cy="4" r="1.2" fill="${dark}"/>`
      );
    case 'sweater': {
      let rib = '';
      for (let i = -7; i <= 7; i++) rib += `M${n(i * 1.5)} ${n(-27 + (49 - i * i) * 0.12)}v4.4`;
      return (
        line('M-10.4 -28.5Q0 -13.5 10.4 -28.5', bright, 4.8) +
        line(rib, dark, 0.5, 'opacity=".6"') +
        line('M-24 -12q2 8 1 18M24 -12q-2 8 -1 18', dark, 0.7, 'opacity=".6"')
      );
    }
    case 'dress':
      return path('M-13 -27Q0 -2 13 -27L9 -29Q0 -14 -9 -29Z', hex(f.skin)) + line('M-13 -27Q0 -3 13 -27', bright, 1.3);
    case 'robe':
      return path('M-11 -31L6 4L14 6L-4 -22Z', bright) + path('M11 -31L-8 6L0 8L9 -18Z', dark);
    case 'armour':
      return (
        line('M-12 -28Q0 -16 12 -28', bright, 4) +
        line('M-34 -16Q-24 -26 -16 -22M34 -16Q24 -26 16 -22M0 -16V8', bright, 1.6) +
        line('M-38 -8Q-24 -18 -14 -14M38 -8Q24 -18 14 -14', dark, 1.2)
      );
    case 'spacesuit':
      return `<ellipse cx="0" cy="-27" rx="17" ry="6" fill="${bright}"/><ellipse cx="0" cy="-28" rx="13" ry="4" fill="${dark}"/><rect x="-8" y="-10" width="16" height="10" rx="2" fill="${dark}"/><circle cx="-3" cy="-5" r="1.4" fill="#e05a4a"/><circle cx="3" cy="-5" r="1.4" fill="#5ac07a"/>`;
    case 'shirt':
      return (
        path('M-10 -30L-14 -21L-5 -15L0 -20Z', bright) +
        path('M10 -30L14 -21L5 -15L0 -20Z', dark) +
        line('M0 -20V8', dark, 0.7)
      );
  }
}

export function hat(f: Face): string {
  const { look } = f;
  const h = f.half;
  const felt = mix(f.cloth, f.ink, 0.35);
  const band = hex(mix(felt, f.ink, 0.45));
  const y = f.crown + 7;
  switch (look.hat) {
    case 'none':
      return '';
    case 'cap': {
      let rib = '';
      for (let i = -9; i <= 9; i++) rib += `M${n(i * 1.9)} ${n(y - 2.4 + i * i * 0.03)}v5`;
      return (
        path(
          outline([
            [-h - 2, y + 2.4, 1],
            [-h - 1.4, y - 6],
            [-h * 0.5, y - 14.5],
            [h * 0.5, y - 14.5],
            [h + 1.4, y - 6],
            [h + 2, y + 2.4, 1],
            [0, y - 0.6],
          ]),
          hex(felt),
        ) +
        path(
          outline([
            [-h - 2.6, y + 3.6],
            [0, y + 0.2],
            [h + 2.6, y + 3.6],
            [h + 2.6, y - 2.4],
            [0, y - 5],
            [-h - 2.6, y - 2.4],
          ]),
          band,
        ) +
        line(rib, hex(felt), 0.5)
      );
    }
    case 'brim':
      return (
        path(
          outline([
            [-h * 0.92, y, 1],
            [-h * 0.8, y - 13],
            [-h * 0.2, y - 15],
            [0, y - 13.4],
            [h * 0.2, y - 15],
            [h * 0.8, y - 13],
            [h * 0.92, y, 1],
          ]),
          hex(felt),
        ) +
        path(
          outline([
            [-h * 0.93, y - 4],
            [h * 0.93, y - 4],
            [h * 0.95, y + 0.6],
            [-h * 0.95, y + 0.6],
          ]),
          band,
        ) +
        path(
          outline([
            [-h - 10, y + 1.6],
            [0, y - 2.4],
            [h + 10, y + 1.6],
            [0, y + 4],
          ]),
          hex(mix(felt, f.light, 0.1)),
        )
      );
    case 'hood':
      return path(
        outline([
          [0, f.crown - 8],
          [h + 5, f.crown + 4],
          [h + 8, f.cy],
          [h + 5, -30],
          [10, -24],
          [h - 0.6, f.cy + 8],
          [h, f.cy - 8],
          [h * 0.66, f.crown + 3],
          [0, f.crown],
          [-h * 0.66, f.crown + 3],
          [-h, f.cy - 8],
          [-h + 0.6, f.cy + 8],
          [-10, -24],
          [-h - 5, -30],
          [-h - 8, f.cy],
          [-h - 5, f.crown + 4],
        ]),
        hex(felt),
      );
    case 'crown':
      return (
        path(
          `M${n(-h * 0.86)} ${n(y - 2)}L${n(-h)} ${n(y - 14)}L${n(-h * 0.48)} ${n(y - 8)}L0 ${n(y - 17)}L${n(h * 0.48)} ${n(y - 8)}L${n(h)} ${n(y - 14)}L${n(h * 0.86)} ${n(y - 2)}Q0 ${n(y - 6)} ${n(-h * 0.86)} ${n(y - 2)}Z`,
          '#e6b84a',
        ) + `<circle cx="0" cy="${n(y - 7.6)}" r="1.6" fill="#c23a4a"/>`
      );
    case 'helmet':
      return (
        `<circle cx="0" cy="${n(f.cy - 2)}" r="27" fill="#dfeaf2" fill-opacity=".1" stroke="#eef3f6" stroke-opacity=".8" stroke-width="1.4"/>` +
        path(
          outline([
            [f.side * 16, f.cy - 18],
            [f.side * 21, f.cy - 6],
            [f.side * 19, f.cy + 2],
            [f.side * 18.6, f.cy - 8],
          ]),
          '#fff',
          'opacity=".5"',
        )
      );
  }
}
