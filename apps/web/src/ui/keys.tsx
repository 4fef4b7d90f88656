import { keyCaps } from '@/lib/keys';

const MAC = /mac|iphone|ipad/i.test(navigator.platform);

/** Keys to press, as they are printed. */
export const KeyCaps = ({ keys }: { keys: string }) => (
  <span className="inline-flex gap-1">
    {keyCaps(keys, MAC).map((cap) => (
      <kbd
        key={cap}
        className="min-w-5 rounded border border-line-strong px-1.5 text-center font-sans text-[11px] leading-4.5 text-muted"
      >
        {cap}
      </kbd>
    ))}
  </span>
);
