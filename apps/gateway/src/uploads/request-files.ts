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
    const steps = await this.#references.within(definition.steps, 'steps');
    const inputs = await this.#references.inInputs(definition, given);
    const problems = [...inputs.problems, ...steps.problems];
    return { definition: { ...definition, steps: steps.value }, inputs: inputs.value, problems };
  }

  /** One file, perhaps said to be of a kind. */
  file(digest: string, media?: MediaType): Promise<{ ref: ArtifactRef } | { problem: Problem }> {
    return this.#references.one(digest, media);
  }

  /** Throws InvalidDefinitionError for files that are not there, or not what they are said to be. */
  async ofChanges(changes: Changes): Promise<Changes> {
    const { inputs, config, definition } = changes;
    const found = await this.#references.within({ inputs, config, definition }, '');
    if (found.problems.length > 0)
      throw new InvalidDefinitionError(found.problems.map((one) => ({ ...one, path: one.path.replace(/^\./, '') })));
    return defined({ ...changes, ...found.value });
  }
}

/** Absent means absent. */
const defined = (changes: { [Name in keyof Changes]: Changes[Name] | undefined }): Changes =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
