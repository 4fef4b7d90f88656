import { Inject, Injectable } from '@nestjs/common';
import type { ArtifactStore } from '#artifacts';
import { FileReferences } from '#intake';
import { InvalidDefinitionError } from '#pipeline';
import type { ArtifactRef, Changes, Inputs, MediaType, PipelineDefinition, Problem } from '#pipeline';
import { STORE } from '../tokens.js';
import { UploadsService } from './uploads.service.js';

/** The stored files that requests for pipelines name: whether they are there, and what they really are. */
@Injectable()
export class RequestFiles {
  readonly #references: FileReferences;

  constructor(@Inject(STORE) store: ArtifactStore, uploads: UploadsService) {
    this.#references = new FileReferences(store, uploads.limits);
  }

  /** The same with what is left out about files filled in, and what is wrong with them. */
  async of(
    definition: PipelineDefinition,
    given: Inputs,
  ): Promise<{ definition: PipelineDefinition; inputs: Inputs; problems: Problem[] }> {
    const inputs = await this.#references.inInputs(definition, given);
    // What a definition brings itself: in the settings of its steps, and as what an input is when none is given.
    const own = await this.#references.within({ inputs: definition.inputs, steps: definition.steps }, '');
    const problems = [...inputs.problems, ...fromRoot(own.problems)];
    return { definition: { ...definition, ...own.value }, inputs: inputs.value, problems };
  }

  /** One file, perhaps said to be of a kind. */
  file(digest: string, media?: MediaType): Promise<{ ref: ArtifactRef } | { problem: Problem }> {
    return this.#references.one(digest, media);
  }

  /** Throws InvalidDefinitionError for files that are not there, or not what they are said to be. */
  async ofChanges(changes: Changes): Promise<Changes> {
    const { inputs, config, definition } = changes;
    const found = await this.#references.within({ inputs, config, definition }, '');
    if (found.problems.length > 0) throw new InvalidDefinitionError(fromRoot(found.problems));
    return defined({ ...changes, ...found.value });
  }
}

const fromRoot = (problems: readonly Problem[]): Problem[] =>
  problems.map((one) => ({ ...one, path: one.path.replace(/^\./, '') }));

/** Absent means absent. */
const defined = (changes: { [Name in keyof Changes]: Changes[Name] | undefined }): Changes =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
