import type { ServerNodes } from '../catalogue.js';
import { fitOf } from '../catalogue.js';
import type { Graph } from '../graph.js';
import { serversOf } from '../server.js';
import { asWorkflow } from './as-workflow.js';
import { OwnWorkflows } from './folder.js';
import type { OwnEntry } from './folder.js';
import type { OwnWorkflow } from './manifest.js';
import { readGraph } from './read.js';

const LOOK_MS = 15_000;

/** The operator's own workflows, as they are taken in and shown; the servers tell what a workflow needs. */
export class WorkflowLibrary {
  readonly #folder: OwnWorkflows;

  /** `urls` are ComfyUI servers, comma-separated. */
  constructor(
    folder: string,
    private readonly urls = '',
  ) {
    this.#folder = new OwnWorkflows(folder);
  }

  list(): OwnEntry[] {
    return this.#folder.list();
  }

  read(name: string): OwnEntry | undefined {
    return this.#folder.read(name);
  }

  remove(name: string): Promise<boolean> {
    return this.#folder.remove(name);
  }

  /**
   * Takes a workflow in; without a manifest one is proposed.
   * @returns what was stored, and what the first server that answers lacks for it
   * @throws PipelineFailure `invalid_input`, with how to export a workflow where it is in another format
   */
  async add(name: string, workflow: unknown, manifest?: unknown): Promise<{ stored: OwnWorkflow; lacks?: string }> {
    const nodes = await this.#nodes(readGraph(workflow));
    const stored = await this.#folder.add(name, workflow, manifest, nodes);
    const fit = nodes && fitOf(asWorkflow(stored), nodes);
    return { stored, ...(fit && 'lacks' in fit && { lacks: fit.lacks }) };
  }

  async #nodes(graph: Graph): Promise<ServerNodes | undefined> {
    const classes = [...new Set(Object.values(graph).map((node) => node.class_type))];
    for (const server of serversOf(this.urls)) {
      const nodes = await server.nodes(classes, AbortSignal.timeout(LOOK_MS)).catch(() => undefined);
      if (nodes) return nodes;
    }
    return undefined;
  }
}
