import type { PipelineDefinition, PipelineStep } from '#pipeline';
import { sharedRedis, startToyEngine } from '#testing';
import type { ToyEngine, ToyEngineOptions } from '#testing';

const define = (steps: PipelineStep[], rest: Partial<PipelineDefinition> = {}): PipelineDefinition => ({
  name: 'test',
  description: '',
  inputs: {},
  outputs: [],
  steps,
  ...rest,
});

let toy: ToyEngine | undefined;
async function start(options: Partial<ToyEngineOptions> = {}): Promise<ToyEngine> {
  toy = await startToyEngine({ redisUrl: await sharedRedis(), ...options });
  return toy;
}
afterEach(async () => {
  await toy?.close();
  toy = undefined;
});

async function runToEnd({ engine }: ToyEngine, definition: PipelineDefinition, inputs: Record<string, unknown> = {}) {
  const { id } = await engine.create(definition, inputs, { seed: 1 });
  await engine.start(id);
  const record = await engine.finished(id, AbortSignal.timeout(30_000));
  return { record, id };
}

async function textOf({ engine }: ToyEngine, id: string, step: string): Promise<unknown[]> {
  return (await engine.store.tasks(id, step, 0, 100_000)).map((task) => task.outputs?.text);
}

describe('a pipeline', () => {
  it('runs a diamond, each task once, the join after both branches', async () => {
    const toy = await start();
    const { record, id } = await runToEnd(
      toy,
      define([
        { id: 'a', type: 'make', config: { value: 'a' } },
        { id: 'b', type: 'make', config: { value: 'b' }, dependsOn: ['a'] },
        { id: 'c', type: 'draw', config: { value: 'c' }, dependsOn: ['a'] },
        { id: 'd', type: 'gather', config: {}, dependsOn: ['b', 'c'] },
      ]),
    );
    expect(record.status).toBe('completed');
    expect(await textOf(toy, id, 'd')).toEqual(['a>b+a>c']);
    expect([...toy.executed].sort()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('fans out to 125 and gathers them in index order', async () => {
    const toy = await start();
    const { id } = await runToEnd(
      toy,
      define([
        { id: 'source', type: 'list', config: { length: 125 } },
        { id: 'item', type: 'make', config: { value: '{{item}}' }, map: '{{steps.source.items}}' },
        { id: 'next', type: 'make', config: {}, dependsOn: ['item'] },
        { id: 'all', type: 'gather', config: {}, dependsOn: ['next'] },
      ]),
    );
    const [all] = await textOf(toy, id, 'all');
    expect((all as string).split('+')).toEqual(Array.from({ length: 125 }, (_, i) => `source#${i}>next[${i}]`));
    expect(new Set(toy.executed).size).toBe(toy.executed.length);
    expect(toy.executed).toHaveLength(252);
  });

  it('gathers zero items', async () => {
    const toy = await start();
    const { record, id } = await runToEnd(
      toy,
      define([
        { id: 'source', type: 'list', config: { length: 0 } },
        { id: 'item', type: 'make', config: { value: '{{item}}' }, map: '{{steps.source.items}}' },
        { id: 'all', type: 'gather', config: {}, dependsOn: ['item'] },
      ]),
    );
    expect(record.status).toBe('completed');
    expect(await textOf(toy, id, 'all')).toEqual(['']);
  });

  it('crosses, zips and takes several of each', async () => {
    const toy = await start();
    const { id } = await runToEnd(
      toy,
      define(
        [
          { id: 'image', type: 'make', config: { value: '{{item}}' }, map: '{{inputs.images}}' },
          {
            id: 'pair',
            type: 'make',
            config: { value: '{{item.image}}/{{item.prompt}}' },
            cross: { image: '{{steps.image.text}}', prompt: '{{inputs.prompts}}' },
          },
          {
            id: 'zipped',
            type: 'make',
            config: { value: '{{item.image}}|{{item.name}}' },
            zip: { image: '{{steps.image.text}}', name: ['one', 'two'] },
          },
          { id: 'takes', type: 'make', config: { value: 'x' }, count: 3, dependsOn: ['zipped'] },
        ],
        { inputs: { images: 'list', prompts: 'list' }, outputs: ['takes', 'pair'] },
      ),
      { images: ['i', 'j'], prompts: ['p', 'q', 'r'] },
    );
    expect(await textOf(toy, id, 'pair')).toEqual(['i/p', 'i/q', 'i/r', 'j/p', 'j/q', 'j/r']);
    expect(await textOf(toy, id, 'zipped')).toEqual(['i|one', 'j|two']);
    expect(await textOf(toy, id, 'takes')).toHaveLength(6);
  });

  it('lets item k go on before the whole step is done', async () => {
    const order: string[] = [];
    const toy = await start({
      concurrency: 1,
      execute: async (task) => {
        order.push(task.id);
        return { outputs: { text: task.id } };
      },
    });
    await runToEnd(
      toy,
      define([
        { id: 'draw', type: 'draw', config: {}, count: 40 },
        { id: 'move', type: 'make', config: {}, dependsOn: ['draw'] },
      ]),
    );
    expect(order.indexOf('move[0]')).toBeLessThan(order.indexOf('draw[39]'));
  });

  it('shows the pipeline in the flow tree while it runs', async () => {
    const toy = await start({ concurrency: 0 });
    const { id } = await toy.engine.create(define([{ id: 'a', type: 'make', config: {} }]), {}, { seed: 1 });
    await toy.engine.start(id);
    await toy.engine.dispatcher.idle();
    const tree = await toy.engine.queues.flow.getFlow({
      queueName: 'pipelines',
      id: `${id}-pipeline`,
      prefix: toy.engine.keys.bull,
    });
    const step = tree.children?.[0];
    expect(step?.job.name).toBe('a');
    expect(step?.children?.[0]?.job.data).toEqual({ p: id, t: 'a', g: 1 });
  });
});

describe('two pipelines', () => {
  it('share the workers in turn', async () => {
    const order: string[] = [];
    const toy = await start({
      concurrency: 1,
      execute: async (task) => {
        order.push(task.pipelineId);
        return { outputs: { text: '' } };
      },
    });
    const definition = define([{ id: 'a', type: 'make', config: {}, count: 60 }]);
    const long = await toy.engine.create(definition, {}, { seed: 1 });
    const short = await toy.engine.create(
      { ...definition, steps: [{ ...definition.steps[0]!, count: 5 }] },
      {},
      { seed: 1 },
    );
    await toy.engine.start(long.id);
    await toy.engine.start(short.id);
    await Promise.all([toy.engine.finished(long.id), toy.engine.finished(short.id)]);
    expect(order.lastIndexOf(short.id)).toBeLessThan(40);
  });
});
