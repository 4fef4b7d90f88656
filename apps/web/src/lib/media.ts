/** Where a small picture of something stored is. */
export const thumbnail = (digest: string, size: 128 | 256 | 512): string =>
  `/artifacts/${digest}/thumbnail?size=${size}`;

export const bytes = (digest: string): string => `/artifacts/${digest}`;
/** To be saved, with how it was made inside; `plain`: as it is stored. */
export const download = (digest: string, name: string, plain = false): string =>
  `/artifacts/${digest}?download=${encodeURIComponent(name)}${plain ? '&recipe=none' : ''}`;

const ENDINGS: Record<string, string> = { jpeg: 'jpg', mpeg: 'mp3', plain: 'txt', 'x-wav': 'wav' };

/** A plain file name for something that is called `title`. */
export function fileName(title: string, mime: string): string {
  const type = mime.split('/')[1] ?? 'bin';
  const ending = ENDINGS[type] ?? type;
  const plain = title.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replaceAll(/^-+|-+$/g, '');
  return plain.endsWith(`.${ending}`) ? plain : `${plain || 'reelwright'}.${ending}`;
}
