import type { Output, Pipeline } from '@/api/client';

/** Which results are shown; unset: all. */
export interface Filters {
  step?: string;
  kind?: string;
  model?: string;
}

export const fits = ({ step, kind, model }: Filters, output: Output, { steps }: Pick<Pipeline, 'steps'>): boolean =>
  (step === undefined || output.step_id === step) &&
  (kind === undefined || output.type === kind) &&
  (model === undefined || steps.some((one) => one.id === output.step_id && one.model === model));

export const isFiltered = ({ step, kind, model }: Filters): boolean =>
  step !== undefined || kind !== undefined || model !== undefined;

/** Without those that are not set. */
export const defined = (filters: { [Name in keyof Filters]: Filters[Name] | undefined }): Filters =>
  Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
