import { hex, mix } from '../draw/colour.js';
import { line, n, outline, path, polygon, rect } from '../draw/svg.js';
import { lightSide, stone, windowShine } from './buildings.js';
import type { Drawing } from './context.js';

export const castle: Drawing = {
  box: [-100, -130, 100, 60],
  draw: (s) => {
    const c = stone(s, [186, 176, 168], [84, 78, 108]);
    const { tones } = s;
    const hill = mix(tones.plane(0.5), tones.local([96, 122, 76], 0.6), 0.35);
    const crag = outline([
      [-150, 70],
      [-98, 26],
      [-70, 4],
      [-40, -6],
      [0, -10],
      [44, -6],
      [74, 6],
      [104, 28],
      [150, 70],
    ]);
    const tower = (x: number, w: number, top: number, base: number, roof: number): string => {
      const dark = lightSide(s) > 0 ? x : x + w * 0.55;
      let teeth = '';
      for (let i = 0; i < 4; i++) teeth += rect(x - 1.5 + i * ((w + 3) / 3.6), top - 3.4, (w + 3) / 7, 4, c.wall);
      return (
        rect(x, top, w, base - top, c.wall) +
        rect(x - 1.5, top, w + 3, 4, c.wall) +
        teeth +
        rect(dark, top, w * 0.45, base - top, c.ink, 'opacity=".3"') +
        (roof > 0
          ? polygon(
              [
                [x - 3, top],
                [x + w / 2, top - roof],
                [x + w + 3, top],
              ],
              c.roof,
            ) +
            polygon(
              [
                [x + w / 2, top - roof],
                [lightSide(s) > 0 ? x - 3 : x + w + 3, top],
                [x + w / 2, top],
              ],
              c.ink,
              'opacity=".34"',
            ) +
            line(`M${n(x + w / 2)} ${n(top - roof)}v-7`, c.ink, 0.7) +
            polygon(
              [
                [x + w / 2, top - roof - 7],
                [x + w / 2 + 8, top - roof - 5],
                [x + w / 2, top - roof - 3],
              ],
              hex(tones.colours.accent),
            )
          : '') +
        rect(x + w / 2 - 1.5, top + 11, 3, 6.4, c.pane, 'rx="1.5"') +
        rect(x + w / 2 - 1.5, top + 26, 3, 6.4, c.ink, 'rx="1.5"')
      );
    };
    return (
      path(crag, hex(hill)) +
      path(
        outline([
          [-98, 26],
          [-70, 4],
          [-40, -6],
          [0, -10],
          [-20, 16],
          [-60, 50],
        ]),
        hex(mix(hill, lightSide(s) < 0 ? tones.colours.light : tones.colours.ink, 0.25)),
        'opacity=".6"',
      ) +
      tower(-9, 18, -86, -10, 32) +
      tower(16, 14, -68, -8, 24) +
      tower(-32, 14, -62, -8, 22) +
      rect(-54, -36, 110, 36, c.wall) +
      [...Array(11).keys()].map((i) => rect(-54 + i * 10, -40, 5.4, 5, c.wall)).join('') +
      rect(lightSide(s) > 0 ? -54 : 6, -36, 50, 36, c.ink, 'opacity=".18"') +
      tower(-66, 18, -54, 4, 26) +
      tower(48, 18, -54, 4, 26) +
      path('M-9 0V-14Q0 -26 9 -14V0Z', c.ink) +
      line('M-6 0V-15M-2 0V-19M2 0V-19M6 0V-15', c.shade, 0.7) +
      [-34, -22, 24, 36].map((x) => rect(x, -24, 3, 7, c.pane, 'rx="1.5"')).join('')
    );
  },
  shine: (s) =>
    windowShine(
      s,
      [
        [0, -72],
        [-57, -40],
        [57, -40],
        [23, -54],
        [-25, -48],
      ],
      16,
    ),
};
