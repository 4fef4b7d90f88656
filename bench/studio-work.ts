import { dataOf } from '#contracts';
import type { ApiClient } from '#contracts';

/** Starts a pipeline of as many small pictures; its id. */
export async function largeRun(client: ApiClient, count: number, seed = 1_000): Promise<string> {
  const config = { prompt: 'a harbour at dawn, fishing boats', width: 320, height: 180, quality: 'draft' };
  const definition = { name: `${count} pictures`, steps: [{ id: 'picture', type: 't2i', count, config }] };
  return dataOf(await client.POST('/pipelines', { body: { definition, seed, run: true } })).id;
}

/** A definition of as many steps: chains of a picture, a change of it and a video. */
export function chainOf(count: number): Record<string, unknown> {
  const steps = Array.from({ length: count }, (_, at) => stepOf(at));
  return { name: `${count} nodes`, steps };
}

function stepOf(at: number): Record<string, unknown> {
  const before = `step${at - 1}`;
  if (at % 3 === 0) return { id: `step${at}`, type: 't2i', config: { prompt: `a harbour, take ${at}` } };
  if (at % 3 === 1)
    return {
      id: `step${at}`,
      type: 'i2i',
      dependsOn: [before],
      config: { image: `{{steps.${before}.image}}`, prompt: 'at night' },
    };
  return {
    id: `step${at}`,
    type: 'i2v',
    dependsOn: [before],
    config: { image: `{{steps.${before}.image}}`, duration: 2 },
  };
}
