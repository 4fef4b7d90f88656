import { Suspense, lazy } from 'react';
import { openPanel, usePanel } from '@/ui/panels';
import { useShortcuts } from '@/ui/shortcuts';

// Loaded when first asked for.
const Commands = lazy(() => import('./commands'));
const ShortcutsHelp = lazy(() => import('./shortcuts-help'));
const Tour = lazy(() => import('./tour'));

const close = () => openPanel(undefined);

export function Panels() {
  const panel = usePanel();
  useShortcuts('Everywhere', [
    { keys: 'mod+k', label: 'Find anything', act: () => openPanel('commands'), whileWriting: true },
    { keys: '?', label: 'Show the keys', act: () => openPanel('shortcuts') },
  ]);
  return (
    <Suspense>
      {panel === 'commands' && <Commands onClose={close} />}
      {panel === 'shortcuts' && <ShortcutsHelp onClose={close} />}
      {panel === 'tour' && <Tour onClose={close} />}
    </Suspense>
  );
}
