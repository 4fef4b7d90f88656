import { z } from 'zod';
import { integer, option } from './option.js';

/** What the library keeps, and for how long. */
export const LIBRARY_OPTIONS = {
  libraryKeep: option({
    env: 'REELWRIGHT_LIBRARY_KEEP',
    schema: z.enum(['all', 'marked'], { error: 'must be all or marked' }),
    default: 'all',
    doc: 'Which results stay in the library when their pipeline was deleted: all, or marked (pinned, favourite, tagged).',
  }),
  trashDays: option({
    env: 'REELWRIGHT_TRASH_DAYS',
    schema: integer(0, 3_650),
    default: 7,
    doc: 'Days for which what was deleted from the library can be restored.',
  }),
};
