import { PipelineFailure } from '#pipeline';
import { bestOf, candidatesIn, choiceOutputs } from '#steps';
import type { LocalHandler, ProviderEvent, Work } from '../port.js';

/** Keeps the best of several. What a person will choose is the first until they have. */
export const choiceHandlers: Record<string, LocalHandler> = {
  select: async function* (work): AsyncGenerator<ProviderEvent> {
    const candidates = candidatesIn(work.inputs.candidates);
    if (candidates.length === 0) throw new PipelineFailure('invalid_input', 'There is nothing to choose from.');
    const scores = scoresIn(work);
    const { by, keep } = work.config as { by: string; keep: number };
    if (by === 'vision' && scores.length !== candidates.length)
      throw new PipelineFailure(
        'invalid_input',
        `There are ${candidates.length} candidates and ${scores.length} scores: each needs one.`,
      );
    const chosen = bestOf(by === 'vision' ? scores : candidates.map(() => 0), keep);
    for (const [port, value] of Object.entries(choiceOutputs(candidates, chosen, scores)))
      yield { type: 'output', port, output: { value } };
  },
};

const scoresIn = ({ inputs: { scores } }: Work): number[] =>
  scores === undefined ? [] : [scores].flat().map((score) => Number(score));
