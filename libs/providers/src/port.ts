import type { ArtifactRef, FailureCode, MediaFacts, MediaType, PortValue, Resource } from '#pipeline';
import { PipelineFailure } from '#pipeline';

/**
 * One task, resolved: nothing in it needs another look-up. `config` is validated by the step type's schema with
 * every default filled in; `inputs` holds the values bound to each port.
 */
export interface Work {
  step: string;
  model: string;
  config: Record<string, unknown>;
  inputs: Record<string, PortValue>;
  /** 32-bit unsigned; the same work with the same seed gives the same bytes from a deterministic provider. */
  seed: number;
}

/** What a provider may use while it works. */
export interface WorkContext {
  /** A private folder, removed after the attempt. Output files are written here and moved to the store by the caller. */
  workDir: string;
  signal: AbortSignal;
  /**
   * A UUID that names this request for ever: the id given to a provider that lets its clients choose one, and what a
   * request is found by when its answer was lost.
   */
  requestId: string;
  /** Where the provider may tell by itself that it has this request, where it can be reached from outside. */
  callbackUrl?: string;
  /** A local path with the artifact's bytes, for reading only. */
  open(ref: ArtifactRef): Promise<string>;
}

/** A provider's handle on running work: JSON, so that it can be journalled and attached to after a crash. */
export interface ProviderJob {
  provider: string;
  id: string;
  work: Work;
  /** What the provider needs to attach again; never a secret. */
  state?: Record<string, unknown>;
}

/**
 * The provider's job itself ended without a result: there is nothing left to attach to. After any other failure of
 * `attach` the job may still run or be done, and can be attached to again.
 */
export class JobFailure extends PipelineFailure {}

/** A file the provider left in the work folder. */
export interface OutputFile {
  path: string;
  media: MediaType;
  mime: string;
  facts?: MediaFacts;
  /** Companion files by role, for example the scene behind a drawn picture. */
  parts?: Record<string, OutputFile>;
}

export type OutputValue = { file: OutputFile } | { value: PortValue };

export type ProviderEvent =
  | { type: 'progress'; fraction: number; note?: string }
  | { type: 'preview'; bytes: Uint8Array; mime: string }
  | { type: 'log'; message: string }
  | { type: 'cost'; microDollars: number }
  /** `output` replaces what the port held; a list port is given as an array. */
  | { type: 'output'; port: string; output: OutputValue | OutputValue[] };

/** Something a provider can do: a step type with a model, and what it takes. */
export interface Capability {
  step: string;
  model: string;
  /** Short names it answers to as well, in lower case, such as that of its family. */
  names?: readonly string[];
  title: string;
  /** Which workers run it. */
  resource: Resource;
  /** The models a card loads for it. Work is kept on a card that has its family; without one, nothing is loaded. */
  family?: string;
  /** GB of a card's memory it needs, where that is known. */
  vramGb?: number;
  /** Price of one unit in micro-dollars; 0 is free, absent is unknown. */
  microDollars?: number;
  /** Part of the cache key: change it when the same work would give other bytes. */
  version: string;
  /** What a config may ask for, by field; a step that asks for more is not given to it. */
  limits?: Record<string, { oneOf?: string[] | undefined; max?: number | undefined }>;
  /** The optional ports of the step type, filled only where a step says so, that it can use. */
  ports?: string[];
  /** What else a config must hold to, in words; undefined where it does. Values not known yet are no obstacle. */
  check?: (config: Record<string, unknown>) => string | undefined;
  /** Why it can't be done now, for people: what is missing, and what there is instead. */
  unavailable?: { code: FailureCode; message: string };
}

/** A card and its memory. */
export interface CardMemory {
  name: string;
  memoryTotalBytes: number;
  memoryUsedBytes: number;
}

/** A back-end that can execute some step types. */
export interface Provider {
  readonly id: string;
  /** Whether what it can do changes while this process runs; then it is asked again from time to time. */
  readonly changes?: boolean;
  /**
   * Whether its work goes on when this process ends: then a handle on it is kept also where it costs nothing, and the
   * next worker attaches to it. It can be found by the id of its request.
   */
  readonly detached?: boolean;
  capabilities(): Promise<Capability[]>;
  /** The card that it works on for this process, where it can tell. */
  card?(): Promise<CardMemory | undefined>;
  /**
   * Whether it is there and lets us in: its cheapest question that costs nothing, asked once. Returns what was found, in
   * a sentence for people. Throws PipelineFailure, or the reason of the signal. Absent where there is no such question.
   */
  probe?(signal: AbortSignal): Promise<string>;
  /** Called once in a worker that serves a resource class, before it takes work. Throws when it could not do it. */
  prepare?(resource: Resource): Promise<void>;
  /** Micro-dollars this very work costs by the price list; undefined where there is no price. */
  quote?(work: Work): number | undefined;
  /**
   * Returns as soon as the provider has the work; sends a paid request once at most. Throws `outcome_unknown` where it
   * may have been accepted none the less; after any other failure the provider does not have it.
   */
  submit(work: Work, ctx: WorkContext): Promise<ProviderJob>;
  /**
   * Streams what happens until the work ends; may be called again after a crash. Stopping to listen does not stop the
   * work: that is what `cancel` is for. Throws JobFailure where the work ended without a result.
   */
  attach(job: ProviderJob, ctx: WorkContext): AsyncIterable<ProviderEvent>;
  /** Asks the provider to stop. Resolves also where it is too late. */
  cancel(job: ProviderJob): Promise<void>;
  /** Looks for a request whose answer was lost; 'unknown' where the provider can't tell whether it has it. */
  find?(requestId: string, work: Work, ctx: WorkContext): Promise<ProviderJob | 'absent' | 'unknown'>;
  /** The handle on a request from the name the provider gave it, for one whose answer was lost. */
  adopt?(providerId: string, work: Work): ProviderJob;
  /**
   * What the provider calls the request it tells of at `callbackUrl`; undefined where the message is not genuine.
   * Header names are in lower case, `body` is exactly what arrived.
   */
  told?(headers: Readonly<Record<string, string | undefined>>, body: Buffer): Promise<string | undefined>;
}

/** Runs one step type inside this process; the local providers are tables of these. */
export type LocalHandler = (work: Work, ctx: WorkContext) => AsyncIterable<ProviderEvent>;
