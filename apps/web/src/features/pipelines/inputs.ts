/** An input as a definition declares it. */
export interface InputSpec {
  type: string;
  description?: string;
  enum?: (string | number)[];
  min?: number;
  max?: number;
}

/** What a definition asks for, by name; a bare type is the short form. */
export function specsOf(definition: Record<string, unknown>): Record<string, InputSpec> {
  const declared = (definition.inputs ?? {}) as Record<string, InputSpec | string>;
  return Object.fromEntries(
    Object.entries(declared).map(([name, spec]) => [name, typeof spec === 'string' ? { type: spec } : spec]),
  );
}

/** Values that differ from those before, by their JSON. */
export function changedIn(before: Record<string, unknown>, after: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(after).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])),
  );
}

/** What a text means as JSON of the settings by step, or why it means nothing. */
export function settingsIn(text: string): { config?: Record<string, Record<string, unknown>>; error?: string } {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    const isObject = (one: unknown) => typeof one === 'object' && one !== null && !Array.isArray(one);
    if (!isObject(value) || !Object.values(value as object).every(isObject))
      return { error: 'Give settings by step, such as {"video": {"duration": 4}}.' };
    return { config: value as Record<string, Record<string, unknown>> };
  } catch (error) {
    return { error: `This is no JSON: ${(error as Error).message}` };
  }
}
