import type { PipelineRequestDto } from '../dto/index.js';
import type { PipelineDefinition, PipelineOptions } from '#pipeline';
import { InvalidDefinitionError, nearest, parseDefinition, parseDefinitionText } from '#pipeline';
import { templates } from '#steps';
import { ApiError } from '../problem.filter.js';

/** Only what is given: absent means absent. */
export const submitOptions = ({ seed, options }: Pick<PipelineRequestDto, 'seed' | 'options'>) => ({
  ...(seed !== undefined && { seed }),
  ...(options && { options: JSON.parse(JSON.stringify(options)) as PipelineOptions }),
});

/** The definition a request means. Throws InvalidDefinitionError when its shape is wrong. */
export function definitionOf({ definition, template }: PipelineRequestDto): PipelineDefinition {
  if (template !== undefined) {
    const found = templates.get(template);
    if (found) return found;
    const guess = nearest(template, templates.keys());
    throw new ApiError(
      404,
      'unknown_template',
      `There is no template "${template}". ${guess ? `Did you mean "${guess}"?` : `There is: ${[...templates.keys()].join(', ')}.`}`,
    );
  }
  return parsedDefinition(definition);
}

/** Throws InvalidDefinitionError when its shape is wrong. */
export function parsedDefinition(definition: unknown): PipelineDefinition {
  const parsed = typeof definition === 'string' ? parseDefinitionText(definition) : parseDefinition(definition);
  if (!parsed.definition) throw new InvalidDefinitionError(parsed.problems);
  return parsed.definition;
}
