import { useCallback, useState } from 'react';
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

export type Change = (change: Partial<Settings>) => void;

/** The settings, kept in this browser. */
export function useSettings(): [Settings, Change] {
  const [settings, set] = useState(kept);
  const change = useCallback<Change>((part) => {
    set((before) => {
      const after = { ...before, ...part };
      localStorage.setItem(KEY, JSON.stringify(after));
      return after;
    });
  }, []);
  return [settings, change];
}
