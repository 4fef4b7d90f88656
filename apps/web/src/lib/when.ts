const DAY_MS = 86_400_000;

/** A moment as people name it, by the clock of this browser: "today 14:30", "tomorrow 07:30", "Mon 24 Nov 07:30". Pure. */
export function when(iso: string, now = new Date(), locale?: string): string {
  const at = new Date(iso);
  const clock = at.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' });
  const days = Math.round((startOfDay(at) - startOfDay(now)) / DAY_MS);
  if (days === 0) return `today ${clock}`;
  if (days === 1) return `tomorrow ${clock}`;
  if (days === -1) return `yesterday ${clock}`;
  const year = at.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' as const };
  const day = at.toLocaleDateString(locale, { weekday: 'short', day: 'numeric', month: 'short', ...year });
  return `${day} ${clock}`;
}

const startOfDay = (at: Date) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();

/** How far off it is: "in 6 min", "3 h ago". Pure. */
export function distance(iso: string, now = Date.now()): string {
  const seconds = (Date.parse(iso) - now) / 1000;
  const size = Math.abs(seconds);
  const text =
    size < 60
      ? 'less than a minute'
      : size < 5_400
        ? `${Math.round(size / 60)} min`
        : size < 2 * 86_400
          ? `${Math.round(size / 3_600)} h`
          : `${Math.round(size / 86_400)} days`;
  return seconds >= 0 ? `in ${text}` : `${text} ago`;
}

export const isPast = (iso: string, now = Date.now()): boolean => Date.parse(iso) < now;
