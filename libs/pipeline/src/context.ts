import type { Inputs, PipelineDefinition } from './definition.js';
import type { Axis, Binding, PlannedStep, ValueSource } from './plan.js';
import type { ProblemCode } from './problems.js';
import type { Catalogue } from './step-type.js';

/** What the parts of the compiler share while they work through one definition. */
export interface CompileContext {
  definition: PipelineDefinition;
  catalogue: Catalogue;
  inputs: Inputs;
  lenient: boolean;
  /** Needed inputs without a value. */
  missingInputs: ReadonlySet<string>;
  planned: Map<string, PlannedStep>;
  axes: Record<string, Axis>;
  bindings: Binding[];
  /** What `item` reads in the step being compiled. */
  currentItems: Record<string, ValueSource>;
  problem(code: ProblemCode, path: string, message: string, hint: string): void;
  /** A value that is exactly one path expression; undefined for anything else, also for a bad template. */
  path(value: unknown): string[] | undefined;
}
