import { createHash, randomUUID } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PipelineFailure } from '#pipeline';
import type { ArtifactRef } from '#pipeline';
import { catalogue } from '#steps';
import { USUAL_MODELS, startFakeComfy, tempDir, until } from '#testing';
import type { FakeComfy, ViewFault } from '#testing';
import { JobFailure } from '../port.js';
import type { OutputFile, ProviderEvent, ProviderJob, Work, WorkContext } from '../port.js';
import { ComfyProvider } from './index.js';

const QUICK = { pollMs: 40, awayMs: 1_500, signMs: 50, downloadMs: 2_000 };

let fake: FakeComfy;
beforeEach(async () => {
  fake = await startFakeComfy();
});

const provider = (timing = {}) => new ComfyProvider(fake.url, { ...QUICK, ...timing });

interface Attempt {
  work: Work;
  ctx: WorkContext;
  abort: AbortController;
}

const stored = new Map<string, string>();

function attempt(step: string, model: string, config: object = {}, inputs: Work['inputs'] = {}): Attempt {
  const type = catalogue.get(step)!;
  const parsed = type.config.parse({ prompt: 'a lighthouse', quality: 'draft', ...config });
  const work = { step, model, config: { ...parsed, ...type.complete?.(parsed) }, inputs, seed: 7 };
  const abort = new AbortController();
  const open = async (ref: ArtifactRef) => stored.get(ref.digest)!;
  return { work, abort, ctx: { workDir: tempDir(), signal: abort.signal, requestId: randomUUID(), open } };
}

async function events(stream: AsyncIterable<ProviderEvent>): Promise<ProviderEvent[]> {
  const all: ProviderEvent[] = [];
  for await (const event of stream) all.push(event);
  return all;
}

const run = async (by: ComfyProvider, { work, ctx }: Attempt) => events(by.attach(await by.submit(work, ctx), ctx));

function fileOf(all: ProviderEvent[]): OutputFile {
  const outputs = all.filter((event) => event.type === 'output');
  expect(outputs).toHaveLength(1);
  const { output } = outputs[0]!;
  if (Array.isArray(output) || !('file' in output)) throw new Error('no file');
  return output.file;
}

/** As the caller keeps an output: the next step can be given it. */
function keep({ path, media, mime, facts }: OutputFile): ArtifactRef {
  const bytes = readFileSync(path);
  const digest = createHash('sha256').update(bytes).digest('hex');
  const place = join(tempDir(), digest);
  copyFileSync(path, place);
  stored.set(digest, place);
  return { digest, media, mime, bytes: bytes.length, ...(facts && { facts }) };
}

async function failure(promise: Promise<unknown>): Promise<PipelineFailure> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(PipelineFailure);
  return error as PipelineFailure;
}

const running = () => until(async () => fake.executor.running !== undefined);
const only = (bill: Map<string, number>) => [...bill.values()];

