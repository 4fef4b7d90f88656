/** Why a file is not taken. Stable. */
export type RefusalCode =
  | 'empty_file'
  | 'unsupported_type'
  | 'damaged_file'
  | 'hidden_content'
  | 'too_large'
  | 'too_many_files'
  | 'too_many_pixels'
  | 'too_long'
  | 'bad_archive'
  | 'archive_bomb'
  | 'unsafe_archive'
  | 'encrypted_archive'
  | 'nested_archive'
  | 'refused_address'
  | 'fetch_failed';

/** A file that is not taken, and what to do about it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly code: RefusalCode,
    message: string,
    readonly hint: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
