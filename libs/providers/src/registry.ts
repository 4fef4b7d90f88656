import type { Catalogue, PipelineStep, Resource, Select, Selection, StepType } from '#pipeline';
import type { Capability, Provider } from './port.js';

interface Offer {
  provider: string;
  capability: Capability;
}

/** The providers of this installation, and the choice among them. */
export class Providers {
  readonly #byId: Map<string, Provider>;

  private constructor(
    providers: readonly Provider[],
    readonly offers: readonly Offer[],
  ) {
    this.#byId = new Map(providers.map((provider) => [provider.id, provider]));
  }

  /** Asks each provider what it can do. Throws when two share an id, or when nobody can run a step type. */
  static async open(providers: readonly Provider[], catalogue: Catalogue): Promise<Providers> {
    const ids = providers.map((provider) => provider.id);
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    if (twice) throw new Error(`provider "${twice}" is registered twice`);
    const offers: Offer[] = [];
    for (const provider of providers) {
      for (const capability of await provider.capabilities()) {
        if (!catalogue.has(capability.step)) {
          throw new Error(`provider "${provider.id}" has a handler for an unknown step type "${capability.step}"`);
        }
        offers.push({ provider: provider.id, capability });
      }
    }
    const unserved = [...catalogue.keys()].filter((type) => !offers.some((offer) => offer.capability.step === type));
    if (unserved.length > 0) throw new Error(`no provider has a handler for: ${unserved.join(', ')}`);
    return new Providers(providers, offers);
  }

  /** Makes ready what a worker of these resource classes runs. Throws when a handler is missing. */
  async prepare(resources: readonly Resource[]): Promise<void> {
    for (const provider of this.#byId.values()) for (const resource of resources) await provider.prepare?.(resource);
  }

  get(id: string): Provider | undefined {
    return this.#byId.get(id);
  }

  capability(step: string, provider: string, model: string): Capability | undefined {
    return this.offers.find(
      (offer) => offer.provider === provider && offer.capability.step === step && offer.capability.model === model,
    )?.capability;
  }

  /** Explicit choice first, then the cheapest that is known to be able; a sentence when there is none. */
  select: Select = (step: PipelineStep, type: StepType): Selection | string => {
    const able = this.offers.filter((offer) => offer.capability.step === type.type);
    const fitting = able.filter(
      (offer) =>
        (step.provider ?? offer.provider) === offer.provider &&
        (step.model ?? offer.capability.model) === offer.capability.model,
    );
    const [best] = [...fitting].sort((a, b) => price(a) - price(b));
    if (!best) return refusal(step, type, able);
    const { provider, capability } = best;
    const why =
      step.provider || step.model
        ? 'as the step says'
        : fitting.length > 1
          ? 'the cheapest of those able'
          : 'the only one able';
    const selection: Selection = { provider, model: capability.model, resource: capability.resource, why };
    return capability.microDollars === undefined ? selection : { ...selection, microDollars: capability.microDollars };
  };
}

const price = (offer: Offer) => offer.capability.microDollars ?? Infinity;

function refusal(step: PipelineStep, type: StepType, able: readonly Offer[]): string {
  const wanted = [step.provider, step.model].filter(Boolean).join('/');
  const there = able.map((offer) => `${offer.provider}/${offer.capability.model}`).join(', ');
  return `"${wanted}" cannot run "${type.type}"; there is: ${there}`;
}
