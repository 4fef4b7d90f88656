import sharp from 'sharp';
import { setTimeout } from 'node:timers/promises';
import { probe } from '#media';
import { PipelineFailure, isArtifactRef } from '#pipeline';
import type { ArtifactRef, FailureCode } from '#pipeline';
import { catalogue } from '#steps';
import { JobFailure } from '../port.js';
import type { Capability, CardMemory, Provider, ProviderEvent, ProviderJob, Work, WorkContext } from '../port.js';
import { buildPrompt } from './build.js';
import { fitOf, versionOf } from './catalogue.js';
import type { Fit } from './catalogue.js';
import { lostItsFile, refusalOf } from './errors.js';
import { TIMING, follow } from './follow.js';
import type { Timing } from './follow.js';
import { shippedWorkflows } from './manifest.js';
import type { Workflow } from './manifest.js';
import { fetchOutput, savedBy } from './outputs.js';
import { asWorkflow } from './own/as-workflow.js';
import { OwnWorkflows } from './own/folder.js';
import { OWN_STEP } from './own/manifest.js';
import { ownOffers } from './own/offers.js';
import type { Standing } from './own/offers.js';
import { ownValues } from './own/values.js';
import type { ComfyServer, HistoryEntry, SystemStats } from './server.js';
import { serversOf } from './server.js';
import { checkLength, valuesOf } from './values.js';
import type { Source } from './values.js';

/** A prompt on a server; all that is needed to follow it from another process. */
interface ComfyJob extends ProviderJob {
  server: string;
}

/** A server as `doctor` shows it; steps are named as `<step type>/<model>`. */
export type ComfySurvey =
  { url: string; problem: string } | { url: string; version: string; card: string; able: string[]; lacking: string[] };

/** A server that can run a workflow. */
interface Candidate {
  server: ComfyServer;
  models: Record<string, string>;
  load: number;
  cold: 0 | 1;
}

const LOOK_MS = 20_000;
const TRIES_TO_FIND = 5;
const FIND_AGAIN_MS = 500;
const EXTENSIONS: Record<string, string> = { 'image/jpeg': 'jpg', 'audio/mpeg': 'mp3', 'audio/x-wav': 'wav' };

/** Runs steps as workflows on ComfyUI servers. The id of a prompt is the id of the request, so none is made twice. */
export class ComfyProvider implements Provider {
  readonly id = 'comfyui';
  readonly changes = true;
  readonly detached = true;
  readonly #servers: ComfyServer[];
  /** That of this process's card: it is taken where it can do the work. */
  readonly #own: ComfyServer | undefined;
  readonly #shipped = shippedWorkflows();
  readonly #brought: OwnWorkflows | undefined;
  readonly #timing: Timing;

