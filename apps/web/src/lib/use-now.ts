import { useEffect, useState } from 'react';

/** The time in milliseconds since the epoch, anew every so many; it stands still while `running` is false. */
export function useNow(everyMs: number, running = true): number {
  const [now, set] = useState(() => Date.now());
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => set(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, running]);
  return now;
}
