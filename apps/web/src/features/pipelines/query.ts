/** What of the address says which pipelines are shown. */
export interface Shown {
  q?: string;
  status?: string;
  since?: string;
  sort?: string;
}

export const STATUSES = [
  { value: 'running', label: 'Running', statuses: ['running', 'paused', 'cancelling'] },
  { value: 'completed', label: 'Done', statuses: ['completed'] },
  { value: 'failed', label: 'Failed', statuses: ['failed'] },
  { value: 'cancelled', label: 'Cancelled', statuses: ['cancelled'] },
  { value: 'pending', label: 'Not started', statuses: ['pending'] },
] as const;

export const SINCE = [
  { value: 'ever', label: 'Any time', days: undefined },
  { value: 'day', label: 'Last 24 hours', days: 1 },
  { value: 'week', label: 'Last 7 days', days: 7 },
  { value: 'month', label: 'Last 30 days', days: 30 },
] as const;

export const SORTS = [
  { value: '-created_at', label: 'Newest first' },
  { value: 'created_at', label: 'Oldest first' },
  { value: '-updated_at', label: 'Last changed first' },
] as const;

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** What is asked of the gateway; whole minutes, so that the same is asked again for a while. */
export function queryOf({ q = '', status, since, sort }: Shown, now: number) {
  const wanted = STATUSES.find(({ value }) => value === status)?.statuses;
  const days = SINCE.find(({ value }) => value === since)?.days;
  const order = SORTS.find(({ value }) => value === sort)?.value;
  const from = days === undefined ? undefined : Math.floor((now - days * DAY_MS) / MINUTE_MS) * MINUTE_MS;
  return {
    ...(q.trim() !== '' && { name: q.trim() }),
    ...(wanted && { status: [...wanted] }),
    ...(from !== undefined && { created_from: new Date(from).toISOString() }),
    ...(order && { sort: order }),
  };
}
