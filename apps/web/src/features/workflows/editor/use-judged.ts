import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useDebounced } from '@/lib/use-debounced';
import { exampleInputs, missingInputs } from '../model/examples';
import { placedProblems } from '../model/problems';
import type { Placed } from '../model/problems';
import type { Definition } from '../model/types';
import { planQuery, validationQuery } from '../queries';
import { requestOf } from './request';
import { useDoc, useEditor } from './store';

const SETTLE_MS = 250;
const NONE: readonly Placed[] = [];

/** Asks what is wrong and what it would cost, shortly after each change. */
export function useJudged(): void {
  const editor = useEditor();
  const doc = useDoc();
  const now = useMemo(() => JSON.stringify(requestOf(doc)), [doc]);
  const text = useDebounced(now, SETTLE_MS);
  const request = useMemo(() => JSON.parse(text) as ReturnType<typeof requestOf>, [text]);
  const definition = request.definition as unknown as Definition;
  const empty = definition.steps.length === 0;
  const missing = useMemo(() => missingInputs(doc.definition, doc.inputs), [doc]);
  // What was not given yet is priced by an example; a file has none.
  const examples = useMemo(() => exampleInputs(definition, request.inputs), [definition, request]);
  const body = useMemo(
    () => (examples ? { ...request, inputs: { ...examples, ...request.inputs } } : { definition: request.definition! }),
    [request, examples],
  );
  const validation = useQuery(validationQuery(empty ? undefined : body));
  const isValid = validation.data?.valid === true && !validation.isPlaceholderData;
  const plan = useQuery(planQuery(isValid && examples ? body : undefined));
  const settled = now === text && isValid && plan.isSuccess && !plan.isPlaceholderData;
  const problems = useMemo(
    () => (empty || !validation.data ? NONE : placedProblems(validation.data.problems, definition)),
    [validation.data, empty, definition],
  );
  const known = !empty && examples && problems.length === 0 ? plan.data : undefined;
  useEffect(() => {
    editor.note({ plan: known?.plan, estimate: known?.estimate, fresh: settled, problems, missing });
  }, [editor, known, settled, problems, missing]);
}
