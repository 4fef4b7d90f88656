import { ApiError } from '../problem.filter.js';

export const TUS_VERSION = '1.0.0';
export const TUS_EXTENSIONS = 'creation,termination,expiration';
export const PIECE_TYPE = 'application/offset+octet-stream';

const MAX_METADATA_CHARS = 8_000;

/** A header that is a number of bytes. Throws ApiError. */
export function bytesIn(name: string, value: string | undefined): number {
  if (value !== undefined && /^\d{1,15}$/.test(value)) return Number(value);
  throw new ApiError(400, 'bad_header', `${name} must be a number of bytes.`);
}

/** What the client calls the file: pairs of a key and Base64, with commas between them. Throws ApiError. */
export function nameIn(metadata: string | undefined): string {
  if (metadata === undefined) return '';
  if (metadata.length > MAX_METADATA_CHARS) throw badMetadata();
  const pairs = metadata.split(',').map((pair) => pair.trim().split(' '));
  if (!pairs.every(([key, value = ''], at) => key && /^[A-Za-z0-9+/]*={0,2}$/.test(value) && pairs[at]!.length <= 2))
    throw badMetadata();
  const encoded = pairs.find(([key]) => key === 'filename' || key === 'name')?.[1] ?? '';
  return Buffer.from(encoded, 'base64').toString('utf8');
}

const badMetadata = () =>
  new ApiError(400, 'bad_header', 'Upload-Metadata must be pairs of a key and Base64, with commas between them.');
