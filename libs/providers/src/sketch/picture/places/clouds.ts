import { lighten, mix } from '../draw/colour.js';
import type { Layer } from '../draw/layer.js';
import { mistLayer } from '../draw/mist.js';
import type { Place } from './context.js';

/** Above the weather: nothing but cloud tops, heap behind heap. */
export const clouds: Place = (c) => {
  const { tones, scene } = c;
  const layers: Layer[] = [];
  const start = 0.6 * c.horizon;
  [0.12, 0.24, 0.38, 0.62, 0.9].forEach((near, i) => {
    const white = mix(tones.colours.light, tones.colours.haze, tones.dark ? 0.72 : 0.32);
    const body = mix(white, i < 3 ? tones.colours.horizon : tones.colours.sky, 0.42 - i * 0.02);
    const base = start + 90 + (1080 - start) * [0, 0.16, 0.36, 0.62, 0.94][i]!;
    const terrain = c.terrain(`heap ${i}`, 'billows', near, {
      base,
      height: 120 + i * 40,
      length: 150 + i * 80,
      body,
      bright: lighten(mix(body, tones.colours.light, 0.65), 0.03),
      shade: mix(body, tones.colours.zenith, 0.38),
      haze: mix(tones.colours.haze, tones.colours.sky, 0.35),
      fade: 200 + i * 40,
      veil: 0.75,
      relief: 0.85,
    });
    const speed = (4 + i * 5) * (scene.seed % 2 === 0 ? 1 : -1);
    layers.push({ ...c.plane(`heap ${i}`, near, terrain), motion: { drift: [speed, 0] } });
    layers.push(
      mistLayer(
        {
          id: `heap mist ${i}`,
          near: near + 0.03,
          colour: mix(white, tones.colours.horizon, 0.3),
          top: base - 110,
          bottom: base + 170,
          density: 0.75,
          seed: c.seed(`heap mist ${i}`),
          speed: speed * 1.6,
          size: 240,
        },
        c.stage,
      ),
    );
  });
  return layers;
};
