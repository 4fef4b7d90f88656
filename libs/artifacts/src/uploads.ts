import type { MediaFacts, MediaType } from '#pipeline';
import type { ArtifactStore, Recipe } from './store.js';

/** That people brought bytes here, as it is kept beside them. */
export interface UploadMark {
  /** What the file is called, cleaned of all that is no plain name. */
  name: string;
  owner: string;
  /** ISO 8601. */
  createdAt: string;
  /** How it was made, as the file itself says: a stranger's word. */
  recipe?: Record<string, unknown>;
}

/** What was found out by looking into the bytes. */
export interface UploadFacts {
  kind: 'image' | 'video' | 'audio' | 'text' | 'pipeline';
  media: MediaType;
  mime: string;
  facts: MediaFacts & { pages?: number };
}

/** Beside bytes that people brought: `{ kind: "upload", media, mime, facts, upload: { kind, name, owner, createdAt } }`. */
export interface UploadRecipe extends Recipe {
  media: MediaType;
  mime: string;
  facts: UploadFacts['facts'];
  upload: UploadMark & { kind: UploadFacts['kind'] };
}

/** The recipe of bytes that people brought; undefined for what was only made here. */
export function uploadIn(recipe: Recipe | undefined): UploadRecipe | undefined {
  return typeof recipe?.upload === 'object' && recipe.upload !== null ? (recipe as UploadRecipe) : undefined;
}

/** Whether the kind in a recipe is known by the bytes: from making them, or from looking into them. */
export const isVerified = (recipe: Recipe | undefined): boolean =>
  recipe !== undefined &&
  (typeof recipe.step === 'object' || recipe.lookedInto === true || uploadIn(recipe) !== undefined);

/** Says beside the bytes that people brought them; how they were made, where that is known, stays. */
export async function markUpload(
  store: Pick<ArtifactStore, 'getRecipe' | 'putRecipe'>,
  digest: string,
  { kind, ...found }: UploadFacts,
  mark: UploadMark,
): Promise<UploadRecipe> {
  const before = await store.getRecipe(digest);
  const made = before !== undefined && typeof before.step === 'object' ? before : { kind: 'upload' };
  const recipe: UploadRecipe = { ...made, ...found, upload: { kind, ...mark } };
  await store.putRecipe(digest, recipe);
  return recipe;
}

/** No longer kept for the one who brought them. False where nobody had. */
export async function unmarkUpload(
  store: Pick<ArtifactStore, 'getRecipe' | 'putRecipe'>,
  digest: string,
): Promise<boolean> {
  const recipe = uploadIn(await store.getRecipe(digest));
  if (!recipe) return false;
  const { upload: _upload, ...rest } = recipe;
  await store.putRecipe(digest, { ...rest, lookedInto: true });
  return true;
}

/** Keeps how bytes were made; that people brought them as well stays, and so does who had them made first. */
export async function putMadeRecipe(
  store: Pick<ArtifactStore, 'getRecipe' | 'putRecipe'>,
  digest: string,
  recipe: Recipe,
): Promise<void> {
  const before = await store.getRecipe(digest);
  const brought = uploadIn(before);
  await store.putRecipe(digest, {
    ...recipe,
    ...(before?.origin !== undefined && { origin: before.origin }),
    ...(brought && { facts: brought.facts, upload: brought.upload }),
  });
}

const DAY_MS = 24 * 3600 * 1000;

/** Which bytes a collector leaves alone because people brought them, for so many days; 0: for ever. */
export const keepsUploads =
  (store: Pick<ArtifactStore, 'getRecipe'>, retainDays: number, now = Date.now()) =>
  async (digest: string): Promise<boolean> => {
    const brought = uploadIn(await store.getRecipe(digest));
    return (
      brought !== undefined && (retainDays === 0 || Date.parse(brought.upload.createdAt) > now - retainDays * DAY_MS)
    );
  };
