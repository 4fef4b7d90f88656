import type { ProviderLimits } from '#engine';

/**
 * What all workers together may ask of each provider, from the option `providerLimits`: `fal=10, openai=4@60` lets fal
 * have ten tasks at the same time, and openai four, of which at most sixty begin in a minute. Pure.
 */
export function providerLimits(text: string): Map<string, ProviderLimits> {
  const entries = text.split(',').filter((part) => part.trim() !== '');
  return new Map(entries.map((entry) => parsed(entry.trim())));
}

function parsed(entry: string): [string, ProviderLimits] {
  const [name = '', limits = ''] = entry.split('=').map((part) => part.trim());
  const [concurrency, perMinute] = limits.split('@').map((part) => (part === '' ? undefined : Number(part)));
  return [name, { concurrency, perMinute }];
}
