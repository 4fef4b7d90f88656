import type { Schemas } from '@/api/client';
import { INPUTS } from './types';
import type { Definition } from './types';

export type Problem = Schemas['DefinitionProblemDto'];

/** A problem with the node that it belongs to, where it belongs to one, and the option. */
export interface Placed extends Problem {
  node?: string;
  field?: string;
}

/** Where in a graph problems are. */
export function placedProblems(problems: readonly Problem[], { steps }: Definition): Placed[] {
  return problems.map((problem) => {
    const [, index, field] = /^steps\[(\d+)\](?:\.(?:config\.)?([\w-]+))?/.exec(problem.path) ?? [];
    const step = index === undefined ? undefined : steps[Number(index)];
    const input = /^inputs\.([\w-]+)/.exec(problem.path)?.[1];
    if (step) return { ...problem, node: step.id, ...(field !== undefined && { field }) };
    return input === undefined ? problem : { ...problem, node: INPUTS, field: input };
  });
}
