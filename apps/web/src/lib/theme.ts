import { useSyncExternalStore } from 'react';

export type Theme = 'system' | 'light' | 'dark';

const listeners = new Set<() => void>();
const chosen = (): Theme => (localStorage.getItem('theme') as Theme | null) ?? 'system';

function choose(theme: Theme): void {
  if (theme === 'system') {
    localStorage.removeItem('theme');
    delete document.documentElement.dataset.theme;
  } else {
    localStorage.setItem('theme', theme);
    document.documentElement.dataset.theme = theme;
  }
  for (const tell of listeners) tell();
}

/** The theme a person has chosen, and how to choose another. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const subscribe = (tell: () => void) => {
    listeners.add(tell);
    return () => void listeners.delete(tell);
  };
  return [useSyncExternalStore(subscribe, chosen), choose];
}
