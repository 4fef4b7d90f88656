import type { Schemas } from '@/api/client';

export type Usage = Schemas['UsageDto'];
type Row = Usage['items'][number];

/** What all small ones are together. */
const OTHERS = 'other models';
const MOST_SERIES = 5;
const DAY_MS = 86_400_000;

/** Dollars of one day, by series. */
export interface Day {
  /** `2026-11-21`, UTC. */
  day: string;
  total: number;
  by: Record<string, number>;
}

export interface Shape {
  /** The dearest first; what is left over last. */
  series: string[];
  /** Every day of the range, oldest first, also those without. */
  days: Day[];
}

const nameOf = ({ provider, model }: Pick<Row, 'provider' | 'model'>) => `${provider}/${model}`;

/** Days and models for a stacked chart. Pure. */
export function shapeOf(items: readonly Row[], days: number, now = Date.now()): Shape {
  const dearest = totals(items, nameOf).map(({ name }) => name);
  const own = dearest.length > MOST_SERIES + 1 ? dearest.slice(0, MOST_SERIES) : dearest;
  const seriesOf = (row: Row) => (own.includes(nameOf(row)) ? nameOf(row) : OTHERS);
  const dates = Array.from({ length: days }, (_, at) => dateOf(now - (days - 1 - at) * DAY_MS));
  return {
    series: own.length < dearest.length ? [...own, OTHERS] : own,
    days: dates.map((day) => {
      const of = totals(
        items.filter((row) => row.day === day),
        seriesOf,
      );
      return {
        day,
        total: sum(of.map(({ spent }) => spent)),
        by: Object.fromEntries(of.map((one) => [one.name, one.spent])),
      };
    }),
  };
}

const dateOf = (at: number) => new Date(at).toISOString().slice(0, 10);
/** Amounts are millionths of a dollar at their finest; adding fractions must not show. */
const sum = (amounts: readonly number[]) => Math.round(amounts.reduce((all, one) => all + one, 0) * 1e6) / 1e6;

export interface Total {
  name: string;
  spent: number;
  requests: number;
}

/** What was spent by whatever names a row, the dearest first. Pure. */
function totals(items: readonly Row[], by: (row: Row) => string): Total[] {
  return [...Map.groupBy(items, by)]
    .map(([name, rows]) => ({
      name,
      spent: sum(rows.map(({ spent_usd }) => spent_usd)),
      requests: rows.reduce((all, { requests }) => all + requests, 0),
    }))
    .sort((a, b) => b.spent - a.spent || a.name.localeCompare(b.name));
}

export const byModel = (items: readonly Row[]): Total[] => totals(items, nameOf);
export const byKey = (items: readonly Row[]): Total[] =>
  totals(items, ({ key, key_name }) => key_name ?? (key === 'default' ? 'the operator' : key));

/** How far estimates were off in all, as a share of them, with its sign; undefined where nothing was told. Pure. */
export function drift({ drift: rows }: Pick<Usage, 'drift'>): number | undefined {
  const estimated = sum(rows.map((row) => row.estimated_usd));
  if (estimated === 0) return undefined;
  return sum(rows.map((row) => row.billed_usd)) / estimated - 1;
}

/** "Estimates held within 4 %". Pure. */
export function driftWords(off: number | undefined): string {
  if (off === undefined) return 'No bills yet to compare with';
  const percent = Math.round(Math.abs(off) * 1000) / 10;
  if (percent === 0) return 'Bills were as estimated';
  return percent <= 10
    ? `Estimates held within ${percent} %`
    : `Bills were ${percent} % ${off > 0 ? 'over' : 'under'} the estimates`;
}

/** As spreadsheets read it. Pure. */
export function csv(items: readonly Row[]): string {
  const rows = items.map((row) => [
    row.day,
    row.key,
    row.key_name ?? '',
    row.provider,
    row.model,
    row.requests,
    row.spent_usd,
  ]);
  const head = ['day', 'key', 'key_name', 'provider', 'model', 'requests', 'spent_usd'];
  return [head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** What a spreadsheet would take for a formula stays text. */
function cell(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
