import type { RetryConfig } from './definition.js';
import type { Gate, Lane, OnFailure, PipelineOptions, Quality } from './options.js';
import type { Resource } from './step-type.js';

/** Where an axis takes its length from: a list known now, or the list a task puts out when it has run. */
export type AxisSource =
  | { kind: 'input'; path: string[]; length: number }
  | { kind: 'literal'; items: unknown[]; length: number }
  | { kind: 'count'; length: number }
  /** `expected`: how long it will be, where that follows from the step's config. */
  | { kind: 'output'; step: string; port: string; expected?: number }
  | { kind: 'axis'; axis: string };

/** A dimension along which a step has many tasks. Several sources are zipped: position k of each, equal lengths. */
export interface Axis {
  id: string;
  sources: AxisSource[];
}

/** What a port, or `item`, reads. A gathered source gives the list of all items along the axes the reader lacks. */
export type ValueSource =
  | { from: 'input'; path: string[] }
  | { from: 'axis'; axis: string; source: number }
  | { from: 'step'; step: string; port: string; path: string[]; gather: boolean };

/** A dependency of each task on another step: its item at the same indices, or all items beneath them. */
export interface Edge {
  step: string;
  gather: boolean;
  /** A soft edge only orders: the task runs even when the other was skipped. */
  soft: boolean;
}

export interface Selection {
  provider: string;
  model: string;
  resource: Resource;
  /** The models a card has to load for it; work without one loads nothing that counts. */
  family?: string;
  /** GB of a card's memory it needs, where that is known. */
  vramGb?: number;
  /** Price of one unit in micro-dollars; undefined when unknown. */
  microDollars?: number;
  /** Price of one task with the config that is known, where the provider can tell. */
  taskMicroDollars?: number;
  why: string;
}

export interface PlannedStep {
  id: string;
  type: string;
  /** What is known of the config: plain values, never read as templates again, whatever text a user put in them. */
  config: Record<string, unknown>;
  /** The fields that read what only exists at run time; filled when the task starts. */
  templates: Record<string, unknown>;
  ports: Record<string, ValueSource[]>;
  /** What `{{item}}` (empty name) and `{{item.name}}` read. */
  items: Record<string, ValueSource>;
  axes: string[];
  /** The axis along which its tasks have settings of their own. */
  variants?: string;
  edges: Edge[];
  /** Depths (numbers of leading axes) at which other steps gather this one's items; 0 is the whole step. */
  gatherDepths: number[];
  /** Number of tasks, when known before anything runs. */
  tasks: number | undefined;
  /** What their number will be, as far as can be told, where it is not known. */
  expectedTasks?: number;
  selection: Selection;
  /** Who takes its tasks over, one after the other, when they fail for good. */
  failover?: Selection[];
  retry: Partial<RetryConfig>;
  onFailure: OnFailure;
  cache: boolean;
  /** Its results wait for a person before anything goes on with them. */
  review?: true;
  /** What is done when nobody decides in time; unset: they wait. */
  gate?: Pick<Gate, 'timeoutSec' | 'onTimeout'>;
  /** Its results are scored first, and made anew until they are good enough. */
  qa?: Quality;
  /** Seconds without a sign of progress before an attempt is given up; unset: as the step type estimates. */
  stallTimeoutSec?: number;
  units: number;
  estimatedSeconds: number;
  /** Work that takes about as long has the same; what past times are kept under. */
  historyBucket: string;
}

/** One connection the planner made, for people to check. */
export interface Binding {
  step: string;
  field: string;
  source: string;
  how: 'explicit' | 'input' | 'alias' | 'media' | 'inherited';
}

/** Where results come from that were there before. */
export interface ResumedFrom {
  pipeline: string;
  /** Place in that pipeline's commit log; unset for all of it. */
  checkpoint?: number;
}

/** A definition with its inputs, ready to run: deterministic, JSON, complete. */
export interface Plan {
  name: string;
  /** In topological order; ties in the definition's order. */
  steps: PlannedStep[];
  axes: Record<string, Axis>;
  outputs: string[];
  inputs: Record<string, unknown>;
  seed: number;
  options: PipelineOptions;
  resumedFrom?: ResumedFrom;
  /** Steps that are as they were in the run this one goes on from: results known from there count as done. */
  known?: string[];
  /** Steps and tasks that are done anew, whatever is known or cached. */
  rerun?: string[];
  /** Tasks whose settings changed since the run this one goes on from. */
  changed?: string[];
  /** Settings of single tasks, over their step's. */
  overrides?: Record<string, Record<string, unknown>>;
  bindings: Binding[];
  /** In which order the items of a step are gathered, where a person has said so: tasks by step; the others follow. */
  order?: Record<string, string[]>;
}

/** Micro-dollars of one task, as far as it can be told; undefined where the price is not known. */
export function taskPrice({ selection, units }: Pick<PlannedStep, 'selection' | 'units'>): number | undefined {
  const { microDollars, taskMicroDollars } = selection;
  return taskMicroDollars ?? (microDollars === undefined ? undefined : microDollars * units);
}

/** For estimates: an unknown number counts as 1. */
export const tasksExpected = ({ tasks, expectedTasks }: PlannedStep): number => tasks ?? expectedTasks ?? 1;

/** A pipeline with more tasks than this, as far as they are known beforehand, runs in the background by itself. */
const INTERACTIVE_TASKS = 200;

/** The lane of a pipeline: the one that was asked for, or by its size. */
export function laneOf({ options, steps }: Plan): Lane {
  const tasks = steps.reduce((sum, step) => sum + tasksExpected(step), 0);
  return options.lane ?? (tasks > INTERACTIVE_TASKS ? 'background' : 'interactive');
}

export function stepOf(plan: Plan, id: string): PlannedStep {
  const step = plan.steps.find((candidate) => candidate.id === id);
  if (!step) throw new Error(`plan has no step "${id}"`);
  return step;
}
