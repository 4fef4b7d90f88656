import fc from 'fast-check';
import { z } from 'zod';
import { compile } from './compile.js';
import type { PipelineDefinition, PipelineStep } from './definition.js';
import { expansion, initialGraph, parseNodeId, taskId } from './graph.js';
import type { GraphDelta, GraphNode } from './graph.js';
import type { Plan } from './plan.js';
import { stepOf } from './plan.js';
import { expansionLength } from './resolve.js';
import type { TaskOutputs } from './resolve.js';
import type { Catalogue, StepType } from './step-type.js';

const type = (name: string, parts: Partial<StepType>): StepType => ({
  ...{
    type: name,
    version: '1',
    title: name,
    summary: name,
    resource: 'cpu',
    config: z.object({ value: z.unknown().optional() }),
    inputs: {},
    outputs: { text: { media: 'text' } },
  },
  units: () => 1,
  seconds: () => 1,
  ...parts,
});
const catalogue: Catalogue = new Map(
  [
    type('make', { inputs: { from: { media: ['text'], description: '' } } }),
    type('list', { outputs: { items: { media: 'json', list: true } } }),
    type('gather', { inputs: { parts: { media: ['text'], list: true, description: '' } } }),
  ].map((entry) => [entry.type, entry]),
);

const plan = (definition: PipelineDefinition) =>
  compile(
    definition,
    {},
    { catalogue, select: () => ({ provider: 'p', model: 'm', resource: 'cpu', why: '' }), seed: 1 },
  );

/** A random pipeline: chains, diamonds, fan-outs of 0 to 3 known or unknown beforehand, nested ones, gatherings. */
const definitions = fc
  .array(
    fc.record({
      kind: fc.constantFrom('make', 'map', 'list', 'gather', 'count'),
      picks: fc.array(fc.nat(), { maxLength: 3 }),
      size: fc.nat(3),
    }),
    { minLength: 1, maxLength: 9 },
  )
  .map((shapes): PipelineDefinition => {
    const steps: PipelineStep[] = [];
    shapes.forEach(({ kind, picks, size }, index) => {
      const id = `s${index}`;
      const before = [...new Set(picks.map((pick) => pick % Math.max(1, index)))]
        .filter((at) => at < index)
        .map((at) => `s${at}`);
      const lists = steps.filter((step) => step.type === 'list');
      const texts = before.filter((name) => steps.find((step) => step.id === name)?.type !== 'list');
      if (kind === 'map' && lists.length > 0) {
        steps.push({
          id,
          type: 'make',
          config: { value: '{{item}}' },
          map: `{{steps.${lists[size % lists.length]!.id}.items}}`,
        });
      } else if (kind === 'list')
        steps.push({ id, type: 'list', config: texts[0] ? { value: `{{steps.${texts[0]}.text}}` } : {} });
      else if (kind === 'gather') steps.push({ id, type: 'gather', config: {}, dependsOn: texts });
      else
        steps.push({
          id,
          type: 'make',
          config: {},
          ...(kind === 'count' && { count: size }),
          dependsOn: texts.slice(0, 1),
        });
    });
    return { name: 'random', description: '', inputs: {}, outputs: [], steps };
  });

/** The scripts' semantics in memory: what the graph means, without Redis. */
class MemoryGraph {
  readonly done = new Set<string>();
  readonly ran: string[] = [];
  readonly #nodes = new Map<string, GraphNode & { waits: number }>();
  readonly #dependents = new Map<string, string[]>();
  readonly #ready: string[] = [];

  constructor(
    private readonly plan: Plan,
    private readonly choose: (count: number) => number,
    private readonly chunk: number,
    private readonly lengths: (task: string) => number,
  ) {
    this.#apply(initialGraph(plan));
  }

  async run(): Promise<void> {
    while (this.#ready.length > 0) {
      const [id] = this.#ready.splice(this.choose(this.#ready.length), 1);
      const node = this.#nodes.get(id!)!;
      if (node.kind === 'task') {
        for (const dep of node.deps) if (!this.done.has(dep.id)) throw new Error(`${id} ran before ${dep.id}`);
        this.ran.push(node.id);
        this.#finish(node.id);
      } else if (node.kind === 'expand') await this.#expand(node);
      else this.#finish(node.id);
    }
  }