describe('work on ComfyUI', () => {
  it('gives a picture of the asked size, with progress that only grows and previews on the way', async () => {
    const asked = attempt('t2i', 'sdxl');
    const all = await run(provider(), asked);
    const file = fileOf(all);
    expect(file).toMatchObject({ media: 'image', mime: 'image/png', facts: { width: 640, height: 360 } });
    const fractions = all.flatMap((event) => (event.type === 'progress' ? [event.fraction] : []));
    expect(fractions.length).toBeGreaterThan(3);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(all.find((event) => event.type === 'preview')).toMatchObject({ mime: 'image/jpeg' });
    expect([...fake.bill]).toEqual([[asked.ctx.requestId, 1]]);
  });

  it('chains: what was made on a server is read there, and what was not is uploaded once', async () => {
    const by = provider();
    const picture = keep(fileOf(await run(by, attempt('t2i', 'flux'))));
    const video = fileOf(await run(by, attempt('i2v', 'ltx', { duration: 1 }, { image: picture })));
    expect(video).toMatchObject({ media: 'video', mime: 'video/mp4', facts: { width: 640, height: 360, fps: 24 } });
    expect(fake.calls.upload).toBe(0);
    const other = provider();
    for (const scale of [2, 4]) {
      const file = fileOf(await run(other, attempt('upscale', 'upscale-model', { scale }, { image: picture })));
      expect(file.facts).toEqual({ width: 640 * scale, height: 360 * scale });
    }
    expect(fake.calls.upload).toBe(1);
  });

  it('ends in a picture, where one is given', async () => {
    const by = provider();
    const picture = keep(fileOf(await run(by, attempt('t2i', 'flux'))));
    const asked = attempt('i2v', 'wan2.2-14b', { duration: 1 }, { image: picture, end_image: picture });
    expect(fileOf(await run(by, asked)).media).toBe('video');
    const classes = Object.values(fake.executor.last!.prompt).map((node) => node.class_type);
    expect(classes).toContain('WanFirstLastFrameToVideo');
    const offer = (await by.capabilities()).find(({ step, model }) => step === 'i2v' && model === 'wan2.2-14b');
    expect(offer!.ports).toEqual(['end_image']);
  });

  it('lets a portrait speak as long as the sound, and refuses a sound that is too long', async () => {
    const by = provider();
    const image = keep(fileOf(await run(by, attempt('t2i', 'flux'))));
    const made = keep(fileOf(await run(by, attempt('music', 'ace-step', { duration: 2 }))));
    const sound = (durationSec: number) => ({ ...made, facts: { ...made.facts, durationSec } });
    for (const [model, fps] of [
      ['wan2.2-s2v', 16],
      ['sonic', 25],
    ] as const) {
      const file = fileOf(await run(by, attempt('sonic', model, {}, { image, audio: sound(2) })));
      expect(file.facts).toMatchObject({ width: 640, height: 360, fps });
    }
    const long = attempt('sonic', 'wan2.2-s2v', {}, { image, audio: sound(20) });
    expect(await failure(run(by, long))).toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(/20\.0 s long; .* 12 s at most/) as string,
    });
  });

  it('draws, smooths and enlarges a video', async () => {
    const by = provider();
    const video = keep(fileOf(await run(by, attempt('t2v', 'ltx', { duration: 1 }))));
    for (const [step, model] of [
      ['v2v', 'wan2.2-5b'],
      ['interpolate', 'rife'],
      ['upscale_video', 'upscale-model'],
    ] as const)
      expect(fileOf(await run(by, attempt(step, model, {}, { video }))).media).toBe('video');
    const prompts = [...fake.executor.history.values()].map(({ prompt }) => JSON.stringify(prompt[2]));
    expect(prompts.filter((text) => text.includes('"fps":48'))).toHaveLength(1);
  });

  it('makes music as long as it was asked for', async () => {
    const file = fileOf(await run(provider(), attempt('music', 'ace-step', { duration: 2 })));
    expect(file).toMatchObject({ media: 'audio', mime: 'audio/mpeg' });
    expect(file.facts!.durationSec).toBeCloseTo(2, 0);
  });

  it('uploads again what the server has lost', async () => {
    const by = provider();
    const picture = keep(fileOf(await run(provider(), attempt('t2i', 'sdxl'))));
    await run(by, attempt('i2i', 'sdxl', { width: 320 }, { image: picture }));
    fake.forgetUploads();
    await run(by, attempt('i2i', 'sdxl', { width: 160 }, { image: picture }));
    expect(fake.calls.upload).toBe(2);
  });

  it('unloads the models of another family only where memory is short', async () => {
    const by = provider();
    await run(by, attempt('t2i', 'sdxl'));
    await run(by, attempt('t2i', 'flux'));
    expect(fake.calls.free).toBe(0);
    fake.vramFree = 1e9;
    await run(by, attempt('t2i', 'sdxl'));
    expect(fake.calls.free).toBe(1);
    // Another process does not know what an earlier one has loaded.
    await run(provider(), attempt('t2i', 'flux'));
    expect(fake.calls.free).toBe(2);
  });

  it('stays with the server of its card, unless that cannot do it, and tells what the card has', async () => {
    const own = await startFakeComfy({ ...USUAL_MODELS, 'UNETLoader.unet_name': [] });
    const by = new ComfyProvider(`${fake.url},${own.url}`, QUICK, own.url);
    own.vramFree = 21e9;
    expect(await by.card()).toEqual({ name: 'fake', memoryTotalBytes: 24e9, memoryUsedBytes: 3e9 });
    expect(await new ComfyProvider(`${fake.url},${own.url}`, QUICK).card()).toBeUndefined();
    for (const server of [own, fake]) server.executor.hold();
    const asked = [attempt('t2i', 'sdxl'), attempt('t2i', 'sdxl'), attempt('t2i', 'flux')];
    for (const { work, ctx } of asked) await by.submit(work, ctx);
    expect([own.executor.remaining, fake.executor.remaining]).toEqual([2, 1]);
  });

  it('goes to the server with the least to do', async () => {
    const other = await startFakeComfy();
    fake.executor.hold();
    const by = new ComfyProvider(`${fake.url},${other.url}`, QUICK);
    const [first, second] = [attempt('t2i', 'sdxl'), attempt('t2i', 'sdxl')];
    await provider().submit(first.work, first.ctx);
    await running();
    await run(by, second);
    expect([...other.bill.keys()]).toEqual([second.ctx.requestId]);
  });
});

