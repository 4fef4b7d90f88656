/** Something wrong with a definition or its inputs: a stable code, the place, and what to do about it. */
export interface Problem {
  code: ProblemCode;
  /** Where, as a path into the definition: `steps[2].config.prompt`, `inputs.duration`. */
  path: string;
  message: string;
  hint: string;
}

export type ProblemCode =
  | 'bad_syntax'
  | 'bad_shape'
  | 'unknown_type'
  | 'duplicate_id'
  | 'unknown_dependency'
  | 'cycle'
  | 'unknown_output'
  | 'bad_config'
  | 'unknown_config'
  | 'unknown_step'
  | 'missing_input'
  | 'bad_input'
  | 'unknown_input'
  | 'media_mismatch'
  | 'unknown_artifact'
  | 'unusable_artifact'
  | 'ambiguous_binding'
  | 'ambiguous_combination'
  | 'bad_reference'
  | 'bad_expression'
  | 'zip_length'
  | 'too_many_tasks'
  | 'unsupported_step';

/** Thrown where a definition must be right to go on; carries every problem found. */
export class InvalidDefinitionError extends Error {
  override readonly name = 'InvalidDefinitionError';
  constructor(readonly problems: Problem[]) {
    super(problems.map((p) => `${p.path}: ${p.message}`).join('\n'));
  }
}

/** The nearest of some known names, for "did you mean"; undefined when nothing is close. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + cost));
    }
    row = next;
  }
  return row[b.length]!;
}
