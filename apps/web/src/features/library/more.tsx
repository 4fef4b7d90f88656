import { useEffect, useRef } from 'react';

/** Asks for more as soon as it comes into sight. */
export function More({ when, load }: { when: boolean; load: () => void }) {
  const mark = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!when) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && load(), { rootMargin: '1600px' });
    observer.observe(mark.current!);
    return () => observer.disconnect();
  }, [when, load]);
  return <div ref={mark} className="h-px" />;
}
