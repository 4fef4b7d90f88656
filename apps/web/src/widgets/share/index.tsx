import { Code2 } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import { Button, IconButton } from '@/ui/button';
import type { ShareRequest } from './snippets';

export type { ShareRequest } from './snippets';

const ShareDialog = lazy(() => import('./dialog'));

interface ShareButtonProps {
  /** What would be sent; undefined while there is nothing to send. */
  request: ShareRequest | undefined;
  /** Only its picture, for where there is little room. */
  compact?: boolean;
}

/** Shows a request as curl, a command, TypeScript, JSON and YAML, to be copied. */
export function ShareButton({ request, compact = false }: ShareButtonProps) {
  const [open, setOpen] = useState(false);
  const show = { disabled: request === undefined, onClick: () => setOpen(true) };
  return (
    <>
      {compact ? (
        <IconButton label="Use it elsewhere" {...show}>
          <Code2 />
        </IconButton>
      ) : (
        <Button size="small" {...show}>
          <Code2 />
          Share
        </Button>
      )}
      {open && request && (
        <Suspense>
          <ShareDialog request={request} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
