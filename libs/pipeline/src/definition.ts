import type { OnFailure } from './options.js';
import type { MediaType } from './values.js';

export type InputType = 'string' | 'number' | 'boolean' | 'list' | Exclude<MediaType, 'text' | 'json'>;

/** What a pipeline asks of its caller. The short form in a definition is the bare type. */
export interface InputSpec {
  type: InputType;
  default?: unknown;
  enum?: (string | number)[];
  required?: boolean;
  description?: string;
  /** What the elements of a list are. */
  items?: Exclude<InputType, 'list'>;
  /** Inclusive bounds of a number. */
  min?: number;
  max?: number;
}

export interface RetryConfig {
  maxAttempts: number;
  backoffMs: number;
  backoffMultiplier: number;
  /** Failure codes that are tried again; empty means every retryable one. */
  retryableErrors: string[];
}

export interface PipelineStep {
  id: string;
  type: string;
  /** Settings and port bindings; values may hold `{{expressions}}`. */
  config: Record<string, unknown>;
  dependsOn?: string[];
  /** One task for each item of a collection, read as `{{item}}`. */
  map?: string | unknown[];
  /** One task for each position of several collections of equal length, read as `{{item.<name>}}`. */
  zip?: Record<string, string | unknown[]>;
  /** One task for each combination of several collections, read as `{{item.<name>}}`. */
  cross?: Record<string, string | unknown[]>;
  /** How the collections of `cross` combine: every combination (`all`), or in pairs like `zip` (`one_to_one`). */
  combine?: string;
  /** Steps whose items are gathered into one list instead of being followed item by item. */
  collect?: string[];
  /** Takes: how often each item is made, each time with its own seed. */
  count?: number | string;
  retry?: Partial<RetryConfig>;
  onFailure?: OnFailure;
  /** False: results are neither taken from the cache nor put there. */
  cache?: boolean;
  /** Seconds without a sign of progress before an attempt is given up. */
  stallTimeoutSec?: number;
  provider?: string;
  model?: string;
  /** Who takes its tasks over, one after the other, when they fail for good: `provider` or `provider/model`. */
  failover?: string[];
}

export interface PipelineDefinition {
  name: string;
  description: string;
  steps: PipelineStep[];
  inputs: Record<string, InputSpec['type'] | InputSpec>;
  /** Ids of the steps whose outputs are delivered. */
  outputs: string[];
}

export type Inputs = Record<string, unknown>;

export function inputSpec(spec: InputSpec['type'] | InputSpec): InputSpec {
  return typeof spec === 'string' ? { type: spec } : spec;
}
