import { LRUCache } from 'lru-cache';
import { isDigest, isVerified } from '#artifacts';
import type { ArtifactStore, Recipe } from '#artifacts';
import type { ArtifactRef, MediaFacts, MediaType, PipelineDefinition, Problem } from '#pipeline';
import { inputSpec } from '#pipeline';
import { inspect } from './inspect.js';
import type { IntakeLimits } from './inspect.js';
import { Refusal } from './refusal.js';
import { turns } from './turns.js';

/** What stored bytes are, by looking into them or because they were made here. */
interface Known {
  media: MediaType;
  mime: string;
  facts?: MediaFacts;
}

/** A value with what stands for stored files in it made whole, or what is wrong with them. */
export interface Resolved<T> {
  value: T;
  problems: Problem[];
}

const REMEMBERED = 20_000;
const AT_ONCE = 8;
const MEDIA_INPUTS: readonly unknown[] = ['image', 'video', 'audio'];

/**
 * Checks the stored files that a request names, by what they hold: a file may have been stored by anybody under any
 * claim. What names one is an object with its `digest`; what else it says may be left out.
 */
export class FileReferences {
  readonly #known = new LRUCache<string, Known>({ max: REMEMBERED });

  constructor(
    private readonly store: ArtifactStore,
    private readonly limits: IntakeLimits,
  ) {}

  /** The inputs of a definition. For a picture, video or sound its digest alone will do. */
  async inInputs(
    definition: Pick<PipelineDefinition, 'inputs'>,
    inputs: Record<string, unknown>,
  ): Promise<Resolved<Record<string, unknown>>> {
    const named = Object.entries(inputs).map(([name, value]) => {
      const spec = Object.hasOwn(definition.inputs, name) ? inputSpec(definition.inputs[name]!) : undefined;
      if (MEDIA_INPUTS.includes(spec?.type)) return [name, asReference(value)];
      const items = spec?.type === 'list' && MEDIA_INPUTS.includes(spec.items) && Array.isArray(value);
      return [name, items ? value.map(asReference) : value];
    });
    return this.within(Object.fromEntries(named) as Record<string, unknown>, 'inputs');
  }

  /** Any value; `path` is where it is, for problems. */
  async within<T>(value: T, path: string): Promise<Resolved<T>> {
    const found: [path: string, ref: Claim][] = [];
    collect(value, path, found);
    if (found.length === 0) return { value, problems: [] };
    const inTurn = turns(AT_ONCE);
    const judged = await Promise.all(found.map(([at, ref]) => inTurn(() => this.#judged(ref, at))));
    const problems = judged.flatMap((one) => ('problem' in one ? [one.problem] : []));
    const whole = new Map(found.map(([, ref], index) => [ref, judged[index]!]));
    return { value: replaced(value, whole) as T, problems };
  }

  /** One file, perhaps said to be of a kind. */
  async one(digest: string, media?: MediaType): Promise<{ ref: ArtifactRef } | { problem: Problem }> {
    return this.#judged({ digest, media }, '');
  }

  async #judged(claim: Claim, path: string): Promise<{ ref: ArtifactRef } | { problem: Problem }> {
    const { digest } = claim;
    const claimed = typeof claim.media === 'string' ? claim.media : undefined;
    const short = digest.slice(0, 12);
    const stat = (await this.store.touch(digest)) ? await this.store.stat(digest) : undefined;
    if (!stat) {
      const message = `nothing is stored under ${short}…`;
      return {
        problem: { code: 'unknown_artifact', path, message, hint: 'Upload the file, and take `ref` from the answer.' },
      };
    }
    try {
      const { media, mime, facts } = await this.#kindOf(digest);
      if (claimed !== undefined && !agrees(claimed, media)) {
        const message = `the file ${short}… is said to be ${claimed}, and is ${media}`;
        return { problem: { code: 'media_mismatch', path, message, hint: `Give a stored ${claimed}.` } };
      }
      const known = facts ?? (claim.facts as MediaFacts | undefined);
      const parts = claim.parts as ArtifactRef['parts'];
      return {
        ref: { digest, media, mime, bytes: stat.bytes, ...(known && { facts: known }), ...(parts && { parts }) },
      };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const message = `the file ${short}… cannot be used: ${error.message}`;
      return { problem: { code: 'unusable_artifact', path, message, hint: error.hint } };
    }
  }

  async #kindOf(digest: string): Promise<Known> {
    const remembered = this.#known.get(digest);
    if (remembered) return remembered;
    const recipe = await this.store.getRecipe(digest);
    const known = isVerified(recipe) ? recipe : await this.#lookedInto(digest, recipe);
    const { media, mime, facts } = known as unknown as Known;
    this.#known.set(digest, { media, mime, ...(facts && { facts }) });
    return { media, mime, ...(facts && { facts }) };
  }

  /** Bytes that came without being looked into; what is found is written beside them. */
  async #lookedInto(digest: string, recipe: Recipe | undefined): Promise<Recipe> {
    const found = await inspect(this.store.pathOf(digest), this.limits, new AbortController().signal);
    if (found === 'archive')
      throw new Refusal('unsupported_type', 'it is an archive', 'Upload it, so that it is opened.');
    const { media, mime, facts } = found;
    const looked = { ...recipe, media, mime, facts, lookedInto: true };
    await this.store.putRecipe(digest, looked);
    return looked;
  }
}

interface Claim {
  digest: string;
  media?: unknown;
  facts?: unknown;
  parts?: unknown;
}

const asReference = (value: unknown): unknown =>
  typeof value === 'string' && isDigest(value) ? { digest: value } : value;

const isClaim = (value: object): value is Claim =>
  'digest' in value && typeof value.digest === 'string' && isDigest(value.digest);

/** Text is text, with or without a shape. */
const agrees = (claimed: string, media: MediaType): boolean =>
  claimed === media || (['text', 'json'].includes(claimed) && ['text', 'json'].includes(media));

function collect(value: unknown, path: string, found: [string, Claim][]): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) return value.forEach((item, index) => collect(item, `${path}[${index}]`, found));
  if (isClaim(value)) found.push([path, value]);
  else for (const [name, item] of Object.entries(value)) collect(item, `${path}.${name}`, found);
}

/** A copy with each claim in it replaced by what it stands for; those with a problem stay. */
function replaced(value: unknown, whole: ReadonlyMap<object, { ref: ArtifactRef } | { problem: Problem }>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => replaced(item, whole));
  const found = whole.get(value);
  if (found) return 'ref' in found ? found.ref : value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replaced(item, whole)]));
}
