import sharp from 'sharp';
import { join } from 'node:path';
import { catalogue, TEXT_STEPS } from '#steps';
import type { Shot, TextStep } from '#steps';
import {
  CANARY,
  CUT_OFF,
  FakeAnthropic,
  FakeOpenAi,
  PICTURE,
  QUICK,
  afterFile,
  collected,
  context,
  failureOf,
  tempDir,
  work,
} from '#testing';
import { AnthropicChat } from '../anthropic/chat.js';
import { OpenAiProvider } from '../openai/provider.js';
import { JobFailure } from '../port.js';
import type { Provider, ProviderJob, Work } from '../port.js';
import { Prices } from '../prices/prices.js';
import { ChatProvider } from './provider.js';

const prices = Prices.read();
const SHOT: Shot = {
  ...{ number: 1, start: 0, duration: 2, shot_size: 'wide', camera_move: 'push in', camera: 'A' },
  ...{ image_prompt: 'a fox', motion_prompt: 'slow', narration: '', characters: [] },
};

const WORKS: Record<TextStep, [Record<string, unknown>, Work['inputs']]> = {
  prompt_enhance: [{ input_prompts: ['a fox', 'a car'], variations_per_prompt: 2, target_type: 'i2v' }, {}],
  story: [{ idea: 'a fox', length: 'short' }, {}],
  script: [{ duration: 20 }, { story: 'Once there was a fox.' }],
  revise: [{ instruction: 'shorter' }, { text: 'Once there was a fox.' }],
  characters: [{ count: 2 }, { story: 'Once there was a fox.' }],
  storyboard: [{ shots: 4, duration: 12 }, { story: 'Once there was a fox.' }],
  shotlist: [{ shots: 3, duration: 9 }, { script: 'NARRATOR: Once there was a fox.' }],
  camera_tree: [{}, { shots: [SHOT] }],
  vision: [{ prompt: 'a fox' }, { image: PICTURE }],
};

const fakes: Record<'openai' | 'anthropic', (says?: string[]) => Promise<[Provider, FakeOpenAi | FakeAnthropic]>> = {
  openai: async (says = []) => {
    const fake = await new FakeOpenAi({ key: CANARY, says, limitField: 'max_tokens' }).start();
    afterFile(() => fake.stop());
    const settings = { key: CANARY, baseUrl: `${fake.url}/v1`, limits: QUICK, prices, speechModel: 'tts' };
    const provider = new OpenAiProvider({ ...settings, imageModel: 'gpt-image-1.5', chatModels: ['gpt-4.1-mini'] });
    return [provider, fake];
  },
  anthropic: async (says = []) => {
    const fake = await new FakeAnthropic({ key: CANARY, says }).start();
    afterFile(() => fake.stop());
    const chat = (model: string) => new AnthropicChat({ key: CANARY, baseUrl: fake.url, limits: QUICK, prices, model });
    return [new ChatProvider({ id: 'anthropic', models: ['claude-haiku-5-5'], chat, prices }), fake];
  },
};
const MODEL = { openai: 'gpt-4.1-mini', anthropic: 'claude-haiku-5-5' };

async function made(provider: Provider, asked: Work, ctx = context()) {
  const job = await provider.submit(asked, await ctx);
  // As it comes back from the journal.
  return collected(provider.attach(JSON.parse(JSON.stringify(job)) as ProviderJob, await ctx));
}