describe('what gets lost is found again', () => {
  it('by another process, with nothing but the job', async () => {
    fake.executor.hold();
    const { work, ctx } = attempt('t2i', 'sdxl');
    const job = JSON.parse(JSON.stringify(await provider().submit(work, ctx))) as ProviderJob;
    await running();
    const rest = events(provider().attach(job, ctx));
    fake.executor.release();
    expect(fileOf(await rest).facts).toEqual({ width: 640, height: 360 });
    // And again, when it is long over.
    expect(fileOf(await events(provider().attach(job, ctx))).facts).toEqual({ width: 640, height: 360 });
    expect(only(fake.bill)).toEqual([1]);
  });

  it('when success is told before the history is written', async () => {
    fake.lateHistory = 8;
    fileOf(await run(provider({ pollMs: 400 }), attempt('t2i', 'sdxl')));
    expect(fake.lateHistory).toBe(0);
  });

  it('when the line is cut, and when it falls silent', async () => {
    for (const lose of [() => fake.clients.cut(), () => fake.clients.silence()]) {
      fake.executor.hold();
      const opened = fake.clients.opened;
      const rest = run(provider({ silentMs: 100 }), attempt('t2i', 'sdxl', { prompt: `a castle ${opened}` }));
      await until(async () => fake.executor.running !== undefined && fake.clients.opened > opened);
      lose();
      await until(async () => fake.clients.opened > opened + 1);
      fake.executor.release();
      fileOf(await rest);
    }
    expect(only(fake.bill)).toEqual([1, 1]);
  });

  it('when the answer to the prompt was lost', async () => {
    fake.loseAnswer = true;
    const asked = attempt('t2i', 'sdxl');
    fileOf(await run(provider(), asked));
    expect([...fake.bill]).toEqual([[asked.ctx.requestId, 1]]);
  });

  it('by the id of the request, or it is known that it is not there, or it is asked again later', async () => {
    const { work, ctx } = attempt('t2i', 'sdxl');
    expect(await provider().find(ctx.requestId, work, ctx)).toBe('absent');
    fake.executor.hold();
    const job = await provider().submit(work, ctx);
    expect(await provider().find(ctx.requestId, work, ctx)).toEqual(job);
    fake.executor.release();
    await until(async () => fake.executor.history.size > 0);
    expect(await provider().find(ctx.requestId, work, ctx)).toEqual(job);
    await fake.stop();
    expect(await failure(provider().find(ctx.requestId, work, ctx))).toMatchObject({ code: 'provider_unavailable' });
    const other = await startFakeComfy();
    const both = new ComfyProvider(`${fake.url},${other.url}`, QUICK);
    expect(await both.find(ctx.requestId, work, ctx)).toBe('absent');
    expect(await failure(events(both.attach(job, ctx)))).toBeInstanceOf(JobFailure);
  });

  it('or it is said to be lost, when the server was restarted', async () => {
    fake.executor.hold();
    const rest = failure(run(provider(), attempt('t2i', 'sdxl')));
    await running();
    await fake.restart();
    expect(await rest).toMatchObject({
      code: 'provider_unavailable',
      message: expect.stringMatching(/no longer knows the prompt/) as string,
    });
  });

  it('or the server is said to be away, after a time', async () => {
    fake.executor.hold();
    const rest = failure(run(provider({ awayMs: 200 }), attempt('t2i', 'sdxl')));
    await running();
    await fake.stop();
    expect(await rest).toMatchObject({
      code: 'provider_unavailable',
      message: expect.stringMatching(/ECONNREFUSED/) as string,
    });
    const { work, ctx } = attempt('t2i', 'sdxl');
    expect(await failure(provider().submit(work, ctx))).toMatchObject({ code: 'provider_unavailable' });
  });
});

