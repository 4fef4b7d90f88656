/** Quantities for people. Pure. */
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export function formatDuration(ms: number): string {
  const time = Math.max(0, ms);
  if (time < 9_950) return `${(time / SECOND).toFixed(1)} s`;
  const seconds = Math.round(time / SECOND);
  if (seconds < 60) return `${seconds} s`;
  const two = (value: number) => String(value).padStart(2, '0');
  if (seconds * SECOND < HOUR) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${two(Math.floor((seconds % 3600) / 60))} min`;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

export function formatBytes(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= 999.5 && unit < UNITS.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

export const formatPercent = (fraction: number): string => `${Math.floor(fraction * 100 + 1e-6)} %`;

/** Money is counted in millionths of a dollar. */
export function formatMoney(microDollars: number): string {
  const dollars = microDollars / 1e6;
  return `$${microDollars !== 0 && dollars < 0.01 ? dollars.toFixed(4) : dollars.toFixed(2)}`;
}

/** How long ago, roughly. */
export function formatAge(ms: number): string {
  if (ms < MINUTE) return 'just now';
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min ago`;
  if (ms < 24 * HOUR) return `${Math.floor(ms / HOUR)} h ago`;
  return `${Math.floor(ms / (24 * HOUR))} d ago`;
}

const SLUG_LENGTH = 60;
/** Words that say what to do rather than what is seen. */
const LEAD_IN =
  /^(please\s+)?(create|make|generate|produce|render)\s+(me\s+)?(a|an|the)?\s*(short\s+)?(video|film|movie|clip)\s+(of|about|with|showing)\s+/iu;

/** A file name from a sentence: letters and digits of any script, joined by hyphens. */
export function slug(text: string): string {
  const words = text
    .replace(LEAD_IN, '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/['’]/gu, '')
    .split(/[^\p{Letter}\p{Mark}\p{Number}]+/u)
    .filter((word) => word !== '');
  let name = '';
  for (const word of words) {
    if (name !== '' && name.length + 1 + word.length > SLUG_LENGTH) break;
    name += name === '' ? word : `-${word}`;
  }
  // File systems count bytes, and some letters take four of them.
  return [...(name || 'film')].slice(0, SLUG_LENGTH).join('');
}

const NUMBER_OF = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** `640×360 · 5.0 s · 24 fps`, of what is known. */
export function formatFacts(facts: Readonly<Record<string, unknown>> | undefined): string {
  const [width, height] = [NUMBER_OF(facts?.width), NUMBER_OF(facts?.height)];
  const [seconds, fps] = [NUMBER_OF(facts?.durationSec), NUMBER_OF(facts?.fps)];
  const parts = [
    ...(width && height ? [`${width}×${height}`] : []),
    ...(seconds === undefined ? [] : [formatDuration(seconds * SECOND)]),
    ...(fps === undefined ? [] : [`${Math.round(fps * 100) / 100} fps`]),
  ];
  return parts.join(' · ');
}
