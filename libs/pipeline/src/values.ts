/** The kinds of data that travel between steps. */
export const MEDIA_TYPES = ['image', 'video', 'audio', 'text', 'json'] as const;
export type MediaType = (typeof MEDIA_TYPES)[number];

/** Facts about stored bytes; sizes in pixels, times in seconds. */
export interface MediaFacts {
  width?: number;
  height?: number;
  durationSec?: number;
  fps?: number;
  sampleRate?: number;
}

/** Points at bytes in the content store; `digest` is the lower-case hex SHA-256 of the bytes. */
export interface ArtifactRef {
  digest: string;
  media: MediaType;
  mime: string;
  bytes: number;
  facts?: MediaFacts;
  /** Companions made with it, by role: a drawn picture carries its `scene`, so that later steps can work on it. */
  parts?: Record<string, ArtifactRef>;
}

/** What an output port carries: stored bytes for media, the value itself for short text and data. */
export type PortValue = ArtifactRef | string | number | boolean | null | PortValue[] | { [key: string]: PortValue };

export function isArtifactRef(value: unknown): value is ArtifactRef {
  return typeof value === 'object' && value !== null && 'digest' in value && 'media' in value && 'mime' in value;
}

/** All stored bytes among some values, companions included. */
export function everyArtifactIn(values: readonly PortValue[]): ArtifactRef[] {
  return values.flatMap((value): ArtifactRef[] => {
    if (Array.isArray(value)) return everyArtifactIn(value);
    return isArtifactRef(value) ? [value, ...everyArtifactIn(Object.values(value.parts ?? {}))] : [];
  });
}
