import type { LocalHandler } from '../../port.js';
import { music } from './music.js';

/** The sound steps of the sketch provider, by step type. */
export const soundHandlers: Record<string, LocalHandler> = { music };
