import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { PipelineFailure } from '#pipeline';
import type { ServerNodes } from '../catalogue.js';
import type { OwnManifest, OwnWorkflow } from './manifest.js';
import { manifestProblems, ownManifestSchema } from './manifest.js';
import { proposeManifest } from './propose.js';
import { readGraph } from './read.js';

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$/;
const MANIFEST = '.manifest.json';

/** One file of the folder; `problem` says why it can't be run. */
export type OwnEntry = OwnWorkflow | { name: string; problem: string };

/**
 * The workflows that the operator has put into a folder: `<name>.json` in ComfyUI's API format, and beside it
 * `<name>.manifest.json`, without which one is proposed.
 */
export class OwnWorkflows {
  constructor(readonly folder: string) {}

  list(): OwnEntry[] {
    if (!existsSync(this.folder)) return [];
    const files = readdirSync(this.folder).filter((file) => file.endsWith('.json') && !file.endsWith(MANIFEST));
    return files.sort().map((file) => this.#entry(file.slice(0, -'.json'.length)));
  }

  read(name: string): OwnEntry | undefined {
    return NAME.test(name) && existsSync(this.#path(name, '.json')) ? this.#entry(name) : undefined;
  }

  /**
   * Takes a workflow in, with the manifest given or a proposed one; one of the same name is replaced.
   * @throws PipelineFailure `invalid_input` for anything that can't be run
   */
  async add(name: string, value: unknown, manifest?: unknown, nodes?: ServerNodes): Promise<OwnWorkflow> {
    if (!NAME.test(name))
      throw new PipelineFailure(
        'invalid_input',
        'A workflow is named with letters, digits, dots, dashes and underscores.',
      );
    const graph = readGraph(value);
    const whole = {
      name,
      graph,
      manifest: manifest === undefined ? proposeManifest(name, graph, nodes) : parse(manifest),
    };
    const [problem] = manifestProblems(whole);
    if (problem !== undefined) throw new PipelineFailure('invalid_input', `${name}: ${problem}`);
    await mkdir(this.folder, { recursive: true });
    // The manifest first: a workflow without one would be offered with a proposed one for a moment.
    await this.#write(name, MANIFEST, whole.manifest);
    await this.#write(name, '.json', graph);
    return whole;
  }

  /** @returns whether there was one */
  async remove(name: string): Promise<boolean> {
    if (!this.read(name)) return false;
    await rm(this.#path(name, '.json'), { force: true });
    await rm(this.#path(name, MANIFEST), { force: true });
    return true;
  }

  #path(name: string, ending: string): string {
    return join(this.folder, name + ending);
  }

  async #write(name: string, ending: string, value: unknown): Promise<void> {
    const path = this.#path(name, ending);
    await writeFile(`${path}.new`, `${JSON.stringify(value, null, 2)}\n`);
    await rename(`${path}.new`, path);
  }

  #entry(name: string): OwnEntry {
    try {
      const read = (ending: string): unknown => JSON.parse(readFileSync(this.#path(name, ending), 'utf8'));
      const graph = readGraph(read('.json'));
      const manifest = existsSync(this.#path(name, MANIFEST)) ? parse(read(MANIFEST)) : proposeManifest(name, graph);
      const [problem] = manifestProblems({ graph, manifest });
      return problem === undefined ? { name, graph, manifest } : { name, problem };
    } catch (error) {
      return { name, problem: error instanceof Error ? error.message : String(error) };
    }
  }
}

function parse(value: unknown): OwnManifest {
  const parsed = ownManifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new PipelineFailure('invalid_input', `The manifest is wrong: ${z.prettifyError(parsed.error)}`);
}