describe('stopping', () => {
  it('interrupts what runs, and only that', async () => {
    fake.executor.hold();
    const [other, ours] = [attempt('t2i', 'sdxl'), attempt('t2i', 'sdxl', { prompt: 'a castle' })];
    const by = provider();
    const first = await by.submit(other.work, other.ctx);
    const waiting = await by.submit(ours.work, ours.ctx);
    await until(async () => fake.executor.running !== undefined && fake.executor.pending.length === 1);
    await by.cancel(waiting);
    expect(fake.executor.pending).toEqual([]);
    expect(fake.calls.interrupt).toBe(0);
    await by.cancel(first);
    await until(async () => fake.executor.running === undefined);
    expect([...fake.bill]).toEqual([[other.ctx.requestId, 1]]);
    expect(fake.calls.interrupt).toBe(1);
    await by.cancel(first);
    expect(fake.calls.interrupt).toBe(1);
  });

  it('to listen stops nothing there: another process goes on with it', async () => {
    fake.executor.hold();
    const asked = attempt('t2i', 'sdxl');
    const first = run(provider(), asked).catch((error: unknown) => error);
    await running();
    asked.abort.abort(new Error('shutting down'));
    expect(await first).toMatchObject({ message: 'shutting down' });
    const next = provider();
    const again = { ...asked.ctx, signal: new AbortController().signal };
    const job = (await next.find(asked.ctx.requestId, asked.work, again)) as ProviderJob;
    fake.executor.release();
    expect(fileOf(await events(next.attach(job, again)))).toMatchObject({ media: 'image' });
    expect([...fake.bill]).toEqual([[asked.ctx.requestId, 1]]);
    expect(fake.calls.interrupt).toBe(0);
  });

  it('by somebody else is told as such', async () => {
    fake.executor.hold();
    const rest = failure(run(provider(), attempt('t2i', 'sdxl')));
    await running();
    fake.executor.interrupt();
    expect(await rest).toMatchObject({
      code: 'provider_unavailable',
      message: expect.stringMatching(/stopped there by somebody else/) as string,
    });
  });

  it('comes by itself where nothing goes on, and nobody waits behind it', async () => {
    fake.executor.hold();
    const rest = failure(run(provider({ quietMs: 300 }), attempt('t2i', 'sdxl')));
    expect(await rest).toMatchObject({
      code: 'timeout',
      message: expect.stringMatching(/without a word of progress/) as string,
    });
    await until(async () => fake.executor.running === undefined);
  });

  it('is not needed for one that only waits long: it gives signs of life', async () => {
    fake.executor.hold();
    const [first, second] = [attempt('t2i', 'sdxl'), attempt('t2i', 'sdxl', { prompt: 'a castle' })];
    await provider().submit(first.work, first.ctx);
    await running();
    const by = provider({ quietMs: 300 });
    const signs: string[] = [];
    for await (const event of by.attach(await by.submit(second.work, second.ctx), second.ctx)) {
      if (event.type === 'log' && signs.push(event.message) === 5) fake.executor.release();
    }
    expect(signs[0]).toMatch(/behind 1 in the queue/);
  });
});

