import { Monitor, Moon, Sun } from 'lucide-react';
import { IconButton } from '@/ui/button';
import { useTheme } from './theme';
import type { Theme } from './theme';

const NEXT: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };
const LOOK = {
  system: { Icon: Monitor, label: 'Theme: as the system' },
  light: { Icon: Sun, label: 'Theme: light' },
  dark: { Icon: Moon, label: 'Theme: dark' },
} as const;

export function ThemeToggle() {
  const [theme, choose] = useTheme();
  const { Icon, label } = LOOK[theme];
  return (
    <IconButton label={label} onClick={() => choose(NEXT[theme])}>
      <Icon />
    </IconButton>
  );
}
