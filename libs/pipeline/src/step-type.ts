import type { z } from 'zod';
import type { MediaType } from './values.js';

/** Which pool of workers runs a task. */
export const RESOURCES = ['gpu', 'cpu', 'remote'] as const;
export type Resource = (typeof RESOURCES)[number];

export interface InputPort {
  media: MediaType[];
  /** A list port takes any number of values and gathers the items of a step that has many. */
  list?: boolean;
  required?: boolean;
  /** Bound only where a step says so, never to whatever fits. */
  explicit?: boolean;
  description: string;
}

export interface OutputPort {
  media: MediaType;
  /** The task's output is a list: a later step can map over it. */
  list?: boolean;
}

/** The step that makes of anything what a port takes, put in where it was not. */
export interface Preparation {
  /** Its type, and the ports that it is connected by. */
  step: string;
  input: string;
  output: string;
  /** Its options, by those of this step. */
  fields: Record<string, string>;
  /** The option of this step that says `auto`, `always` (also for inputs of the pipeline) or `never`. */
  option: string;
}

/** The step that looks at each value of a list port, put in where nobody else fills the port with what it finds. */
export interface Companion {
  /** The list port whose values are looked at, and the one that takes what is found, in the same order. */
  port: string;
  fills: string;
  /** Its type, and the ports that it is connected by. */
  step: string;
  input: string;
  output: string;
  /** Its options, by those of this step. */
  fields: Record<string, string>;
  /** Options of this step with which there is nothing to look at. */
  unless: Record<string, string[]>;
}

export type StepConfig = Record<string, unknown>;

/** All that the planner, the interfaces and the workers know about a kind of step. */
export interface StepType {
  type: string;
  /** Part of the cache key: change it when the meaning of the config or the ports changes. */
  version: string;
  title: string;
  /** How it is called on a bill, if not by its title; with `units` what is counted there is its units, not its tasks. */
  bill?: { label: string; units?: true };
  summary: string;
  config: z.ZodObject;
  inputs: Record<string, InputPort>;
  /** The first one is the main output. */
  outputs: Record<string, OutputPort>;
  resource: Resource;
  /** False where the seed decides nothing: equal work is then the same with any seed. */
  seeded?: boolean;
  /** Ports that take something prepared, such as edges instead of a picture. */
  prepare?: Record<string, Preparation>;
  /** Somebody who looks at what there is on a list port first. */
  companion?: Companion;
  /** Whether with this config the result is a person's to decide, unless the pipeline is told to run hands off. */
  awaits?(config: StepConfig): boolean;
  /** What has to be set up before anybody can run it; absent where a built-in provider does. */
  needs?: string;
  /** Pipeline inputs that fill a field or port left unset, besides the input of the same name; first match wins. */
  aliases?: Record<string, string[]>;
  /** Fields that mean something else than the pipeline input of the same name: only their aliases fill them. */
  ownMeaning?: string[];
  /** A field left unset takes the value of another step's field: the step bound to `port`. */
  inherit?: Record<string, { port: string; field: string }>;
  /** Completes a validated config, for example width and height from aspect and quality. */
  complete?(config: StepConfig): StepConfig;
  /**
   * What a step with this config makes several of, each as a task of its own: settings over the config, one entry for
   * each. Unset or undefined: one task. The fields it reads have to be known before anything runs.
   */
  variants?: { of: string[]; list(config: StepConfig): StepConfig[] | undefined };
  /** Lengths of the list outputs that the config decides, by port; for estimates. */
  lengths?(config: StepConfig): Record<string, number | undefined>;
  /** Units of work, priced per unit by the provider's model. */
  units(config: StepConfig): number;
  /** Seconds one task takes when there is no history yet. */
  seconds(config: StepConfig): number;
  /** Seconds without progress that are nothing unusual; default 120, and at least ten times the estimate. */
  quietSeconds?: number;
  /**
   * The next rung of the ladder that is climbed down when the work does not fit into memory: the completed config with
   * something lower, never shorter; undefined on the last rung. Absent: there is nothing to lower.
   */
  lower?(config: StepConfig): StepConfig | undefined;
}

export type Catalogue = ReadonlyMap<string, StepType>;

export function mainOutput(type: StepType): string {
  return Object.keys(type.outputs)[0]!;
}
