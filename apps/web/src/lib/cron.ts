/** Times as a form asks for them. Days of the week are 0 (Sunday) to 6. */
export type CronPlan =
  | { kind: 'hourly'; minute: number }
  | { kind: 'daily'; hour: number; minute: number }
  | { kind: 'weekly'; days: number[]; hour: number; minute: number }
  | { kind: 'monthly'; day: number; hour: number; minute: number }
  | { kind: 'custom'; cron: string };

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const SHORT = DAYS.map((day) => day.slice(0, 3).toUpperCase());
const NAMED: Record<string, string> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
};

/** Pure. */
export function cronOf(plan: CronPlan): string {
  switch (plan.kind) {
    case 'hourly':
      return `${plan.minute} * * * *`;
    case 'daily':
      return `${plan.minute} ${plan.hour} * * *`;
    case 'weekly':
      return `${plan.minute} ${plan.hour} * * ${listed(plan.days)}`;
    case 'monthly':
      return `${plan.minute} ${plan.hour} ${plan.day} * *`;
    case 'custom':
      return plan.cron;
  }
}

const listed = (days: number[]): string => {
  const sorted = [...days].sort((a, b) => a - b);
  if (sorted.join() === '1,2,3,4,5') return 'MON-FRI';
  return sorted.map((day) => SHORT[day]).join(',') || '*';
};

/** What a form can show of it; anything else stays as it is written. Pure. */
export function planOf(cron: string): CronPlan {
  const [minute = '', hour = '', day, month, weekday = ''] = (NAMED[cron.trim()] ?? cron).trim().split(/\s+/);
  const custom = { kind: 'custom' as const, cron };
  const [m, h] = [whole(minute, 59), whole(hour, 23)];
  if (m === undefined || month !== '*') return custom;
  if (hour === '*') return day === '*' && weekday === '*' ? { kind: 'hourly', minute: m } : custom;
  if (h === undefined) return custom;
  const clock = { hour: h, minute: m };
  if (day === '*' && weekday === '*') return { kind: 'daily', ...clock };
  if (weekday === '*') {
    const date = whole(day ?? '', 31);
    return date ? { kind: 'monthly', day: date, ...clock } : custom;
  }
  const days = day === '*' ? daysOf(weekday) : undefined;
  return days ? { kind: 'weekly', days, ...clock } : custom;
}

const whole = (text: string, most: number): number | undefined =>
  /^\d{1,2}$/.test(text) && Number(text) <= most ? Number(text) : undefined;

/** Days of a list of names, numbers and ranges. */
function daysOf(text: string): number[] | undefined {
  const days = new Set<number>();
  for (const part of text.split(',')) {
    const [from, to = from] = part.split('-').map(dayOf);
    if (from === undefined || to === undefined) return undefined;
    for (let day = from; day !== to; day = (day + 1) % 7) days.add(day);
    days.add(to);
  }
  return [...days].sort((a, b) => a - b);
}

function dayOf(text: string): number | undefined {
  if (/^[0-7]$/.test(text)) return Number(text) % 7;
  const found = SHORT.indexOf(text.toUpperCase());
  return found < 0 ? undefined : found;
}

/** "Every weekday at 07:30"; what no words are known for stays as it is written. Pure. */
export function cronWords(cron: string): string {
  const plan = planOf(cron);
  switch (plan.kind) {
    case 'hourly':
      return plan.minute === 0 ? 'Every hour' : `Every hour, ${plan.minute} min past`;
    case 'daily':
      return `Every day at ${clock(plan)}`;
    case 'weekly':
      return `Every ${daysInWords(plan.days)} at ${clock(plan)}`;
    case 'monthly':
      return `On day ${plan.day} of every month at ${clock(plan)}`;
    case 'custom':
      return minutesApart(plan.cron) ?? plan.cron;
  }
}

function daysInWords(days: number[]): string {
  const key = days.join();
  if (key === '1,2,3,4,5') return 'weekday';
  if (key === '0,6') return 'weekend day';
  const names = days.map((day) => DAYS[day]!);
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function minutesApart(cron: string): string | undefined {
  const apart = /^\*\/(\d+) \* \* \* \*$/.exec(cron.trim())?.[1];
  return apart === undefined ? undefined : `Every ${apart} min`;
}

const clock = ({ hour, minute }: { hour: number; minute: number }): string =>
  `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
