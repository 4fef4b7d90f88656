import type { Catalogue, PipelineStep, Resource, Select, Selection, StepConfig, StepType } from '#pipeline';
import { PipelineFailure } from '#pipeline';
import type { Capability, CardMemory, Provider, Work } from './port.js';

/** Something a provider can do here. */
export interface Offer {
  provider: string;
  capability: Capability;
}

/** Between two looks at providers that change. */
const REFRESH_MS = 15_000;

/** The providers of this installation, and the choice among them. */
export class Providers {
  readonly #byId: Map<string, Provider>;
  #offers: readonly Offer[] = [];
  #refreshing: Promise<void> | undefined;

  private constructor(providers: readonly Provider[]) {
    this.#byId = new Map(providers.map((provider) => [provider.id, provider]));
  }

  get offers(): readonly Offer[] {
    return this.#offers;
  }

  /**
   * Asks each provider what it can do; of equals the earlier one is preferred. Throws when two share an id, or when
   * nobody can run a step type.
   */
  static async open(providers: readonly Provider[], catalogue: Catalogue): Promise<Providers> {
    const ids = providers.map((provider) => provider.id);
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    if (twice) throw new Error(`provider "${twice}" is registered twice`);
    const opened = new Providers(providers);
    for (const provider of providers) opened.#offers = [...opened.#offers, ...(await offersOf(provider))];
    for (const { provider, capability } of opened.#offers)
      if (!catalogue.has(capability.step))
        throw new Error(`provider "${provider}" has a handler for an unknown step type "${capability.step}"`);
    const unserved = [...catalogue.keys()].filter(
      (type) => !catalogue.get(type)!.needs && !opened.#offers.some(({ capability }) => capability.step === type),
    );
    if (unserved.length > 0) throw new Error(`no provider has a handler for: ${unserved.join(', ')}`);
    return opened;
  }

  /** Asks those that change again; several calls at once are one. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }

  async #refresh(): Promise<void> {
    for (const provider of this.#byId.values()) {
      if (!provider.changes) continue;
      const offers = await offersOf(provider);
      this.#offers = this.#offers.flatMap((offer, index, all) => {
        if (offer.provider !== provider.id) return [offer];
        return all.findIndex((first) => first.provider === provider.id) === index ? offers : [];
      });
    }
  }

  /** Asks again and again, until the returned function is called. Does nothing where nobody changes. */
  watch(onError: (error: unknown) => void): () => void {
    if (![...this.#byId.values()].some((provider) => provider.changes)) return () => {};
    const timer = setInterval(() => void this.refresh().catch(onError), REFRESH_MS);
    timer.unref();
    return () => clearInterval(timer);
  }

  /** Makes ready what a worker of these resource classes runs. Throws when a handler is missing. */
  async prepare(resources: readonly Resource[]): Promise<void> {
    for (const provider of this.#byId.values()) for (const resource of resources) await provider.prepare?.(resource);
  }

  /** This process's card; undefined where no provider can tell. */
  async card(): Promise<CardMemory | undefined> {
    for (const provider of this.#byId.values()) {
      const found = await provider.card?.();
      if (found) return found;
    }
    return undefined;
  }

  get(id: string): Provider | undefined {
    return this.#byId.get(id);
  }

  capability(step: string, provider: string, model: string): Capability | undefined {
    return this.#offers.find(
      (offer) => offer.provider === provider && offer.capability.step === step && offer.capability.model === model,
    )?.capability;
  }

  /**
   * The capability, for work that is about to begin; one that was not available is asked for again.
   * @throws PipelineFailure when it still is not
   */
  async ready(step: string, provider: string, model: string): Promise<Capability | undefined> {
    const known = this.capability(step, provider, model);
    if (!known || known.unavailable) await this.refresh();
    const found = this.capability(step, provider, model);
    if (found?.unavailable) throw new PipelineFailure(found.unavailable.code, found.unavailable.message);
    return found;
  }

  /** Explicit choice first, then the cheapest that is able now, then the earlier one; a sentence when there is none. */
  select: Select = (step: PipelineStep, type: StepType, config: StepConfig): Selection | string => {
    const all = this.#offers.filter((offer) => offer.capability.step === type.type);
    const ports = Object.keys(type.inputs).filter(
      (port) => type.inputs[port]!.explicit && step.config[port] !== undefined,
    );
    const wish: Wish = { config, ports };
    const wanted = all.filter(
      (offer) =>
        (step.provider ?? offer.provider) === offer.provider &&
        (step.model === undefined || answersTo(offer.capability, step.model)),
    );
    const fitting = wanted.filter(({ capability }) => obstacle(capability, wish) === undefined);
    const [best] = [...fitting].sort((a, b) => price(a) - price(b));
    if (!best) return refusal(step, type, wanted, all, wish);
    const { provider, capability } = best;
    const why = reason(step, best, all, wish);
    const { model, resource, family, vramGb, microDollars } = capability;
    const each = this.#quoted(provider, { step: type.type, model, config, inputs: {}, seed: 0 });
    return {
      ...{ provider, model, resource },
      ...(family !== undefined && { family }),
      ...(vramGb !== undefined && { vramGb }),
      ...(microDollars !== undefined && { microDollars }),
      ...(each !== undefined && { taskMicroDollars: each }),
      why,
    };
  };

  /** Micro-dollars a task costs with the settings it has by itself; undefined where nobody can tell. */
  usualPrice({ provider, capability: { model, microDollars } }: Offer, type: StepType): number | undefined {
    const config = type.config.partial().safeParse({}).data ?? {};
    return (
      this.#quoted(provider, { step: type.type, model, config, inputs: {}, seed: 0 }) ??
      (microDollars === undefined ? undefined : Math.round(microDollars * unitsOf(type, config)))
    );
  }

  /** What a task will cost as far as its config is known; what a provider will refuse has no price. */
  #quoted(provider: string, work: Work): number | undefined {
    try {
      return this.#byId.get(provider)?.quote?.(work);
    } catch (error) {
      if (error instanceof PipelineFailure) return undefined;
      throw error;
    }
  }
}

/** One where that depends on what is not known yet. */
function unitsOf(type: StepType, config: StepConfig): number {
  try {
    const units = type.units(type.complete ? type.complete(config) : config);
    return Number.isFinite(units) ? units : 1;
  } catch {
    return 1;
  }
}

/** By its own name, or by a short one. */
const answersTo = ({ model, names = [] }: Capability, asked: string): boolean =>
  model === asked || names.includes(asked.toLowerCase());

async function offersOf(provider: Provider): Promise<Offer[]> {
  return (await provider.capabilities()).map((capability) => ({ provider: provider.id, capability }));
}

const price = (offer: Offer) => offer.capability.microDollars ?? Infinity;
const nameOf = ({ provider, capability }: Offer) => `${provider}/${capability.model}`;

/** What a step asks for: its config, and the optional ports that it says something for. */
interface Wish {
  config: StepConfig;
  ports: string[];
}

/** Why it can't take a step with this config, if so. A value that is not known yet is no obstacle. */
function obstacle(
  { unavailable, limits = {}, ports = [], check }: Capability,
  { config, ports: asked }: Wish,
): string | undefined {
  const wrong = check?.(config);
  if (wrong !== undefined) return wrong;
  if (unavailable) return unavailable.message;
  const port = asked.find((name) => !ports.includes(name));
  if (port !== undefined) return `it takes no ${port}`;
  for (const [field, { oneOf, max }] of Object.entries(limits)) {
    const value = config[field];
    if (oneOf && typeof value === 'string' && !oneOf.includes(value))
      return `${field} can only be ${oneOf.join(' or ')}`;
    if (max !== undefined && typeof value === 'number' && value > max)
      return `${field} can be ${Math.floor(max * 100) / 100} at most`;
  }
  return undefined;
}

function reason(step: PipelineStep, best: Offer, all: readonly Offer[], wish: Wish): string {
  if (step.provider || step.model) return 'as the step says';
  const [others, able] = [all.filter((offer) => offer !== best), (offer: Offer) => !obstacle(offer.capability, wish)];
  if (others.length === 0) return 'the only one able';
  const better = others.find((offer) => all.indexOf(offer) < all.indexOf(best) && !able(offer));
  if (better) return `${nameOf(better)} can't: ${obstacle(better.capability, wish)}`;
  if (!others.some(able)) return 'the only one able';
  const equal = others.some((offer) => able(offer) && price(offer) === price(best));
  return equal
    ? 'the first of the cheapest: what you set up comes before the built-in sketch'
    : 'the cheapest of those able';
}

function refusal(
  step: PipelineStep,
  type: StepType,
  wanted: readonly Offer[],
  all: readonly Offer[],
  wish: Wish,
): string {
  const name = [step.provider, step.model].filter(Boolean).join('/');
  const why = wanted.map((offer) => `${nameOf(offer)}: ${obstacle(offer.capability, wish)}`).join('; ');
  const able = all.filter((offer) => obstacle(offer.capability, wish) === undefined);
  const there = able.map(nameOf).join(', ') || 'nothing';
  return `"${name}" cannot run "${type.type}"${why && ` (${why})`}; there is: ${there}${all.length === 0 && type.needs ? `; ${type.needs}` : ''}`;
}
