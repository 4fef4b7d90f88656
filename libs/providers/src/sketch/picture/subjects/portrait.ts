import { type Rgb, hex, lighten, mix, rgb } from '../draw/colour.js';
import { type Knot, line, n, outline, path, strand } from '../draw/svg.js';
import type { Look } from '../scene/scene.js';
import type { Drawing, Sitter } from './context.js';
import type { Face } from './face.js';
import { brows, eyes, mouth } from './features.js';
import { beard, clothes, hairBack, hairFront, hat } from './wardrobe.js';

const BLINK_SECONDS = 3.8;

/** Head and shoulders from the front, in parts, so that eyes and mouth can move. */
export const portrait: Drawing = {
  box: [-62, -106, 62, 8],
  seconds: BLINK_SECONDS,
  rest: 0.93,
  draw: (s, phase) => {
    const look = s.subject.look;
    return look ? bust(faceOf(look, s, Math.sin(phase * Math.PI))) : '';
  },
  speak: (s, speech) => {
    const look = s.subject.look;
    if (!look) return '';
    const face = faceOf(look, s, speech.blink);
    // The jaw goes down with the mouth.
    return bust({ ...face, chin: face.chin + 1.5 * speech.open, speech });
  },
};

function faceOf(look: Look, s: Sitter, blink: number): Face {
  const { tones } = s;
  // A face is lit even where the land behind it is not.
  const near = (c: string): Rgb => mix(tones.local(rgb(c), 0.95, tones.silhouette * 0.3), rgb(c), 0.35);
  const ink = mix(tones.colours.ink, [30, 20, 24], 0.5);
  const skin = near(look.skin);
  const hair = near(look.hair);
  const child = look.age === 'child';
  const anime = s.scene.style === 'anime';
  const light = mix(tones.colours.light, tones.colours.horizon, 0.2);
  return {
    look,
    skin,
    skinShade: mix(mix(skin, tones.colours.zenith, 0.18), ink, 0.3),
    skinGlow: mix(lighten(skin, 0.05), light, 0.4),
    blush: mix(skin, [214, 88, 82], 0.5),
    hair,
    hairShade: mix(hair, ink, 0.5),
    hairGlow: mix(lighten(hair, 0.1), light, 0.35),
    cloth: near(look.outfitColour),
    ink,
    light,
    side: tones.lightSide,
    anime,
    cy: child ? -56 : -58,
    half: (look.woman ? 15.2 : 16.4) * (child ? 1.02 : 1),
    chin: child ? -38 : anime ? -38.5 : -36.4,
    crown: -81,
    blink,
  };
}

function bust(f: Face): string {
  return (
    defs(f) + hairBack(f) + neck(f) + clothes(f) + ears(f) + head(f) + features(f) + beard(f) + hairFront(f) + hat(f)
  );
}

function defs(f: Face): string {
  const [a, b] = f.side < 0 ? ['0', '1'] : ['1', '0'];
  return (
    `<linearGradient id="skin" x1="${a}" y1=".1" x2="${b}" y2=".55"><stop offset="0" stop-color="${hex(f.skinGlow)}"/>` +
    `<stop offset=".42" stop-color="${hex(f.skin)}"/><stop offset="1" stop-color="${hex(f.skinShade)}"/></linearGradient>` +
    `<linearGradient id="hair" x1="${a}" y1="0" x2="${b}" y2=".8"><stop offset="0" stop-color="${hex(f.hairGlow)}"/>` +
    `<stop offset=".35" stop-color="${hex(f.hair)}"/><stop offset="1" stop-color="${hex(f.hairShade)}"/></linearGradient>` +
    `<linearGradient id="cloth" x1="${a}" y1="0" x2="${b}" y2=".5"><stop offset="0" stop-color="${hex(mix(f.cloth, f.light, 0.28))}"/>` +
    `<stop offset=".5" stop-color="${hex(f.cloth)}"/><stop offset="1" stop-color="${hex(mix(f.cloth, f.ink, 0.5))}"/></linearGradient>` +
    `<radialGradient id="blush"><stop offset="0" stop-color="${hex(f.blush)}" stop-opacity=".5"/><stop offset="1" stop-color="${hex(f.blush)}" stop-opacity="0"/></radialGradient>` +
    `<filter id="soft" x="-60%" y="-60%" width="220%" height="220%"><feGaussianBlur stdDeviation="1.5"/></filter>`
  );
}

