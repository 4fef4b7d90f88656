import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { Empty } from '@/ui/empty';
import { buttonStyle } from '@/ui/button';

export function NotFound() {
  return (
    <Empty icon={Compass} title="There is no such page" text="It may have been moved, or the address is mistyped.">
      <Link to="/" className={buttonStyle({ kind: 'plain' })}>
        Go to the playground
      </Link>
    </Empty>
  );
}