  /**
   * `urls` is a comma-separated list of servers; `own` is the one of this process's card, `folder` that of the workflows
   * of the operator.
   */
  constructor(urls: string, timing: Partial<Timing> = {}, own?: string, folder?: string) {
    this.#servers = serversOf(urls);
    const [mine] = own === undefined ? [] : serversOf(own);
    if (mine && !this.#servers.some(({ url }) => url === mine.url)) this.#servers.unshift(mine);
    const [only, another] = this.#servers;
    this.#own = mine ? this.#servers.find(({ url }) => url === mine.url) : another ? undefined : only;
    this.#brought = folder === undefined ? undefined : new OwnWorkflows(folder);
    this.#timing = { ...TIMING, ...timing };
  }

  /** What at least one server has the nodes and models for; the rest says what is missing. */
  async capabilities(): Promise<Capability[]> {
    const brought = this.#brought?.list() ?? [];
    const own = brought.flatMap((entry) => ('problem' in entry ? [] : [asWorkflow(entry)]));
    const workflows = [...this.#shipped, ...own];
    const looks = await Promise.all(this.#servers.map((server) => this.#look(server, workflows)));
    return [...this.#offers(looks), ...ownOffers(brought, (workflow) => this.#standing(workflow, looks), own)];
  }

  #offers(looks: (Map<Workflow, Fit> | Error)[]): Capability[] {
    return this.#shipped
      .filter(({ manifest }) => manifest.when.length === 0)
      .map((workflow) => {
        const { step, model, title, limits, models, pack, vramGb } = workflow.manifest;
        const { version, obstacle } = this.#standing(workflow, looks);
        const more = this.#shipped
          .filter(({ manifest }) => manifest.step === step && manifest.model === model && manifest.when.length > 0)
          .map((other) => ({ ports: other.manifest.when, ...this.#standing(other, looks) }))
          .filter((other) => !other.obstacle);
        return {
          ...{ step, model, title, resource: 'gpu' as const, microDollars: 0, limits },
          version: [version, ...more.map((other) => other.version)].join(' '),
          // Without models there is nothing to load, so any card does it in between.
          ...((Object.keys(models).length > 0 || pack) && { family: model, vramGb }),
          ...(more.length > 0 && { ports: [...new Set(more.flatMap(({ ports }) => ports))] }),
          ...(obstacle && { unavailable: obstacle }),
        };
      });
  }

  /** Whether one of the servers can run a workflow. */
  #standing(workflow: Workflow, looks: (Map<Workflow, Fit> | Error)[]): Standing {
    const fits = looks.map((look) =>
      look instanceof Error
        ? { lacks: 'it does not answer', code: 'provider_unavailable' as const }
        : look.get(workflow)!,
    );
    const able = fits.find((fit) => 'models' in fit);
    const version = versionOf(workflow, able ? able.models : {});
    if (able) return { version };
    const lacks = fits.flatMap((fit, index) => ('lacks' in fit ? [`${this.#servers[index]!.url}: ${fit.lacks}`] : []));
    return { version, obstacle: { code: codeOf(fits), message: `ComfyUI at ${lacks.join('; ')}` } };
  }

  async card(): Promise<CardMemory | undefined> {
    const card = await this.#own?.card().catch(() => undefined);
    if (!card) return undefined;
    const { name, vram_total: total, vram_free: free } = card;
    return { name, memoryTotalBytes: total, memoryUsedBytes: total - free };
  }

  /** Of several servers one has to answer; what is wrong with the others is said. */
  async probe(signal: AbortSignal): Promise<string> {
    const looks = await Promise.allSettled(this.#servers.map((server) => server.greet(signal)));
    signal.throwIfAborted();
    const failures = looks.flatMap((look) => (look.status === 'rejected' ? [look.reason as Error] : []));
    if (failures.length === looks.length) throw failures[0]!;
    const found = looks.flatMap((look, at) =>
      look.status === 'rejected' ? [] : [greeting(this.#servers[at]!.url, look.value)],
    );
    return `${[...found, ...failures.map(({ message }) => message)].join('; ')}.`;
  }

  /** What each server is and can do. */
  survey(): Promise<ComfySurvey[]> {
    return Promise.all(
      this.#servers.map(async (server) => {
        const look = await this.#look(server);
        if (look instanceof Error) return { url: server.url, problem: look.message };
        const { system, devices } = await server.stats().catch((): SystemStats => ({}));
        const rows = [...look].map(([{ manifest }, fit]) => ({ name: nameOf(manifest), fit }));
        return {
          url: server.url,
          version: system?.comfyui_version ?? 'unknown',
          card: devices?.[0]?.name ?? 'none',
          able: rows.flatMap(({ name, fit }) => ('models' in fit ? [name] : [])),
          lacking: rows.flatMap(({ name, fit }) => ('lacks' in fit ? [`${name}: ${fit.lacks}`] : [])),
        };
      }),
    );
  }

  /** What a server has for each workflow, or why it can't be asked. */
  async #look(
    server: ComfyServer,
    workflows: Workflow[] = this.#shipped,
    signal?: AbortSignal,
  ): Promise<Map<Workflow, Fit> | Error> {
    const classes = workflows.flatMap(({ graph }) => Object.values(graph).map((node) => node.class_type));
    try {
      const limit = AbortSignal.timeout(LOOK_MS);
      const nodes = await server.nodes([...new Set(classes)], signal ? AbortSignal.any([signal, limit]) : limit);
      return new Map(workflows.map((workflow) => [workflow, fitOf(workflow, nodes)]));
    } catch (error) {
      signal?.throwIfAborted();
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  async submit(work: Work, ctx: WorkContext): Promise<ComfyJob> {
    const workflow = this.#workflowOf(work);
    const source = await sourceOf(work, ctx);
    checkLength(work, workflow.manifest, source);
    const { server, models } = await this.#choose(workflow, ctx);
    await makeRoom(server, workflow, ctx.signal);
    const values = valuesOf(work, workflow.manifest, ctx.requestId, source);
    const own = workflow.own && ownValues(workflow.own, work);
    const job = { provider: this.id, id: ctx.requestId, work, server: server.url };
    for (let again = false; ; again = true) {
      const files = await uploads(server, workflow, work, ctx);
      const prompt = buildPrompt(workflow, { values, models, files, ...(own && { own }) });
      // Answered in a moment, so it is not interrupted: whoever stops it would not know what was begun.
      const answer = await server.prompt(prompt, ctx.requestId).catch((error: unknown) => error as Error);
      if (answer instanceof Error) {
        // The answer may be lost, and the prompt not.
        if (await this.#arrived(server, ctx)) return job;
        throw answer;
      }
      const refusal = refusalOf(server, answer);
      if (!refusal) return { ...job, id: answer.prompt_id ?? ctx.requestId };
      // Where one of several outputs was refused, the others run.
      if (answer.prompt_id !== undefined) await server.stop(answer.prompt_id);
      if (again || !lostItsFile(answer)) throw refusal;
      server.names.clear();
    }
  }

  async #arrived(server: ComfyServer, ctx: WorkContext): Promise<boolean> {
    for (let attempt = 0; attempt < TRIES_TO_FIND; attempt += 1) {
      ctx.signal.throwIfAborted();
      const where = await server.whereIs(ctx.requestId, ctx.signal).catch(() => undefined);
      if (where !== undefined) return where !== 'absent';
      await setTimeout(FIND_AGAIN_MS, undefined, { signal: ctx.signal });
    }
    return false;
  }

  /** Its own server; else the one that has the models and the least to do, of equals one that had them last. */
  async #choose(workflow: Workflow, { signal }: WorkContext) {
    const own = this.#own && (await this.#candidate(this.#own, workflow, signal));
    if (own && 'server' in own) return own;
    const found = await Promise.all(this.#servers.map((server) => this.#candidate(server, workflow, signal)));
    const [best] = found.filter((item) => 'server' in item).sort((a, b) => a.load - b.load || a.cold - b.cold);
    if (best) return best;
    const [worst] = found.filter((item) => item instanceof Error).sort((a, b) => waits(b) - waits(a));
    throw worst ?? new PipelineFailure('unsupported', 'no ComfyUI server is set up');
  }

  async #candidate(server: ComfyServer, workflow: Workflow, signal: AbortSignal): Promise<Candidate | Error> {
    const look = await this.#look(server, [workflow], signal);
    if (look instanceof Error) return look;
    const fit = look.get(workflow)!;
    if ('lacks' in fit) return new PipelineFailure(fit.code, `ComfyUI at ${server.url}: ${fit.lacks}`);
    const load = await server.load(signal).catch(() => Infinity);
    return { server, models: fit.models, load, cold: server.family === workflow.manifest.model ? 0 : 1 };
  }

  async *attach(job: ProviderJob, ctx: WorkContext): AsyncIterable<ProviderEvent> {
    const server = this.#serverOf(job);
    const workflow = this.#workflowOf(job.work);
    try {
      const entry = yield* follow(server, job.id, workflow.graph, ctx.signal, this.#timing);
      yield* this.#collect(server, workflow, entry, ctx);
    } catch (error) {
      // The next one, with lower settings, shall find the memory empty.
      if (error instanceof PipelineFailure && error.code === 'out_of_memory') await server.free().catch(() => {});
      throw this.#isOver(error, ctx)
        ? new JobFailure(error.code, error.message, error.details, { cause: error })
        : error;
    }
  }

  /** Whether there is nothing left to attach to; where a server does not answer, another one may. */
  #isOver(error: unknown, { signal }: WorkContext): error is PipelineFailure {
    if (!(error instanceof PipelineFailure) || signal.aborted) return false;
    return error.code === 'bad_answer' || (error.code === 'provider_unavailable' && this.#servers.length > 1);
  }

  async *#collect(
    server: ComfyServer,
    { manifest }: Workflow,
    entry: HistoryEntry,
    ctx: WorkContext,
  ): AsyncGenerator<ProviderEvent> {
    for (const [port, node] of Object.entries(manifest.outputs)) {
      const saved = savedBy(server, entry, node);
      const { media } = catalogue.get(manifest.step)!.outputs[port]!;
      const { file, digest } = await fetchOutput(server, saved, media, ctx, this.#timing.downloadMs);
      // The next step finds it on the server.
      const name = saved.subfolder ? `${saved.subfolder}/${saved.filename}` : saved.filename;
      server.names.set(digest, `${name} [${saved.type ?? 'output'}]`);
      yield { type: 'output', port, output: { file } };
    }
  }

  async cancel(job: ProviderJob): Promise<void> {
    await this.#serverOf(job).stop(job.id);
  }

  async find(requestId: string, work: Work, ctx: WorkContext): Promise<ComfyJob | 'absent'> {
    let silent: Error | undefined;
    for (const server of this.#servers) {
      const where = await server.whereIs(requestId, ctx.signal).catch((error: Error) => void (silent = error));
      ctx.signal.throwIfAborted();
      if (where !== undefined && where !== 'absent')
        return { provider: this.id, id: requestId, work, server: server.url };
    }
    // Nothing is owed: where another server can do it, it is not waited for one that does not answer.
    if (silent && this.#servers.length === 1) throw silent;
    return 'absent';
  }

  /** Of those for the step and the model the one that uses most of what the work brings. */
  #workflowOf({ step, model, inputs }: Work): Workflow {
    const own = step === OWN_STEP ? this.#brought?.read(model) : undefined;
    if (own && 'problem' in own) throw new PipelineFailure('invalid_input', `the workflow ${model}: ${own.problem}`);
    if (own) return asWorkflow(own);
    const [found] = this.#shipped
      .filter(({ manifest }) => manifest.step === step && manifest.model === model)
      .filter(({ manifest }) => manifest.when.every((port) => inputs[port] !== undefined))
      .sort((a, b) => b.manifest.when.length - a.manifest.when.length);
    if (found) return found;
    throw new PipelineFailure('unsupported', `there is no ComfyUI workflow for "${step}" with model "${model}"`);
  }

  #serverOf(job: ProviderJob): ComfyServer {
    const url = (job as Partial<ComfyJob>).server;
    const found = this.#servers.find((server) => server.url === url);
    if (found) return found;
    throw new JobFailure('provider_unavailable', `the ComfyUI server ${url ?? ''} is no longer in COMFYUI_URLS`);
  }
}

function greeting(url: string, { system, devices = [] }: SystemStats): string {
  const card = devices[0] && `${devices[0].name}, ${(devices[0].vram_free / 1e9).toFixed(1)} GB free`;
  return `ComfyUI ${system?.comfyui_version ?? ''} at ${url} answers${card ? ` (${card})` : ''}`.replace('  ', ' ');
}

const nameOf = ({ step, model, when }: Workflow['manifest']) =>
  `${step}/${model}${when.length > 0 ? ` with ${when.join(' and ')}` : ''}`;

/** Why none of the servers can: while one does not answer, it might. */
function codeOf(fits: (Fit | { code: FailureCode })[]): FailureCode {
  const codes = fits.flatMap((fit) => ('code' in fit ? [fit.code] : []));
  return codes.find((code) => code === 'provider_unavailable') ?? codes[0] ?? 'unsupported';
}

/** What may get better by itself is told before what does not. */
const waits = (error: Error) => (error instanceof PipelineFailure && error.code === 'provider_unavailable' ? 1 : 0);

/** Unloads what another family, or an earlier process, has left there, where that would leave too little memory for this one. */
async function makeRoom(server: ComfyServer, { manifest }: Workflow, signal: AbortSignal): Promise<void> {
  const before = server.family;
  server.family = manifest.model;
  if (before === manifest.model) return;
  const free = await server.freeVram(signal).catch(() => undefined);
  if (free === undefined || free < manifest.vramGb * 1e9) await server.free(signal).catch(() => {});
}

/** The name on the server of each file that the workflow reads; what is not there yet is uploaded. */
async function uploads(
  server: ComfyServer,
  { manifest, own }: Workflow,
  work: Work,
  ctx: WorkContext,
): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const [place, port] of Object.entries(manifest.files)) {
    // What is not given stays the file that the workflow names.
    if (own && work.inputs[port] === undefined) continue;
    const ref = artifactOn(work, port);
    let name = server.names.get(ref.digest);
    if (name === undefined) {
      const extension = EXTENSIONS[ref.mime] ?? ref.mime.split('/').at(-1)!;
      name = await server.upload(await ctx.open(ref), `${ref.digest.slice(0, 32)}.${extension}`, ref.mime, ctx.signal);
      server.names.set(ref.digest, name);
    }
    files[place] = name;
  }
  return files;
}

function artifactOn(work: Work, port: string): ArtifactRef {
  const value = work.inputs[port];
  if (isArtifactRef(value)) return value;
  throw new PipelineFailure('invalid_input', `${work.step}: the input "${port}" is no file`);
}

/** What the work starts from: its picture or video, and how long its sound is. */
async function sourceOf(work: Work, ctx: WorkContext): Promise<Source> {
  const given = Object.values(work.inputs).filter((value) => isArtifactRef(value));
  const seen = given.find(({ media }) => media === 'image' || media === 'video');
  const heard = given.find(({ media }) => media === 'audio');
  const source: Source = seen ? await factsOf(seen, ctx) : {};
  if (heard) source.durationSec = (await factsOf(heard, ctx)).durationSec;
  return source;
}

async function factsOf(ref: ArtifactRef, ctx: WorkContext): Promise<Source> {
  const { width, height, durationSec, fps } = ref.facts ?? {};
  if (ref.media === 'image') {
    if (width !== undefined && height !== undefined) return { width, height };
    // As it is shown, which is how ComfyUI loads it.
    return (await sharp(await ctx.open(ref)).metadata()).autoOrient;
  }
  const known = durationSec !== undefined && (ref.media === 'audio' || (width && height && fps));
  return known ? { width, height, durationSec, fps } : probe(await ctx.open(ref), ctx.signal);
}
