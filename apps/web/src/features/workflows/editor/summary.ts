import { sentence } from '@/lib/format';
import { hasExpression, pathOf } from '../model/refs';
import type { Step, StepType } from '../model/types';

const LONG = 2_000;

/** The words that say best what a step does: its prompt, or the like. */
export function wordsOf({ config = {} }: Step, type: StepType | undefined): string | undefined {
  for (const [name, { type: kind, maxLength = 0, enum: values }] of Object.entries(type?.config.properties ?? {})) {
    const value = config[name];
    if (kind === 'string' && !values && maxLength >= LONG && typeof value === 'string' && value && !pathOf(value))
      return value;
  }
  return undefined;
}

const isPlain = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** Its other settings in a few words: "Watercolour · 16:9 · 5 s". */
export function settingsOf({ config = {}, model, count }: Step, type: StepType | undefined): string {
  const said = Object.entries(config).flatMap(([name, value]) => {
    const schema = type?.config.properties?.[name];
    if (!schema || !isPlain(value) || hasExpression(value) || (schema.maxLength ?? 0) >= LONG) return [];
    if (schema.enum) return [sentence(String(value))];
    if (typeof value === 'boolean') return value ? [sentence(name)] : [];
    if (/seconds/i.test(schema.description ?? '')) return [`${String(value)} s`];
    return [`${sentence(name)} ${String(value)}`];
  });
  return [model, count === undefined ? undefined : `${count} takes`, ...said].filter(Boolean).join(' · ');
}
