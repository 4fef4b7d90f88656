/** JSON Schema, as far as language models are given it. */
export interface AnswerSchema {
  type?: string | string[];
  properties?: Record<string, AnswerSchema>;
  required?: string[];
  additionalProperties?: boolean;
  items?: AnswerSchema;
  enum?: unknown[];
  anyOf?: AnswerSchema[];
  [keyword: string]: unknown;
}

const REFUSED = [
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
  'pattern',
  'format',
  '$schema',
];

/** What a strict server complains about: open objects, optional fields, bounds. */
export function strictComplaint(schema: AnswerSchema, at = 'answer'): string | undefined {
  const keyword = REFUSED.find((name) => name in schema);
  if (keyword) return `Invalid schema for response_format '${at}': '${keyword}' is not permitted.`;
  if (schema.properties) {
    if (schema.additionalProperties !== false)
      return `Invalid schema for response_format '${at}': 'additionalProperties' is required to be supplied and to be false.`;
    const missing = Object.keys(schema.properties).filter((name) => !schema.required?.includes(name));
    if (missing.length > 0)
      return `Invalid schema for response_format '${at}': 'required' has to include every key, missing '${missing[0]}'.`;
  }
  const inner = [
    ...Object.entries(schema.properties ?? {}),
    ...(schema.items ? [['items', schema.items] as const] : []),
  ];
  for (const [name, one] of inner) {
    const complaint = strictComplaint(one, `${at}.${name}`);
    if (complaint) return complaint;
  }
  return undefined;
}

/**
 * Something that fits a schema, as a model would give it. Lists have as many items as the question asks for with
 * "exactly <n>", else one; every text says what it answers.
 */
export function answerTo(schema: AnswerSchema, question: string): unknown {
  const count = Number(/exactly (\d+)/i.exec(question)?.[1] ?? 1);
  return sample(schema, count, 'answer', 0);
}

function sample(schema: AnswerSchema, count: number, name: string, index: number): unknown {
  if (schema.anyOf) return sample(schema.anyOf.at(-1)!, count, name, index);
  if (schema.enum) return schema.enum[index % schema.enum.length];
  const one = SAMPLES[[schema.type].flat()[0] ?? 'string'];
  if (one !== undefined) return one(index);
  if (schema.properties)
    return Object.fromEntries(
      Object.entries(schema.properties).map(([key, value]) => [key, sample(value, count, key, index)]),
    );
  if (schema.items)
    return Array.from({ length: name === 'shots' || name === 'prompts' ? count : 1 }, (_, at) =>
      sample(schema.items!, count, name, at),
    );
  return `A ${name.replaceAll('_', ' ')} by the fake${index > 0 ? ` ${index + 1}` : ''}`;
}

const SAMPLES: Record<string, (index: number) => unknown> = {
  integer: (index) => index + 1,
  number: (index) => index + 1,
  boolean: () => true,
  null: () => null,
};
