import { catalogue } from '#steps';
import { builtInProviders } from './built-in.js';
import { LocalProvider } from './local.js';
import type { LocalGroup } from './local.js';
import type { Capability, Provider } from './port.js';
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
    expect(new Set(providers.offers.map((offer) => offer.capability.step))).toEqual(
      new Set([...catalogue.values()].filter((type) => !type.needs).map(({ type }) => type)),
    );
    const own = { id: 'a', type: 'comfyui', config: {} };
    expect(providers.select(own, catalogue.get('comfyui')!, {})).toMatch(/COMFYUI_URLS/);
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

  it('gives a port that a step says something for only to those who can use it', async () => {
    const offer = { step: 'i2v', title: 't', resource: 'gpu' as const, version: '1', microDollars: 0 };
    const one: Provider = {
      ...new LocalProvider('one', []),
      ...{ id: 'one', submit: async () => Promise.reject(new Error()), cancel: async () => {} },
      attach: async function* () {},
      capabilities: async () => [{ ...offer, model: 'plain' }],
    };
    const providers = await Providers.open([one, ...builtInProviders()], catalogue);
    const ends = { id: 'a', type: 'i2v', config: { end_image: '{{steps.b.image}}' } };
    const plain = { ...ends, config: {} };
    const type = catalogue.get('i2v')!;
    expect(providers.select(plain, type, {})).toMatchObject({ provider: 'one' });
    expect(providers.select(ends, type, {})).toMatchObject({ provider: 'sketch' });
    expect(providers.select({ ...ends, provider: 'one' }, type, {})).toMatch(/it takes no end_image/);
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

describe('the choice between providers', () => {
  const offer = (parts: Partial<Capability>): Capability => ({
    ...{ step: 'i2v', model: 'big', title: 't', resource: 'gpu', microDollars: 0, version: '1' },
    ...parts,
  });
  const other = (offers: Capability[]): Provider => ({
    id: 'other',
    changes: true,
    capabilities: async () => offers,
    submit: () => Promise.reject(new Error('not here')),
    attach: async function* () {},
    cancel: async () => {},
  });
  const open = (offers: Capability[]) => Providers.open([other(offers), ...builtInProviders()], catalogue);
  const type = catalogue.get('i2v')!;
  const step = { id: 'a', type: 'i2v', config: {} };
  const missing = { code: 'model_not_found' as const, message: 'no big.safetensors; there is: small.safetensors' };

  it('prefers what was set up to the built-in sketch', async () => {
    const providers = await open([offer({})]);
    expect(providers.select(step, type, {})).toMatchObject({
      provider: 'other',
      why: expect.stringMatching(/before the built-in sketch/) as string,
    });
    expect(providers.select({ ...step, provider: 'sketch' }, type, {})).toMatchObject({ provider: 'sketch' });
  });

  it('passes over what can not, says why, and refuses it where it was asked for', async () => {
    const providers = await open([
      offer({ unavailable: missing }),
      offer({ model: 'short', limits: { duration: { max: 5 } } }),
    ]);
    expect(providers.select(step, type, { duration: 5 })).toMatchObject({
      model: 'short',
      why: expect.stringMatching(/other\/big can't: no big/) as string,
    });
    expect(providers.select(step, type, { duration: 6 })).toMatchObject({
      provider: 'sketch',
      why: expect.stringMatching(/no big/) as string,
    });
    expect(providers.select({ ...step, model: 'big' }, type, {})).toMatch(/no big\.safetensors; there is: small/);
    expect(providers.select({ ...step, model: 'short' }, type, { duration: 6 })).toMatch(/duration can be 5 at most/);
  });

  it('takes what is there again when it was asked anew, and fails the work where it is not', async () => {
    const offers = [offer({ unavailable: missing })];
    const providers = await open(offers);
    await expect(providers.ready('i2v', 'other', 'big')).rejects.toMatchObject({ code: 'model_not_found' });
    offers[0] = offer({ version: '2' });
    expect(await providers.ready('i2v', 'other', 'big')).toMatchObject({ version: '2' });
    expect(providers.select(step, type, {})).toMatchObject({ provider: 'other', model: 'big' });
  });
});
