import type { FileProblem, RefusalCode } from '#intake';
import { ApiError } from '../problem.filter.js';

const STATUS: Partial<Record<RefusalCode, number>> = {
  unsupported_type: 415,
  too_large: 413,
  too_many_files: 413,
  too_many_pixels: 413,
  too_long: 413,
  archive_bomb: 413,
};
const SHOWN = 3;

/** What the caller is told when nothing was taken. */
export function refusalOf(problems: readonly FileProblem[]): ApiError {
  const [first] = problems;
  if (!first) return new ApiError(422, 'empty_file', 'There was no file in the request.');
  const told = problems.slice(0, SHOWN).map(({ name, message, hint }) => `${shownName(name)}: ${message}. ${hint}`);
  const more = problems.length > SHOWN ? [`And ${problems.length - SHOWN} more.`] : [];
  return new ApiError(STATUS[first.code] ?? 422, first.code, [...told, ...more].join(' '));
}

/** Fit to be shown: names come from anywhere. */
const shownName = (name: string) => JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
