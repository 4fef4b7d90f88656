import { emptyDoc, EMPTY } from './model/commands';
import type { Definition, Doc, Point } from './model/types';

/** What is being worked on, kept in this browser until it is saved, and where steps stand, which definitions do not say. */
const draftKey = (name: string) => `workflow-draft:${name}`;
const placesKey = (name: string) => `workflow-places:${name}`;

/** The workflow that has no name yet. */
export const NEW = 'new';

export function readDraft(name: string): Doc | undefined {
  const doc = read<Doc>(draftKey(name));
  return Array.isArray(doc?.definition?.steps) ? { ...emptyDoc(EMPTY), ...doc } : undefined;
}

export const keepDraft = (name: string, doc: Doc): void => keep(draftKey(name), doc);
export const dropDraft = (name: string): void => localStorage.removeItem(draftKey(name));

/** A workflow from elsewhere, to be looked at before it is saved. */
export const keepImported = (definition: Definition): void => keepDraft(NEW, emptyDoc(definition));

export const readPlaces = (name: string): Record<string, Point> => read<Record<string, Point>>(placesKey(name)) ?? {};
export const keepPlaces = (name: string, places: Record<string, Point>): void => keep(placesKey(name), places);

function read<Value>(key: string): Value | undefined {
  try {
    const text = localStorage.getItem(key);
    return text === null ? undefined : (JSON.parse(text) as Value);
  } catch {
    return undefined;
  }
}

function keep(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // There is no room; it is still on the screen, and can be saved.
  }
}
