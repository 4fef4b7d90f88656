import { TEXT_STEPS } from '#steps';
import { LocalProvider } from './local.js';
import type { Provider } from './port.js';

const SKETCH = { model: 'sketch', version: '2' };

/** What every installation has: it needs no key, no card and no network. */
export function builtInProviders(): Provider[] {
  return [
    new LocalProvider('sketch', [
      {
        ...SKETCH,
        title: 'Sketch: pictures drawn on the CPU',
        resource: 'gpu',
        steps: ['t2i', 'i2i', 'hires', 'upscale', 'preprocess', 'controlnet'],
        ports: ['control_2', 'control_3'],
        limits: { kind: { oneOf: ['canny', 'depth', 'lineart'] } },
        load: async () => (await import('./sketch/picture/handlers.js')).pictureHandlers,
      },
      {
        ...SKETCH,
        title: 'Sketch: pictures moved on the CPU',
        resource: 'gpu',
        steps: ['i2v', 't2v', 'sonic'],
        ports: ['end_image'],
        load: async () => (await import('./sketch/motion/handlers.js')).motionHandlers,
      },
      {
        ...SKETCH,
        title: 'Sketch: videos recoloured and redrawn on the CPU',
        resource: 'cpu',
        steps: ['v2v'],
        load: async () => (await import('./sketch/motion/restyle.js')).restyleHandlers,
      },
      {
        ...SKETCH,
        title: 'Sketch: music and speech made on the CPU',
        resource: 'cpu',
        steps: ['music', 'voice'],
        load: async () => (await import('./sketch/sound/handlers.js')).soundHandlers,
      },
      {
        ...SKETCH,
        title: 'Sketch: words put together on the CPU',
        resource: 'cpu',
        steps: TEXT_STEPS,
        ports: ['image'],
        load: async () => (await import('./sketch/words/handlers.js')).wordHandlers,
      },
    ]),
    new LocalProvider('ffmpeg', [
      {
        model: 'ffmpeg',
        version: '1',
        title: 'ffmpeg',
        resource: 'cpu',
        steps: ['mux', 'concat', 'interpolate', 'upscale_video'],
        load: async () => (await import('./ffmpeg/handlers.js')).ffmpegHandlers,
      },
    ]),
    new LocalProvider('builtin', [
      {
        model: 'choice',
        version: '1',
        title: 'Choosing among what was made',
        resource: 'cpu',
        steps: ['select'],
        ports: ['scores'],
        load: async () => (await import('./choice/handlers.js')).choiceHandlers,
      },
    ]),
  ];
}
