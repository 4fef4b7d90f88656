import { z } from 'zod';

/** Variables of a process, as in `process.env`. */
export type Env = Readonly<Record<string, string | undefined>>;

/** What a default may depend on: the environment, and the home folder once it is known. */
export interface DefaultContext {
  env: Env;
  home: string;
}

export interface Option<Schema extends z.ZodType = z.ZodType> {
  /** The environment variable; it wins over the file. */
  env: string;
  schema: Schema;
  default: unknown;
  /** One sentence for people: what it does, with units. */
  doc: string;
  /** How the default is written for people, where it is not simply the value. */
  defaultText?: string;
  /** Never printed. */
  secret?: true;
  /** One URL or several, comma-separated: printed without passwords. */
  urls?: true;
  /** A folder or file: `~` is expanded, a relative one is resolved against the file that names it. */
  path?: true;
}

/** Keeps the type of the schema. */
export const option = <Schema extends z.ZodType>(spec: Option<Schema>): Option<Schema> => spec;

/** Environment variables are text; a number in the file is a number already. */
export const integer = (min: number, max: number) =>
  z.preprocess(
    (value) => (typeof value === 'string' && /^-?\d+$/.test(value.trim()) ? Number(value) : value),
    z
      .int({ error: 'must be a whole number' })
      .min(min, { error: `must be at least ${min}` })
      .max(max, { error: `must be at most ${max}` }),
  );

export const text = (what: string) => z.string({ error: `must be text: ${what}` }).trim();

export const folder = text('a path').min(1, { error: 'must be a path' });

export const redisUrl = text('a URL such as redis://127.0.0.1:6379/0').refine(
  (value) => URL.canParse(value) && ['redis:', 'rediss:', 'unix:'].includes(new URL(value).protocol),
  { error: 'must be a URL such as redis://127.0.0.1:6379/0 or rediss://…' },
);

export const webUrl = text('a URL such as https://queue.fal.run')
  .refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), {
    error: 'must be an http or https URL',
  })
  .transform((value) => value.replace(/\/+$/, ''));
export const modelName = text('the name of a model').min(1, { error: 'must be the name of a model' });
export const providerKey = text('a key')
  .regex(/^[\x21-\x7e]+$/, { error: 'must be one word of plain characters' })
  .optional();
export const dollars = z.coerce
  .number({ error: 'must be an amount in dollars' })
  .min(0, { error: 'must not be less than 0' })
  .max(1e6, { error: 'must be 1000000 at most' })
  .optional();
export const httpUrls = text('URLs such as http://127.0.0.1:8188').refine(
  (value) =>
    value
      .split(',')
      .map((url) => url.trim())
      .every((url) => URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol)),
  { error: 'must be URLs such as http://127.0.0.1:8188, with commas between them' },
);