function neck(f: Face): string {
  const w = f.look.woman || f.look.age === 'child' ? 6.6 : 8.6;
  const d = outline([
    [-w, -46],
    [w, -46],
    [w * 1.02, -30],
    [w * 2.1, -22],
    [0, -12],
    [-w * 2.1, -22],
    [-w * 1.02, -30],
  ]);
  const under = outline([
    [-w, -44],
    [w, -44],
    [w * 1.04, -33],
    [0, -27.5],
    [-w * 1.04, -34],
  ]);
  return path(d, 'url(#skin)') + path(under, hex(mix(f.skinShade, f.ink, 0.25)), 'opacity=".6"');
}

function ears(f: Face): string {
  return [-1, 1]
    .map((s) => {
      const x = s * (f.half - 0.2);
      const d = outline([
        [x, f.cy - 3],
        [x + s * 2.8, f.cy - 4.4],
        [x + s * 3.2, f.cy + 0.6],
        [x + s * 1.4, f.cy + 6],
        [x, f.cy + 5],
      ]);
      return (
        path(d, hex(s === f.side ? f.skin : f.skinShade)) +
        line(`M${n(x + s * 1)} ${n(f.cy - 1.6)}q${n(s * 1.4)} 1.6 0 4.4`, hex(f.skinShade), 0.6)
      );
    })
    .join('');
}

function headOutline(f: Face): Knot[] {
  const h = f.half;
  const jaw = f.look.woman || f.anime ? 0.66 : 0.8;
  const point = f.anime ? 1.8 : f.look.woman ? 3.4 : 5;
  return [
    [0, f.crown],
    [h * 0.72, f.crown + 4.4],
    [h, f.cy - 8],
    [h * 0.985, f.cy + 3],
    [h * jaw + 1.2, f.chin - 6.4],
    [point, f.chin - 0.4],
    [0, f.chin],
    [-point, f.chin - 0.4],
    [-h * jaw - 1.2, f.chin - 6.4],
    [-h * 0.985, f.cy + 3],
    [-h, f.cy - 8],
    [-h * 0.72, f.crown + 4.4],
  ];
}

function head(f: Face): string {
  const s = -f.side;
  const h = f.half;
  // The far cheek falls into shadow along a soft edge.
  const turn = outline([
    [s * h * 0.62, f.crown + 5],
    [s * h, f.cy - 8],
    [s * h * 0.985, f.cy + 3],
    [s * (h * 0.72), f.chin - 6.2],
    [s * 2, f.chin],
    [s * h * 0.5, f.chin - 8],
    [s * h * 0.72, f.cy + 4],
    [s * h * 0.6, f.cy - 8],
  ]);
  const shade = hex(mix(f.skinShade, f.ink, 0.2));
  return (
    path(outline(headOutline(f)), f.anime ? hex(f.skin) : 'url(#skin)') +
    path(turn, shade, f.anime ? 'opacity=".22"' : 'opacity=".42" filter="url(#soft)"') +
    `<ellipse cx="${n(-h * 0.52)}" cy="${n(f.cy + 7.6)}" rx="5.6" ry="3.8" fill="url(#blush)"/><ellipse cx="${n(h * 0.52)}" cy="${n(f.cy + 7.6)}" rx="5.6" ry="3.8" fill="url(#blush)"/>`
  );
}

function features(f: Face): string {
  return sockets(f) + wrinkles(f) + nose(f) + mouth(f) + eyes(f) + brows(f) + glasses(f);
}

