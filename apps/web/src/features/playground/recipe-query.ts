import { client, dataOf } from '@/api/client';
import { toast } from '@/ui/toasts';
import { isRecipe, settingsFrom, sourcesOf } from './recipe';
import type { Recipe } from './recipe';
import type { Settings } from './settings';
import { attachmentOf, readItems } from './items';

/** How something was made. Throws where it was brought, or nobody has written it down. */
export const recipeQuery = (digest: string) => ({
  queryKey: ['recipe', digest],
  queryFn: async (): Promise<Recipe> => {
    const recipe: unknown = dataOf(await client.GET('/artifacts/{digest}/recipe', { params: { path: { digest } } }));
    // A file that was made here and brought back has it inside.
    const inside = (recipe as { upload?: { recipe?: unknown } }).upload?.recipe;
    const told = [recipe, inside].find(isRecipe);
    if (!told) throw new Error('How it was made is not known.');
    return told;
  },
  staleTime: Infinity,
});

/** The settings that made something; what it was made from comes with them, as far as it is still there. */
export async function settingsBehind(recipe: Recipe): Promise<Settings> {
  const wanted = sourcesOf(recipe).flatMap(([, digests]) => digests.slice(0, 1));
  const found = await Promise.allSettled(wanted.map((one) => readItems([one])));
  const sources = found.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  if (sources.length < wanted.length)
    toast('What it was made from is not here any more', { tone: 'review', text: 'Its words and settings are.' });
  return settingsFrom(recipe, sources.map(attachmentOf));
}
