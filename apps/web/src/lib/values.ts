/** Where a text lies in outputs: the port, then fields and positions. */
export type TextPath = readonly (string | number)[];

export interface TextAt {
  path: TextPath;
  text: string;
}

/** A stored file among outputs. */
const isFile = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'digest' in value && 'media' in value;

/** Every text in outputs, in order; files, numbers and the like are passed over. */
export function textsIn(value: unknown, path: TextPath = []): TextAt[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((item, at) => textsIn(item, [...path, at]));
  if (typeof value !== 'object' || value === null || isFile(value)) return [];
  return Object.entries(value).flatMap(([name, item]) => textsIn(item, [...path, name]));
}

/** The same with another value at a place. */
export function withValue(value: unknown, [key, ...rest]: TextPath, change: unknown): unknown {
  if (key === undefined) return change;
  if (Array.isArray(value))
    return value.map((item, at) => (at === key ? withValue(item, rest, change) : (item as unknown)));
  const record = (value ?? {}) as Record<string, unknown>;
  return { ...record, [key]: withValue(record[key], rest, change) };
}
