export const EXPIRIES = [
  { value: 'never', label: 'Never', days: undefined },
  { value: '7', label: 'In 7 days', days: 7 },
  { value: '30', label: 'In 30 days', days: 30 },
  { value: '90', label: 'In 90 days', days: 90 },
  { value: '365', label: 'In a year', days: 365 },
] as const;

/** When a key ends that lives so long from now. Pure. */
export function expiresAt(value: string, now = Date.now()): string | undefined {
  const days = EXPIRIES.find((one) => one.value === value)?.days;
  return days === undefined ? undefined : new Date(now + days * 86_400_000).toISOString();
}
