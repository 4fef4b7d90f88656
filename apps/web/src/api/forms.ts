import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import type { DefaultValues, FieldPath, FieldValues, Resolver, UseFormReturn } from 'react-hook-form';
import { z } from 'zod';
import { bodies } from '#contracts';
import { problemFields } from '@/lib/problem-fields';
import { ApiProblem } from './client';
import type { Schemas } from './client';

// Checks are not compiled while the page runs: its policy allows no such thing.
z.config({ jitless: true });

type BodyName = keyof typeof bodies & keyof Schemas;

interface BodyForm<Values, Name extends BodyName> {
  values: Values;
  /** The body of a request from what was filled in; its fields have the names of those of the form. */
  toBody: (values: Values) => Partial<Schemas[Name]>;
}

/** A form for the body of a request, checked by the rules of the API before anything is sent. */
export function useBodyForm<Values extends FieldValues, Name extends BodyName>(
  name: Name,
  { values, toBody }: BodyForm<Values, Name>,
): UseFormReturn<Values, unknown, Schemas[Name]> {
  const schema = z.preprocess(
    (given) => withoutUnset(toBody(given as Values)),
    z.fromJSONSchema(bodies[name] as never, { defaultTarget: 'openapi-3.0' }),
  ) as unknown as z.ZodType<Schemas[Name], Values>;
  const resolver: Resolver<Values, unknown, Schemas[Name]> = zodResolver(schema, { error: words });
  return useForm({ defaultValues: values as DefaultValues<Values>, resolver, mode: 'onTouched' });
}

const withoutUnset = (body: object) =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));

/** An amount as it is typed: nothing is undefined. */
export const numberOr = <Empty>(text: string, empty: Empty): number | Empty =>
  text.trim() === '' ? empty : Number(text.replace(',', '.'));

/** What was wrong, as people say it. Undefined leaves it to the library. */
function words(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'too_small') {
    if (issue.origin === 'array') return 'Choose at least one.';
    if (issue.origin === 'string') return 'This is needed.';
    return `At least ${String(issue.minimum)}.`;
  }
  if (issue.code === 'too_big')
    return issue.origin === 'string'
      ? `At most ${String(issue.maximum)} characters.`
      : `At most ${Number(issue.maximum).toLocaleString()}.`;
  if (issue.code === 'invalid_type')
    return issue.input === undefined
      ? 'This is needed.'
      : issue.expected === 'number'
        ? 'A number is needed.'
        : undefined;
  return undefined;
}

/** Shows a refusal where it belongs: at its fields, else at the form. */
export function showRefusal<Values extends FieldValues>(
  { setError, getValues }: Pick<UseFormReturn<Values>, 'setError' | 'getValues'>,
  error: unknown,
): void {
  if (!(error instanceof ApiProblem)) {
    setError('root', { message: error instanceof Error ? error.message : String(error) });
    return;
  }
  const { fields, rest } = problemFields(error.problem, Object.keys(getValues()));
  for (const [field, message] of Object.entries(fields)) setError(field as FieldPath<Values>, { message });
  if (rest !== undefined) setError('root', { message: rest });
}
