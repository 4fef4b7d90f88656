import fc from 'fast-check';
import type { OpenAPIObject } from '@nestjs/swagger';

/** The part of JSON Schema that the document uses. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  maxItems?: number;
  format?: string;
  example?: unknown;
  default?: unknown;
}

export interface Operation {
  method: string;
  path: string;
  parameters: { name: string; in: string; required?: boolean; schema: Schema }[];
  /** By media type. */
  body: Record<string, { schema: Schema }> | undefined;
  responses: Record<string, { content?: Record<string, { schema?: Schema }> }>;
}

export function operationsOf(document: OpenAPIObject): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Record<string, unknown>>).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      parameters: (operation.parameters ?? []) as Operation['parameters'],
      body: (operation.requestBody as { content: Operation['body'] } | undefined)?.content,
      responses: operation.responses as Operation['responses'],
    })),
  );
}

/** Text that people and attackers send. */
const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom(
    '',
    ' ',
    '../../etc/passwd',
    '%00',
    '\u0000',
    '\u202Egnp.exe',
    "'; DROP",
    '{{inputs.x}}',
    'a'.repeat(9_999),
  ),
  fc.constantFrom('__proto__', 'constructor', 'null', 'undefined', '-1', '1e999', '0x10', '<script>', '💥'.repeat(50)),
);

const number = (schema: Schema, integer: boolean) => {
  const edges = fc.constantFrom(0, -1, 1, 1.5, 1e21, -1e21, Number.MAX_SAFE_INTEGER, 2 ** 32);
  const min = Math.max(schema.minimum ?? -1_000, -1e9);
  const max = Math.min(schema.maximum ?? 1_000, 1e9);
  return fc.oneof(
    { weight: 4, arbitrary: integer ? fc.integer({ min, max }) : fc.double({ min, max, noNaN: true }) },
    { weight: 1, arbitrary: edges },
  );
};

/** Values that mostly fit a schema, and often do not. */
export class Values {
  constructor(
    private readonly document: OpenAPIObject,
    /** Things that exist, by the name of a field or a parameter. */
    private readonly known: Record<string, readonly unknown[]>,
  ) {}

  of(schema: Schema, name = '', depth = 0): fc.Arbitrary<unknown> {
    const fitting = this.#fitting(this.resolved(schema), name, depth);
    const known = this.known[name];
    const wild = fc.oneof(text, fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(null, [], {}, true));
    return fc.oneof(
      { weight: 6, arbitrary: known ? fc.oneof(fc.constantFrom(...known), fitting) : fitting },
      { weight: 1, arbitrary: wild },
    );
  }

  resolved(schema: Schema): Schema {
    if (!schema.$ref) return schema.allOf?.length === 1 ? this.resolved(schema.allOf[0]!) : schema;
    const name = schema.$ref.split('/').at(-1)!;
    return this.document.components?.schemas?.[name] ?? {};
  }

  #fitting(schema: Schema, name: string, depth: number): fc.Arbitrary<unknown> {
    const choices = schema.oneOf ?? schema.anyOf;
    if (choices) return fc.oneof(...choices.map((choice) => this.of(choice, name, depth + 1)));
    if (schema.enum) return fc.constantFrom(...schema.enum);
    const type = (Array.isArray(schema.type) ? schema.type[0] : schema.type) ?? 'object';
    switch (type) {
      case 'integer':
      case 'number':
        return number(schema, type === 'integer');
      case 'boolean':
        return fc.boolean();
      case 'array':
        return depth > 5 ? fc.constant([]) : fc.array(this.of(schema.items ?? {}, name, depth + 1), { maxLength: 4 });
      case 'string':
        return this.#text(schema);
      default:
        return depth > 5 ? fc.constant({}) : this.#object(schema, depth);
    }
  }

  #text({ format, example, maxLength }: Schema): fc.Arbitrary<string> {
    const fitting = maxLength === undefined ? text : text.map((value) => value.slice(0, maxLength));
    if (format === 'date-time')
      return fc.oneof(
        fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
        text,
      );
    return typeof example === 'string' ? fc.oneof(fc.constant(example), fitting) : fitting;
  }

  #object({ properties = {}, required = [], additionalProperties }: Schema, depth: number): fc.Arbitrary<unknown> {
    const fields = Object.fromEntries(
      Object.entries(properties).map(([name, field]) => [name, this.of(field, name, depth + 1)]),
    );
    const object = fc.record(fields, { requiredKeys: required.filter((name) => name in fields) });
    if (!additionalProperties) return object;
    return fc
      .tuple(object, fc.dictionary(text, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }))
      .map(([a, b]) => ({ ...b, ...a }));
  }
}