  async #expand(node: GraphNode): Promise<void> {
    const read = async (ids: string[]): Promise<TaskOutputs[]> =>
      ids.map((id) => ({ items: Array<string>(this.lengths(id)).fill('x') }));
    const length = await expansionLength(this.plan, node.step, node.path, read);
    for (let from = 0; from < length; from += this.chunk)
      this.#apply(expansion(this.plan, node.step, node.path, from, Math.min(length, from + this.chunk)));
    this.#finish(node.id);
  }

  #apply({ nodes, edges }: GraphDelta): void {
    for (const node of nodes) {
      if (this.#nodes.has(node.id)) throw new Error(`${node.id} was added twice`);
      const open = node.deps.filter((dep) => !this.done.has(dep.id));
      this.#nodes.set(node.id, { ...node, waits: open.length });
      for (const dep of open) this.#wait(dep.id, node.id);
    }
    for (const [child, join] of edges) {
      if (this.done.has(join)) throw new Error(`${join} was done before ${child} came`);
      this.#nodes.get(join)!.waits += 1;
      this.#wait(child, join);
    }
    for (const node of nodes) if (this.#nodes.get(node.id)!.waits === 0) this.#ready.push(node.id);
  }

  #wait(on: string, who: string): void {
    this.#dependents.set(on, [...(this.#dependents.get(on) ?? []), who]);
  }

  #finish(id: string): void {
    this.done.add(id);
    for (const dependent of this.#dependents.get(id) ?? []) {
      const node = this.#nodes.get(dependent)!;
      node.waits -= 1;
      if (node.waits === 0) this.#ready.push(dependent);
    }
  }
}

/** The tasks a plan must have, found without the graph: every index path along the step's axes. */
async function expectedTasks(plan: Plan, lengths: (task: string) => number): Promise<string[]> {
  const read = async (ids: string[]): Promise<TaskOutputs[]> =>
    ids.map((id) => ({ items: Array<string>(lengths(id)).fill('x') }));
  const all: string[] = [];
  for (const step of plan.steps) {
    let paths: number[][] = [[]];
    for (const _ of step.axes) {
      const next: number[][] = [];
      for (const path of paths) {
        const length = await expansionLength(plan, step.id, path, read);
        for (let index = 0; index < length; index++) next.push([...path, index]);
      }
      paths = next;
    }
    all.push(...paths.map((path) => taskId(step.id, path)));
  }
  return all;
}

describe('the growing graph', () => {
  it('runs every task once, after what it needs, whatever the order and the chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        definitions,
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.nat(), { minLength: 1 }),
        async (definition, chunk, picks) => {
          const compiled = plan(definition);
          fc.pre(compiled.plan !== undefined);
          const lengths = (id: string) => [...id].reduce((sum, char) => sum + char.charCodeAt(0), 0) % 4;
          let turn = 0;
          const graph = new MemoryGraph(
            compiled.plan,
            (count) => picks[turn++ % picks.length]! % count,
            chunk,
            lengths,
          );
          await graph.run();
          expect([...graph.ran].sort()).toEqual((await expectedTasks(compiled.plan, lengths)).sort());
          for (const step of compiled.plan.steps) expect(graph.done.has(`${step.id}!`)).toBe(true);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('orders steps after those they depend on', () => {
    fc.assert(
      fc.property(definitions, (definition) => {
        const steps = plan(definition).plan?.steps ?? [];
        const at = new Map(steps.map((step, index) => [step.id, index]));
        for (const step of steps)
          for (const edge of step.edges) expect(at.get(edge.step)!).toBeLessThan(at.get(step.id)!);
      }),
    );
  });

  it('is the same for the same definition', () => {
    fc.assert(
      fc.property(definitions, (definition) =>
        expect(JSON.stringify(plan(definition))).toBe(JSON.stringify(plan(structuredClone(definition)))),
      ),
    );
  });

  it('fires what gathers, also when there is nothing to gather', async () => {
    const { plan: compiled } = plan({
      ...{ name: 'zero', description: '', inputs: {}, outputs: [] },
      steps: [
        { id: 'source', type: 'list', config: {} },
        { id: 'item', type: 'make', config: { value: '{{item}}' }, map: '{{steps.source.items}}' },
        { id: 'all', type: 'gather', config: {}, dependsOn: ['item'] },
      ],
    });
    const graph = new MemoryGraph(
      compiled!,
      () => 0,
      500,
      () => 0,
    );
    await graph.run();
    expect(graph.ran).toEqual(['source', 'all']);
  });

  it('waits at a join for the items beneath an index only', () => {
    const { plan: compiled } = plan({
      ...{ name: 'nested', description: '', inputs: {}, outputs: [] },
      steps: [
        { id: 'scene', type: 'list', config: {}, count: 2 },
        { id: 'shot', type: 'make', config: { value: '{{item}}' }, map: '{{steps.scene.items}}' },
        { id: 'cut', type: 'gather', config: {}, count: 1, dependsOn: ['shot'], collect: ['shot'] },
      ],
    });
    expect(stepOf(compiled!, 'shot').axes).toEqual(['scene.count', 'scene.items']);
    expect(stepOf(compiled!, 'shot').gatherDepths).toEqual([0]);
  });

  it('names nodes so that they can be read back', () => {
    expect(parseNodeId('a-b_c[1,22]')).toEqual({ step: 'a-b_c', kind: 'task', path: [1, 22] });
    expect(parseNodeId('a*[0]')).toEqual({ step: 'a', kind: 'expand', path: [0] });
    expect(parseNodeId('a+')).toEqual({ step: 'a', kind: 'join', path: [] });
    expect(parseNodeId('a!')).toEqual({ step: 'a', kind: 'finish', path: [] });
  });
});
