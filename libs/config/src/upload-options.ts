import { httpUrls, integer, option } from './option.js';

/** What people may bring, and how long it is kept. */
export const UPLOAD_OPTIONS = {
  uploadMaxMb: option({
    env: 'REELWRIGHT_UPLOAD_MAX_MB',
    schema: integer(1, 1_000_000),
    default: 4_000,
    doc: 'MB that one uploaded file may have; all that a ZIP holds may have twice as much together.',
  }),
  uploadMaxFiles: option({
    env: 'REELWRIGHT_UPLOAD_MAX_FILES',
    schema: integer(1, 100_000),
    default: 1_000,
    doc: 'Files in one upload, and in a ZIP.',
  }),
  uploadMaxMegapixels: option({
    env: 'REELWRIGHT_UPLOAD_MAX_MEGAPIXELS',
    schema: integer(1, 1_000),
    default: 100,
    doc: 'Megapixels (millions of pixels) that an uploaded picture, or a frame of an uploaded video, may have.',
  }),
  uploadMaxMinutes: option({
    env: 'REELWRIGHT_UPLOAD_MAX_MINUTES',
    schema: integer(1, 100_000),
    default: 240,
    doc: 'Minutes that an uploaded video or sound may last.',
  }),
  uploadIdleSec: option({
    env: 'REELWRIGHT_UPLOAD_IDLE_SEC',
    schema: integer(1, 3_600),
    default: 30,
    doc: 'Seconds in which at least 16 kB of an upload must arrive, or it is given up.',
  }),
  uploadPartialHours: option({
    env: 'REELWRIGHT_UPLOAD_PARTIAL_HOURS',
    schema: integer(1, 10_000),
    default: 24,
    doc: 'Hours after which a resumable upload that was not finished is removed.',
  }),
  uploadRetainDays: option({
    env: 'REELWRIGHT_UPLOAD_RETAIN_DAYS',
    schema: integer(0, 36_500),
    default: 0,
    defaultText: '0: for ever',
    doc: 'Days after which an upload is removed that no pipeline refers to; a deleted one goes at the next collection.',
  }),
  uploadTrustedUrls: option({
    env: 'REELWRIGHT_UPLOAD_TRUSTED_URLS',
    schema: httpUrls.optional(),
    default: undefined,
    defaultText: 'unset: only public addresses, by https',
    urls: true,
    doc: 'Servers, comma-separated, that files may be fetched from although they are private or speak http.',
  }),
};
