import { CronExpressionParser } from 'cron-parser';

const NAMED = ['@hourly', '@daily', '@weekly', '@monthly', '@yearly'];

/** What is wrong with when something is to happen, if anything. Pure. */
export function cronProblem(cron: string, timezone: string): string | undefined {
  if (!isTimeZone(timezone)) return `"${timezone}" is no time zone such as Europe/Berlin or UTC`;
  const fields = cron.trim().split(/\s+/);
  if (!NAMED.includes(cron) && (fields.length !== 5 || /H/.test(cron)))
    return `"${cron}" does not have the five fields minute, hour, day, month and weekday, nor is it one of ${NAMED.join(', ')}`;
  try {
    nextAfter(cron, timezone, Date.now());
    return undefined;
  } catch (error) {
    return `"${cron}" is no time to run at: ${(error as Error).message}`;
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}

/**
 * The next time after `after`, in milliseconds. A time that the clocks skip in spring comes by as much later, one that
 * they show twice in autumn comes once. Throws for what `cronProblem` names. Pure.
 */
export function nextAfter(cron: string, timezone: string, after: number): number {
  return CronExpressionParser.parse(cron, { currentDate: new Date(after), tz: timezone })
    .next()
    .getTime();
}

/** The next `count` times after `after`. Pure. */
export function nextTimes(cron: string, timezone: string, after: number, count: number): number[] {
  const times = CronExpressionParser.parse(cron, { currentDate: new Date(after), tz: timezone });
  return Array.from({ length: count }, () => times.next().getTime());
}

/** The latest `count` times up to `until`, oldest first. Pure. */
export function latestTimes(cron: string, timezone: string, until: number, count: number): number[] {
  const times = CronExpressionParser.parse(cron, { currentDate: new Date(until + 1), tz: timezone });
  return Array.from({ length: count }, () => times.prev().getTime()).reverse();
}