describe('what fails says what and where', () => {
  it.each([
    ['torch.OutOfMemoryError', 'Allocation on device', 'out_of_memory'],
    ['RuntimeError', "DefaultCPUAllocator: can't allocate memory", 'out_of_memory'],
    ['ValueError', 'a tensor is of the wrong shape', 'media_failed'],
  ])('%s: %s', async (type, message, code) => {
    fake.executor.raise.push({ type, message });
    const error = await failure(run(provider(), attempt('t2i', 'sdxl')));
    expect(error.code).toBe(code);
    expect(error.message).toContain(`node 7 (KSampler): ${type}: ${message}`);
    expect(fake.calls.free).toBe(code === 'out_of_memory' ? 1 : 0);
  });

  it('names the model that is missing and those that are there, before anything runs', async () => {
    fake.setModels({ ...USUAL_MODELS, 'CheckpointLoaderSimple.ckpt_name': ['dreamshaper_8.safetensors'] });
    const { work, ctx } = attempt('t2i', 'sdxl');
    const error = await failure(provider().submit(work, ctx));
    expect(error.code).toBe('model_not_found');
    expect(error.message).toMatch(/sd_xl_base_1\.0\.safetensors is missing; .*there is: dreamshaper_8\.safetensors/);
    const offers = await provider().capabilities();
    const offer = (model: string) => offers.find(({ step, ...rest }) => step === 't2i' && rest.model === model)!;
    expect(offer('flux').unavailable).toBeUndefined();
    expect(offer('sdxl').unavailable).toMatchObject({
      code: 'model_not_found',
      message: expect.stringMatching(/dreamshaper_8/) as string,
    });
    expect(fake.bill.size).toBe(0);
  });

  it('surveys each server: what it is, what it can do, what it lacks', async () => {
    fake.removeNodes('Canny');
    const [survey] = await provider().survey();
    expect(survey).toMatchObject({ url: fake.url, version: '0.33.0', card: 'fake' });
    if (!survey || 'problem' in survey) throw new Error('no survey');
    expect(survey.able).toContain('t2i/flux');
    expect(survey.lacking).toEqual([
      'v2v/sdxl: the nodes Canny are not installed',
      'preprocess/canny: the nodes Canny are not installed',
    ]);
    await fake.stop();
    expect(await provider().survey()).toMatchObject([{ problem: expect.stringContaining(fake.url) as string }]);
  });

  it('names the nodes that are not installed', async () => {
    fake.removeNodes('Canny');
    const offer = (await provider().capabilities()).find(({ model }) => model === 'canny')!;
    expect(offer.unavailable).toMatchObject({
      code: 'unsupported',
      message: expect.stringMatching(/the nodes Canny are not installed/) as string,
    });
  });

  it('offers nothing while no server answers, and says so', async () => {
    await fake.stop();
    for (const { unavailable } of await provider().capabilities())
      expect(unavailable).toMatchObject({
        code: 'provider_unavailable',
        message: expect.stringMatching(/does not answer/) as string,
      });
  });

  it.each<[ViewFault[], string, RegExp]>([
    [['html'], 'bad_answer', /is no image; it begins with "<html>/],
    [['huge'], 'bad_answer', /it has 10000000000 bytes/],
    [['gone'], 'bad_answer', /it is gone/],
    [['truncated', 'truncated', 'truncated'], 'network', /broke off/],
  ])('a download that goes wrong: %s', async (faults, code, message) => {
    fake.viewFaults.push(...faults);
    expect(await failure(run(provider(), attempt('t2i', 'sdxl')))).toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });

  it('a download that broke off once is tried again; one that drips ends', async () => {
    fake.viewFaults.push('truncated');
    fileOf(await run(provider(), attempt('t2i', 'sdxl')));
    fake.viewFaults.push('drip', 'drip', 'drip');
    const slow = run(provider({ downloadMs: 200 }), attempt('t2i', 'sdxl', { prompt: 'a castle' }));
    expect(await failure(slow)).toMatchObject({ code: 'timeout' });
  });
});
