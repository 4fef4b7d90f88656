import type { Schemas } from '@/api/client';

export type Media = 'text' | 'image' | 'video' | 'audio' | 'json';
export type InputType = 'string' | 'number' | 'boolean' | 'list' | 'image' | 'video' | 'audio';

export interface InputSpec {
  type: InputType;
  default?: unknown;
  enum?: (string | number)[];
  required?: boolean;
  description?: string;
  items?: Exclude<InputType, 'list'>;
  min?: number;
  max?: number;
}

type Collection = string | unknown[];

/** A step as definitions write it. */
export interface Step {
  id: string;
  type: string;
  config?: Record<string, unknown>;
  dependsOn?: string[];
  map?: Collection;
  zip?: Record<string, Collection>;
  cross?: Record<string, Collection>;
  combine?: string;
  collect?: string[];
  count?: number | string;
  retry?: Record<string, unknown>;
  onFailure?: 'abort' | 'skip' | 'retry';
  cache?: boolean;
  stallTimeoutSec?: number;
  provider?: string;
  model?: string;
  failover?: string[];
}

/** A pipeline definition as the API knows it; what the editor shows is derived from it, and nothing else is saved. */
export interface Definition {
  name: string;
  description?: string;
  inputs?: Record<string, InputType | InputSpec>;
  steps: Step[];
  outputs?: string[];
}

/** JSON Schema, as far as options of steps use it. */
export interface JsonSchema {
  type?: string;
  description?: string;
  default?: unknown;
  enum?: (string | number)[];
  const?: unknown;
  anyOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  [other: string]: unknown;
}

interface InPort {
  media: Media[];
  list?: boolean;
  required?: boolean;
  explicit?: boolean;
  description: string;
}

export interface StepType {
  type: string;
  title: string;
  summary: string;
  resource: string;
  config: JsonSchema;
  inputs: Record<string, InPort>;
  outputs: Record<string, { media: Media; list?: boolean }>;
}

export type StepTypes = ReadonlyMap<string, StepType>;
export type Options = Schemas['PipelineOptionsDto'];
export type Binding = Schemas['BindingDto'];
export interface Point {
  x: number;
  y: number;
}

/** What is edited: a definition, how it is to be run, and where its steps stand. */
export interface Doc {
  definition: Definition;
  /** Values to run it with. */
  inputs: Record<string, unknown>;
  options: Options;
  seed?: number;
  /** By step; that of the inputs is under `INPUTS`. What has none is laid out. */
  positions: Record<string, Point>;
}

/** The node of the inputs; no step can be called that. */
export const INPUTS = '@inputs';

export const specOf = (spec: InputType | InputSpec): InputSpec => (typeof spec === 'string' ? { type: spec } : spec);
