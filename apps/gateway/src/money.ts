/** Micro-dollars of an amount in dollars; null and undefined stay what they are. */
export const microDollars = <Amount extends number | null | undefined>(dollars: Amount): Amount =>
  (typeof dollars === 'number' ? Math.round(dollars * 1e6) : dollars) as Amount;

/** Dollars of an amount in micro-dollars. */
export const dollars = (amount: number): number => amount / 1e6;
