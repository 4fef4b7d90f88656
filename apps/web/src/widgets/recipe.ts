import { queryOptions } from '@tanstack/react-query';

/** What of a recipe is shown of something stored. */
export interface Recipe {
  config?: Record<string, unknown>;
  provider?: { id: string; model: string };
  seed?: number;
  facts?: Record<string, unknown>;
}

/** How something stored was made; its bytes never change, and neither does this. */
export const recipeQuery = (digest: string | undefined) =>
  queryOptions({
    queryKey: ['recipe', digest],
    queryFn: async (): Promise<Recipe> => {
      const response = await fetch(`/artifacts/${digest}/recipe`);
      // What was brought was not made here.
      return response.ok ? ((await response.json()) as Recipe) : {};
    },
    enabled: digest !== undefined,
    staleTime: Infinity,
  });

/** The words it was made from. */
export function promptIn({ config }: Recipe): { field: string; text: string } | undefined {
  const field = ['prompt', 'motion_prompt', 'text', 'scene', 'idea'].find((name) => {
    const value = config?.[name];
    return typeof value === 'string' && value !== '';
  });
  return field === undefined ? undefined : { field, text: String(config![field]) };
}
