import { createClient, dataOf } from '#contracts';
import type { components } from '#contracts';

export { ApiProblem } from '#contracts';
export type Schemas = components['schemas'];
export type Pipeline = Schemas['PipelineDto'];
export type PipelineSummary = Schemas['PipelineSummaryDto'];
export type Step = Schemas['StepDto'];
export type Output = Schemas['OutputDto'];
export type Estimate = Schemas['EstimateDto'];
export type Provider = Schemas['ProviderDto'];
export type Model = Schemas['ModelDto'];

/** The gateway that served this page. */
export const client = createClient(window.location.origin);
export { dataOf };
