/** Where a small picture of something stored is. */
export const thumbnail = (digest: string, size: 128 | 256 | 512): string =>
  `/artifacts/${digest}/thumbnail?size=${size}`;

export const bytes = (digest: string): string => `/artifacts/${digest}`;
export const download = (digest: string, name: string): string =>
  `/artifacts/${digest}?download=${encodeURIComponent(name)}`;
