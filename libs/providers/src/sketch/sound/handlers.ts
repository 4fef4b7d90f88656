import type { LocalHandler } from '../../port.js';
import { music } from './music.js';
import { voice } from './voice.js';

/** The sound steps of the sketch provider, by step type. */
export const soundHandlers: Record<string, LocalHandler> = { music, voice };
