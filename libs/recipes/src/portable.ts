import { z } from 'zod';

const VERSION = 1;
/** What is nested deeper was made to do harm. */
const DEEPEST = 24;

const name = z.string().max(200);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const values = z.record(z.string().max(200), z.unknown());

const request = z.object({
  id: name,
  name,
  definition: values,
  inputs: values,
  seed: z.int().min(0).optional(),
});

const portable = z.object({
  reelwright: z.literal(VERSION),
  digest,
  media: name.optional(),
  mime: name.optional(),
  made_at: z.iso.datetime().optional(),
  step: z.object({ type: name, version: name }),
  provider: z.object({ id: name, model: name, version: name }),
  config: values,
  seed: z.int().min(0).optional(),
  inputs: values,
  pipeline: request.optional(),
});

/**
 * How a file was made, as it travels inside the file: version of this form (`reelwright`), SHA-256 of the bytes before
 * it was put in (`digest`), step, provider, model, settings, seed, and what it was made from by port. `pipeline` is
 * what was asked for, where that is still known.
 */
export type PortableRecipe = z.infer<typeof portable>;
export type PortableRequest = z.infer<typeof request>;

/** From what is kept beside stored bytes; undefined for what was not made here, or is only a part of another file. */
export function portableRecipe(
  digest: string,
  kept: Record<string, unknown> | undefined,
  pipeline?: PortableRequest,
): PortableRecipe | undefined {
  if (!kept || typeof kept.part === 'string') return undefined;
  const { media, mime, step, provider, config, seed, inputs } = kept;
  const { at } = (kept.origin ?? {}) as { at?: unknown };
  const recipe = {
    ...{ reelwright: VERSION, digest, media, mime, made_at: at, step, provider, config, seed, inputs, pipeline },
  };
  return portable.safeParse(withoutSecrets(recipe)).data;
}

/** Judges what a stranger wrote: all of it is data, what is not known is left out, and what does not fit is nothing. */
export function parsedRecipe(text: string): PortableRecipe | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text, (key, inner: unknown) => (key === '__proto__' ? undefined : inner));
  } catch {
    return undefined;
  }
  return isShallow(value) ? portable.safeParse(withoutSecrets(value)).data : undefined;
}

/**
 * As JSON that stays what it is wherever it is put: in XML, and before the eyes of who looks for scripts and documents
 * hidden in pictures.
 */
export function portableText(recipe: PortableRecipe): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(recipe)
    .replaceAll(/[<>&%\u007f]/g, escaped)
    .replaceAll(/(javascript):/gi, '$1\\u003a');
}

function isShallow(value: unknown, deepest = DEEPEST): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return deepest > 0 && Object.values(value).every((inner) => isShallow(inner, deepest - 1));
}

const SECRET = /(^|[_-])(api_?key|token|secret|password|authorization|credentials?)$/i;
const LOCAL_PATH = /^(file:|~?\/(home|Users|root|tmp|var|etc|opt|mnt|srv|private)\/|[A-Za-z]:[\\/]|\\\\)/;

/** Files are passed on: what is only meant for here stays here. */
function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') return plainAddress(value);
  if (Array.isArray(value)) return value.filter((one) => !isLocal(one)).map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => !(SECRET.test(key) && typeof inner === 'string') && !isLocal(inner))
      .map(([key, inner]) => [key, withoutSecrets(inner)]),
  );
}

const isLocal = (value: unknown): boolean => typeof value === 'string' && LOCAL_PATH.test(value);

/** Names and signatures in an address let others in. */
function plainAddress(text: string): string {
  if (!/^(https?|wss?):\/\/\S+$/i.test(text) || !URL.canParse(text)) return text;
  const { protocol, host, pathname } = new URL(text);
  return `${protocol}//${host}${pathname}`;
}
