import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Output, Pipeline } from '@/api/client';
import { fileName } from '@/lib/media';
import { toast, toastError } from '@/ui/toasts';
import { againOf, isRepeatable, promptOf, sourcesOf } from './recipe';
import type { Recipe } from './recipe';
import { recipeQuery, settingsBehind } from './recipe-query';
import type { Attachment, Settings } from './settings';
import { attachmentOf, readItems } from './items';
import { useGenerate } from './use-generate';

const LARGEST_SEED = 0xffff_ffff;
export const newSeed = (): number => Math.floor(Math.random() * LARGEST_SEED);

interface Doing {
  pipeline: Pipeline;
  onRun: (id: string) => void;
  onCompose: (settings: Partial<Settings>) => void;
}

/** What one result is good for: once more, changed, or as the beginning of something else. */
export function useAgain({ pipeline, onRun, onCompose }: Doing) {
  const queries = useQueryClient();
  const generate = useGenerate(onRun);
  const sources = async (recipe: Recipe) => readItems(sourcesOf(recipe).flatMap(([, digests]) => digests.slice(0, 1)));
  const again = useMutation({
    mutationFn: async ({ digest, step_id: step }: Output) => {
      const price = priceOfOne(pipeline, step) ?? 0;
      const recipe = await queries.fetchQuery(recipeQuery(digest));
      if (!isRepeatable(recipe)) throw new Error('It was made of other results; run the whole pipeline again.');
      const refs = Object.fromEntries((await sources(recipe)).map((item) => [item.digest, attachmentOf(item).ref]));
      generate.mutate({ request: againOf(recipe, promptOf(recipe) || pipeline.name, newSeed(), refs), price });
    },
    onError: (error) => toastError('It could not be run again', error),
  });
  const modify = useMutation({
    mutationFn: async ({ digest }: Output) =>
      onCompose(await settingsBehind(await queries.fetchQuery(recipeQuery(digest)))),
    onError: (error) => toastError('It could not be taken over', error),
  });
  const use = (output: Output, mode: Settings['mode']) =>
    onCompose({ mode, words: '', variations: undefined, photoSet: undefined, attachments: [attached(output)] });
  const copyPrompt = async ({ digest }: Output) => {
    try {
      await navigator.clipboard.writeText(promptOf(await queries.fetchQuery(recipeQuery(digest))));
      toast('Prompt copied');
    } catch (error) {
      toastError('The prompt could not be copied', error);
    }
  };
  return { again, modify, use, copyPrompt };
}

function attached({ digest, task_id: task, type, mime, bytes }: Output): Attachment {
  const ref = { digest, media: type, mime, bytes };
  return { digest, name: fileName(task, mime), kind: type as Attachment['kind'], ref };
}

export type Again = ReturnType<typeof useAgain>;

/** Dollars for one more of a step's results; undefined while unknown. */
export function priceOfOne({ steps }: Pipeline, stepId: string): number | undefined {
  const step = steps.find(({ id }) => id === stepId);
  if (step?.cost_estimate === undefined || step.tasks === 0) return undefined;
  return step.cost_estimate / step.tasks / 1e6;
}
