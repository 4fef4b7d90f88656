import type { Resource } from '#pipeline';
import { ffmpegHandlers } from './ffmpeg/handlers.js';
import { LocalProvider } from './local.js';
import type { LocalStep } from './local.js';
import type { LocalHandler, Provider } from './port.js';
import { motionHandlers } from './sketch/motion/handlers.js';
import { pictureHandlers } from './sketch/picture/handlers.js';
import { soundHandlers } from './sketch/sound/handlers.js';

/** Part of the cache key: raise it when the same work would give other bytes. */
const VERSION = '1';

function steps(handlers: Record<string, LocalHandler>, model: string, title: string, resource: Resource): LocalStep[] {
  return Object.entries(handlers).map(([step, handler]) => ({
    handler,
    capability: { step, model, title, resource, microDollars: 0, version: VERSION },
  }));
}

/** What every installation has: it needs no key, no card and no network. */
export function builtInProviders(): Provider[] {
  return [
    new LocalProvider('sketch', [
      ...steps(pictureHandlers, 'sketch', 'Sketch: pictures drawn on the CPU', 'gpu'),
      ...steps(motionHandlers, 'sketch', 'Sketch: pictures moved on the CPU', 'gpu'),
      ...steps(soundHandlers, 'sketch', 'Sketch: music and speech made on the CPU', 'cpu'),
    ]),
    new LocalProvider('ffmpeg', steps(ffmpegHandlers, 'ffmpeg', 'ffmpeg', 'cpu')),
  ];
}