describe.each(['openai', 'anthropic'] as const)('text steps by %s', (id) => {
  it.each(TEXT_STEPS)('%s puts out what its type says, at a price known before and after', async (step) => {
    const [provider, fake] = await fakes[id]();
    const [config, inputs] = WORKS[step];
    const asked = work(step, MODEL[id], config, inputs);
    expect(provider.quote!(asked)).toBeGreaterThan(0);
    const events = await made(provider, asked);
    expect(events[0]).toEqual({ type: 'cost', microDollars: id === 'openai' ? 120 : 35 });
    const outputs = events.flatMap((event) => (event.type === 'output' ? [[event.port, event.output] as const] : []));
    expect(outputs.map(([port]) => port).sort()).toEqual(Object.keys(catalogue.get(step)!.outputs).sort());
    for (const [port, output] of outputs) {
      const { media, list } = catalogue.get(step)!.outputs[port]!;
      if ('file' in output) expect([media, output.file.media]).toEqual([media, media]);
      else if ('value' in output && list) expect(Array.isArray(output.value)).toBe(true);
    }
    expect(fake.asked).toHaveLength(1);
    expect(fake.asked[0]!.body.toString()).toContain('fox');
  });

  it('count: so many prompts, so many shots, and as long as asked', async () => {
    const [provider] = await fakes[id]();
    const value = async (step: TextStep, port: string) => {
      const events = await made(provider, work(step, MODEL[id], ...WORKS[step]));
      const event = events.find((one) => one.type === 'output' && one.port === port);
      return (event as unknown as { output: { value: Shot[] } }).output.value;
    };
    expect(await value('prompt_enhance', 'prompts')).toHaveLength(4);
    const shots = await value('storyboard', 'shots');
    expect(shots.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
    expect(shots.reduce((sum, { duration }) => sum + duration, 0)).toBeCloseTo(12, 5);
  });

  it('that come to nothing are jobs that failed, at what they cost', async () => {
    const [provider, fake] = await fakes[id]([CUT_OFF]);
    const job = await provider.submit(work('story', MODEL[id], ...WORKS.story), await context());
    const events = provider.attach(job, await context());
    const seen: unknown[] = [];
    const failure = await failureOf(
      (async () => {
        for await (const event of events) seen.push(event);
      })(),
    );
    expect(failure).toBeInstanceOf(JobFailure);
    expect(failure.code).toBe('bad_answer');
    expect(seen).toEqual([{ type: 'cost', microDollars: id === 'openai' ? 240 : 70 }]);
    expect(fake.bill).toHaveLength(2);
  });

  it('of which the answer was lost are of unknown outcome, and cannot be asked about', async () => {
    const [provider, fake] = await fakes[id]();
    fake.fail(id === 'openai' ? 'chat/completions' : 'messages', 'lost');
    const asked = work('story', MODEL[id], ...WORKS.story);
    expect(await failureOf(provider.submit(asked, await context()))).toMatchObject({ code: 'outcome_unknown' });
    expect(await provider.find!('x', asked, await context())).toBe('unknown');
  });

  it('shows a picture as one that servers take', async () => {
    const [provider, fake] = await fakes[id]();
    const path = join(tempDir(), 'large.tiff');
    const background = { r: 9, g: 80, b: 90, alpha: 0.5 };
    await sharp({ create: { width: 3000, height: 1000, channels: 4, background } })
      .tiff()
      .toFile(path);
    const ctx = { ...(await context()), open: async () => path };
    await made(provider, work('vision', MODEL[id], ...WORKS.vision), Promise.resolve(ctx));
    const sent = /"data":"([^"]+)"|base64,([^"]+)"/.exec(fake.asked[0]!.body.toString())!;
    const { format, width } = await sharp(Buffer.from(sent[1] ?? sent[2]!, 'base64')).metadata();
    expect([format, width]).toEqual(['jpeg', 1568]);
    const broken = { ...(await context()), open: async () => import.meta.filename };
    const failing = provider.submit(work('vision', MODEL[id], ...WORKS.vision), broken);
    expect(await failureOf(failing)).toMatchObject({ code: 'invalid_input' });
  });
});

describe('what a plan says they cost', () => {
  it('is by unit: a prompt is listed, the rest follows from tokens', async () => {
    const [provider] = await fakes.openai();
    const offers = await provider.capabilities();
    const of = (step: string) => offers.find((offer) => offer.step === step && offer.model === MODEL.openai);
    expect(of('prompt_enhance')).toMatchObject({ microDollars: 1_000, resource: 'remote' });
    expect(of('storyboard')!.microDollars).toBeGreaterThan(100);
    expect(provider.quote!(work('prompt_enhance', MODEL.openai, ...WORKS.prompt_enhance))).toBe(4_000);
    const longer = work('revise', MODEL.openai, { instruction: 'shorter' }, { text: 'word '.repeat(10_000) });
    expect(provider.quote!(longer)).toBeGreaterThan(
      provider.quote!(work('revise', MODEL.openai, ...WORKS.revise))! * 2,
    );
    expect(provider.quote!(work('story', 'a model without a price', ...WORKS.story))).toBeUndefined();
  });
});