function sockets(f: Face): string {
  if (f.anime) return '';
  const shade = hex(f.skinShade);
  return [-1, 1]
    .map(
      (s) =>
        `<ellipse cx="${n(s * 6.9)}" cy="${n(f.cy + 0.4)}" rx="4.9" ry="3.4" fill="${shade}" opacity=".38" filter="url(#soft)"/>`,
    )
    .join('');
}

function nose(f: Face): string {
  const y = f.cy + 9.4;
  if (f.anime) return line(`M${n(f.side * -0.3)} ${n(y + 0.4)}l${n(-f.side * 0.9)} 1.1`, hex(f.skinShade), 0.75);
  const s = -f.side;
  const shade = hex(mix(f.skinShade, f.ink, 0.1));
  const plane = outline([
    [s * 0.9, f.cy - 3],
    [s * 1.9, f.cy + 3],
    [s * 3.6, y - 0.4],
    [s * 2.6, y + 1.6],
    [s * 0.5, y + 1.9],
    [s * 0.7, f.cy + 4],
  ]);
  const ridge = strand([
    [-s * 0.5, f.cy - 1],
    [-s * 0.4, f.cy + 4],
    [-s * 0.5, y - 1.6],
  ]);
  const wings = `M-3.3 ${n(y - 0.6)}q-.9 1.7 .7 2.1M3.3 ${n(y - 0.6)}q.9 1.7 -.7 2.1M-2.2 ${n(y + 1.7)}q1.1 -.7 1.6 .2M2.2 ${n(y + 1.7)}q-1.1 -.7 -1.6 .2`;
  return (
    path(plane, shade, 'opacity=".5"') +
    line(ridge, hex(f.skinGlow), 1.3, 'opacity=".6"') +
    `<ellipse cx="${n(f.side * 0.5)}" cy="${n(y - 1)}" rx="1" ry=".8" fill="#fff" opacity=".3"/>` +
    line(wings, hex(mix(f.skinShade, f.ink, 0.45)), 0.6)
  );
}

function wrinkles(f: Face): string {
  if (f.look.age !== 'old') return '';
  const shade = hex(mix(f.skinShade, f.ink, 0.15));
  let d = '';
  for (let i = 0; i < 3; i++)
    d += `M${n(-8.5 + i)} ${n(f.cy - 11.6 - i * 2.5)}q8.5 ${n(-1.5 + i * 0.3)} ${n(17 - 2 * i)} 0`;
  for (const s of [-1, 1]) {
    d += `M${n(s * 12)} ${n(f.cy - 1)}l${n(s * 2.5)} -1.4M${n(s * 12.2)} ${n(f.cy + 0.6)}l${n(s * 2.7)} .3M${n(s * 11.9)} ${n(f.cy + 2)}l${n(s * 2.2)} 1.7`;
    d += `M${n(s * 4)} ${n(f.cy + 4.4)}q${n(s * 3.4)} 2 ${n(s * 6)} .2M${n(s * 3.9)} ${n(f.cy + 9.6)}q${n(s * 3.3)} 2.4 ${n(s * 3.4)} 6.4`;
  }
  return line(d, shade, 0.55, 'opacity=".75"');
}

function glasses(f: Face): string {
  if (!f.look.glasses) return '';
  const ink = hex(f.ink);
  const lens = [-1, 1].map(
    (s) =>
      `<circle cx="${n(s * 6.9)}" cy="${n(f.cy + 0.8)}" r="5.2" fill="#fff" fill-opacity=".1" stroke="${ink}" stroke-width=".9"/><path d="M${n(s * 6.9 - 2.8)} ${n(f.cy - 1.6)}l2.6 -1.6" stroke="#fff" stroke-width=".8" opacity=".6"/>`,
  );
  return (
    lens.join('') + line(`M-1.8 ${n(f.cy + 0.4)}q1.8 -1.4 3.6 0M-12 ${n(f.cy)}l-3.6 -1M12 ${n(f.cy)}l3.6 -1`, ink, 0.9)
  );
}
