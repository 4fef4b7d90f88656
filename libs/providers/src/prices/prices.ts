import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Capability } from '../port.js';

const amount = z.number().min(0).max(1e12);

const priceRow = z.strictObject({
  provider: z.string().min(1),
  model: z.string().min(1),
  /** What is counted. Tokens are priced by the million. */
  unit: z.enum(['image', 'video', 'second', 'character', 'compute_second', 'million_tokens']),
  /** Seconds of video that a unit stands for in an estimate, where the unit is a whole video. */
  unitSeconds: z.number().positive().optional(),
  /** Of one unit; absent where nobody knows. */
  microDollars: amount.optional(),
  /** Where it depends on the settings: a name the model's adapter knows, such as a quality or a resolution. */
  variants: z.record(z.string(), amount).optional(),
  /** False for a model that is no longer offered. */
  served: z.boolean().default(true),
  /** When this was found to be so. */
  date: z.iso.date(),
  source: z.string(),
});
const priceFile = z.strictObject({ models: z.array(priceRow) });
type PriceRow = z.infer<typeof priceRow>;

const BUILT_IN = new URL('./prices.json', import.meta.url);

/** What each provider's models cost, as far as it is known. */
export class Prices {
  readonly #rows = new Map<string, PriceRow>();

  /**
   * The built-in list, with the rows of the operator's own file (same form) in place of those it names. Throws when
   * a file cannot be read or is not in that form.
   */
  static read(path?: string): Prices {
    const prices = new Prices();
    for (const file of path === undefined ? [BUILT_IN] : [BUILT_IN, path]) {
      const read = priceFile.safeParse(parsed(file));
      if (!read.success) throw new Error(`${String(file)} is no list of prices: ${z.prettifyError(read.error)}`);
      for (const row of read.data.models) prices.#rows.set(key(row.provider, row.model), row);
    }
    return prices;
  }

  served(provider: string, model: string): boolean {
    return this.#rows.get(key(provider, model))?.served ?? true;
  }

  /** Why a model cannot be had any more, for people; undefined while it is served. */
  gone(provider: string, model: string): string | undefined {
    const row = this.#rows.get(key(provider, model));
    return row && !row.served ? `${model} is no longer served (${row.date}: ${row.source})` : undefined;
  }

  /** The same for a capability; empty while it is served. */
  standing(provider: string, model: string): Pick<Capability, 'unavailable'> {
    const message = this.gone(provider, model);
    return message === undefined ? {} : { unavailable: { code: 'model_not_found', message } };
  }

  /** What is counted; undefined where there is no price. */
  countsIn(provider: string, model: string): PriceRow['unit'] | undefined {
    return this.#rows.get(key(provider, model))?.unit;
  }

  /** Micro-dollars of one unit, with the settings that decide it; undefined where there is no price. */
  unit(provider: string, model: string, variant?: string): number | undefined {
    const row = this.#rows.get(key(provider, model));
    return (variant === undefined ? undefined : row?.variants?.[variant]) ?? row?.microDollars;
  }

  /** Micro-dollars of so many units, rounded up; undefined where there is no price. */
  of(provider: string, model: string, units: number, variant?: string): number | undefined {
    const unit = this.unit(provider, model, variant);
    return unit === undefined ? undefined : Math.ceil(unit * units);
  }

  /** Micro-dollars of a question to a language model, whose variants `input` and `output` are by million tokens. */
  ofTokens(provider: string, model: string, tokens: { inputTokens: number; outputTokens: number }): number | undefined {
    const [input, output] = ['input', 'output'].map((variant) => this.unit(provider, model, variant));
    if (input === undefined || output === undefined) return undefined;
    return Math.ceil((tokens.inputTokens * input + tokens.outputTokens * output) / 1e6);
  }

  /** Micro-dollars of one unit of a step (an image, a second of video), for estimates. */
  estimate(provider: string, model: string, variant?: string): number | undefined {
    const unit = this.unit(provider, model, variant);
    const seconds = this.#rows.get(key(provider, model))?.unitSeconds ?? 1;
    return unit === undefined ? undefined : Math.ceil(unit / seconds);
  }
}

const key = (provider: string, model: string) => `${provider} ${model}`;

function parsed(file: string | URL): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`the list of prices ${String(file)} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
