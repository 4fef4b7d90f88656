import { useMemo } from 'react';
import type { Schemas } from '@/api/client';
import type { ShareRequest } from '@/widgets/share';
import type { Doc } from '../model/types';
import { useDoc } from './store';

/** What running a workflow asks for. */
export const requestOf = ({ definition, inputs, options, seed }: Doc): ShareRequest => ({
  definition: definition as unknown as Record<string, unknown>,
  inputs,
  ...(Object.keys(options).length > 0 && { options }),
  ...(seed !== undefined && { seed }),
});

/** The same for a run that there is: as it is edited now, with some steps made anew. */
export function useChanges(rerun: readonly string[]): Schemas['ChangesDto'] {
  const doc = useDoc();
  const steps = rerun.join(' ');
  return useMemo(() => ({ ...requestOf(doc), rerun: steps.split(' ').filter(Boolean) }), [doc, steps]);
}
