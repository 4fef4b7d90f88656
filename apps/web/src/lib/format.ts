/** An amount as people write it: cents, and tenths of them where it is less than a cent or not whole cents. */
export function dollars(amount: number): string {
  if (amount === 0) return '$0.00';
  const digits = Math.abs(amount) < 0.1 && Math.round(amount * 1000) % 10 !== 0 ? 3 : 2;
  return amount < 0.001 ? '< $0.001' : `$${amount.toFixed(digits)}`;
}

/** Time left or taken, in words: "9 s", "about 6 min". */
export function duration(seconds: number): string {
  if (seconds < 1) return 'a moment';
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1).replace('.0', '')} h`;
}

/** The length of a clip: "0:05". */
export function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

export function age(since: string, now = Date.now()): string {
  const seconds = Math.max(0, (now - Date.parse(since)) / 1000);
  if (seconds < 60) return 'just now';
  if (seconds < 86_400) return `${duration(seconds)} ago`;
  return new Date(since).toLocaleDateString(undefined, { day: 'numeric', month: 'short' });
}

export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** Text of a technical name: "photo_set" is "Photo set". */
export const sentence = (name: string): string => {
  if (/^[a-z]2[a-z]$/.test(name)) return name.toUpperCase();
  const words = name.replaceAll(/[_-]+/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Bytes as people say them: "1.4 MB". */
export function size(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const amount = bytes / 1000 ** power;
  return `${power === 0 || amount >= 100 ? Math.round(amount) : amount.toFixed(1).replace('.0', '')} ${UNITS[power]}`;
}

/** "1st", "2nd", "23rd". */
export function ordinal(place: number): string {
  const [last, two] = [place % 10, place % 100];
  const ending = two >= 11 && two <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][last] ?? 'th');
  return `${place}${ending}`;
}
