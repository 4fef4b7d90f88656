import { Link } from '@tanstack/react-router';
import { Compass, KeyRound, Keyboard, LogOut, Monitor, Moon, Plug, Sun } from 'lucide-react';
import type { ReactNode } from 'react';
import { client } from '@/api/client';
import { Menu, MenuItem, MenuLine } from '@/ui/menu';
import { openPanel } from '@/ui/panels';
import { PLACES } from './places';
import { useTheme } from '@/lib/theme';
import type { Theme } from '@/lib/theme';

const THEMES: Record<Theme, { Icon: typeof Sun; label: string; next: Theme }> = {
  system: { Icon: Monitor, label: 'Theme: as the system', next: 'light' },
  light: { Icon: Sun, label: 'Theme: light', next: 'dark' },
  dark: { Icon: Moon, label: 'Theme: dark', next: 'system' },
};

/** Everything that is not a tab. */
export function AccountMenu({ trigger }: { trigger: ReactNode }) {
  const [theme, choose] = useTheme();
  const { Icon, label, next } = THEMES[theme];
  return (
    <Menu trigger={trigger}>
      {PLACES.map(({ to, label: name, Icon: Sign }) => (
        <MenuItem key={to} asChild>
          <Link to={to}>
            <Sign aria-hidden />
            {name}
          </Link>
        </MenuItem>
      ))}
      <MenuItem asChild>
        <Link to="/settings/$section" params={{ section: 'keys' }}>
          <KeyRound aria-hidden />
          API keys
        </Link>
      </MenuItem>
      <MenuItem asChild>
        <Link to="/settings/$section" params={{ section: 'providers' }}>
          <Plug aria-hidden />
          Providers
        </Link>
      </MenuItem>
      <MenuLine />
      <MenuItem
        onSelect={(event) => {
          // It stays open: one looks at the next.
          event.preventDefault();
          choose(next);
        }}
      >
        <Icon aria-hidden />
        {label}
      </MenuItem>
      <MenuItem keys="?" onSelect={() => openPanel('shortcuts')}>
        <Keyboard aria-hidden />
        Keyboard shortcuts
      </MenuItem>
      <MenuItem onSelect={() => openPanel('tour')}>
        <Compass aria-hidden />
        Show me around
      </MenuItem>
      <MenuItem onSelect={() => void leave()}>
        <LogOut aria-hidden />
        Forget the key here
      </MenuItem>
    </Menu>
  );
}

async function leave(): Promise<void> {
  await client.DELETE('/session');
  window.location.reload();
}
