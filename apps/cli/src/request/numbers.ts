import { usageError } from '../errors.js';

const MAX_SEED = 0xffff_ffff;

export function parseSeed(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= MAX_SEED) return value;
  throw usageError(`--seed ${text} is not a whole number from 0 to ${MAX_SEED}.`, 'Give one such as --seed 7.');
}

/** Seconds, with an "s" behind it or not. */
export function parseDuration(text: string, min: number, max: number): number {
  const match = /^(\d+(?:\.\d+)?)\s*s?$/.exec(text.trim());
  const value = match ? Number(match[1]) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw usageError(
    `--duration ${text} is not a number of seconds from ${min} to ${max}.`,
    `Give one such as --duration ${min}.`,
  );
}

export function parseWhole(flag: string, text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw usageError(`${flag} ${text} is not a whole number.`, `Give one such as ${flag} 7.`);
}

const DAY_MS = 86_400_000;

/** Milliseconds of a number of days, with a "d" behind it or not. */
export function parseDays(flag: string, text: string): number {
  const days = Number(/^(\d{1,5})d?$/.exec(text.trim())?.[1]);
  if (days > 0) return days * DAY_MS;
  throw usageError(`${flag} ${text} is not a number of days.`, `Give one such as ${flag} 30d.`);
}

/** An amount in dollars, with a "$" before it or not. */
export function parseDollars(flag: string, text: string): number {
  const value = Number(text.trim().replace(/^\$/, ''));
  if (text.trim() !== '' && value >= 0 && value <= 1e6) return Math.round(value * 1e6) / 1e6;
  throw usageError(`${flag} ${text} is not an amount in dollars.`, `Give one such as ${flag} 2.50.`);
}
