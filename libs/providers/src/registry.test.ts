import { catalogue } from '#steps';
import { builtInProviders } from './built-in.js';
import { LocalProvider } from './local.js';
import type { LocalGroup } from './local.js';
import { Providers } from './registry.js';

const group = (parts: Partial<LocalGroup>): LocalGroup => ({
  ...{
    model: 'm',
    title: 't',
    version: '1',
    resource: 'cpu',
    steps: ['mux'],
    load: async () => ({ mux: async function* () {} }),
  },
  ...parts,
});

describe('the registry', () => {
  it('serves every step type with the built-in providers, each with a handler', async () => {
    const providers = await Providers.open(builtInProviders(), catalogue);
    await providers.prepare(['gpu', 'cpu', 'remote']);
    expect(new Set(providers.offers.map((offer) => offer.capability.step))).toEqual(new Set(catalogue.keys()));
  });

  it('refuses a step type that nobody serves', async () => {
    await expect(Providers.open([new LocalProvider('one', [group({})])], catalogue)).rejects.toThrow(
      /no provider has a handler for: .*t2i/,
    );
  });

  it('refuses a step type nobody knows, and a provider twice', async () => {
    await expect(
      Providers.open([new LocalProvider('one', [group({ steps: ['nonsense'] })])], catalogue),
    ).rejects.toThrow(/unknown step type "nonsense"/);
    await expect(Providers.open([...builtInProviders(), ...builtInProviders()], catalogue)).rejects.toThrow(
      /registered twice/,
    );
  });

  it('refuses a missing, a duplicate and an undeclared handler', async () => {
    expect(() => new LocalProvider('one', [group({}), group({})])).toThrow(/two handlers for mux/);
    await expect(new LocalProvider('one', [group({ load: async () => ({}) })]).prepare('cpu')).rejects.toThrow(
      /no handler for mux/,
    );
    await expect(new LocalProvider('one', [group({ steps: [] })]).prepare('cpu')).rejects.toThrow(
      /nobody declared: mux/,
    );
  });

  it('takes the explicit choice, and says what there is when it cannot', async () => {
    const providers = await Providers.open(builtInProviders(), catalogue);
    const step = { id: 'a', type: 't2i', config: {} };
    expect(providers.select(step, catalogue.get('t2i')!, {})).toMatchObject({
      provider: 'sketch',
      model: 'sketch',
      resource: 'gpu',
      microDollars: 0,
    });
    expect(providers.select({ ...step, provider: 'fal' }, catalogue.get('t2i')!, {})).toMatch(
      /"fal" cannot run "t2i"; there is: sketch\/sketch/,
    );
  });
});
