import type { Envelope } from '#engine';
import type { EnvelopeDto } from './dto/index.js';

/** Micro-dollars of an amount in dollars; null and undefined stay what they are. */
export const microDollars = <Amount extends number | null | undefined>(dollars: Amount): Amount =>
  (typeof dollars === 'number' ? Math.round(dollars * 1e6) : dollars) as Amount;

/** As people are told. */
export const envelope = ({ limit, spent, reserved }: Envelope): EnvelopeDto => ({
  ...(limit !== undefined && { limit_usd: dollars(limit) }),
  spent_usd: dollars(spent),
  reserved_usd: dollars(reserved),
});

/** Dollars of an amount in micro-dollars. */
export const dollars = (amount: number): number => amount / 1e6;
