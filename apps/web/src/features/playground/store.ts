import { useSyncExternalStore } from 'react';
import { FIRST_SETTINGS } from './settings';
import type { Settings } from './settings';

const KEY = 'playground';

function kept(): Settings {
  try {
    return { ...FIRST_SETTINGS, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Settings>) };
  } catch {
    return FIRST_SETTINGS;
  }
}

export type Change = (change: Partial<Settings> | ((before: Settings) => Partial<Settings>)) => void;

let settings = kept();
const listeners = new Set<() => void>();

/** Sets some of them; what arrives late, such as a file, is told what they are by then. */
export const changeSettings: Change = (change) => {
  settings = { ...settings, ...(typeof change === 'function' ? change(settings) : change) };
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // A browser that keeps nothing has them until it is closed.
  }
  for (const tell of listeners) tell();
};

/** The settings, kept in this browser. */
export const useSettings = (): Settings =>
  useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => void listeners.delete(tell);
    },
    () => settings,
  );
