import { join } from 'node:path';
import type { Config, OptionName } from '#config';

/** A service of the stack; `gateway` ones stop after the `worker` ones, so that these can report to the end. */
export interface ServiceSpec {
  name: string;
  role: 'gateway' | 'worker';
  /** Absolute path of its main file. */
  script: string;
  /** V8's heap limit in MB: a bound, not a reservation. */
  maxHeapMb: number;
  /** Settings of its own, over those of the stack. */
  settings?: { readonly [Name in OptionName]?: string | number };
}

/** From this file's place in the build to that of another application. */
const mainOf = (app: string): string => join(import.meta.dirname, '../../..', app, 'src', 'main.js');

/** A card of this machine, and the ComfyUI server that works on it. */
export interface StackCard {
  card: string;
  cardComfyuiUrl?: string;
}

/** One for each ComfyUI server where there are several; else the one that is set. */
export function cardsOf({ card, comfyuiUrls = '' }: Pick<Config, 'card' | 'comfyuiUrls'>): StackCard[] {
  const urls = comfyuiUrls.split(',').map((url) => url.trim());
  if (urls.length < 2) return [{ card }];
  return urls.map((url, index) => ({ card: `gpu${index}`, cardComfyuiUrl: url }));
}

/** The whole product on one machine: one GPU worker per card, and one of each other service. */
export function stackServices(cards: readonly StackCard[]): ServiceSpec[] {
  return [
    { name: 'gateway', role: 'gateway', script: mainOf('gateway'), maxHeapMb: 256 },
    { name: 'mux-worker', role: 'worker', script: mainOf('mux-worker'), maxHeapMb: 384 },
    ...cards.map((settings): ServiceSpec => ({
      name: `gpu-worker-${settings.card}`,
      role: 'worker',
      script: mainOf('gpu-worker'),
      maxHeapMb: 512,
      settings,
    })),
  ];
}

/**
 * Small young generations keep a service at rest small, about 6 MB each against 4 MB ones, and cost no speed: neither
 * `bench film` nor `bench engine` gets slower, because what lives shortly then stays in the processor's cache.
 */
export const nodeFlags = ({ maxHeapMb }: ServiceSpec): string[] => [
  `--max-old-space-size=${maxHeapMb}`,
  '--max-semi-space-size=1',
];

/**
 * What glibc does otherwise keeps what image work has filled: it has an arena per thread, and after the first large
 * buffer it no longer gives such memory back.
 */
export const MEMORY_ENV = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072' };
