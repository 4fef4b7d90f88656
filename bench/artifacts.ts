import { createHash } from 'node:crypto';
import type { Task, TaskResult } from '#engine';
import type { ArtifactRef, PipelineDefinition } from '#pipeline';

/** A reference as a drawn picture has it. Its digest is as hard to compress as a real one. */
export const picture = (name: string): ArtifactRef => ({
  digest: createHash('sha256').update(name).digest('hex'),
  media: 'image',
  mime: 'image/png',
  bytes: 1_234_567,
  facts: { width: 1280, height: 720 },
});

/** No work, and what real work would put out: other bytes for other settings or inputs. */
export const drawNothing = async ({ step, config, inputs }: Task): Promise<TaskResult> => ({
  outputs: { text: picture(JSON.stringify([step.id, config, inputs])) },
});

/** What a bench's engine answers when it is asked whether cached bytes are there. */
export const stored = async (): Promise<boolean> => true;

/** `items` pictures, each drawn and then worked on, then one made of them all: `2 × items + 1` tasks. */
export const twoPerItem: PipelineDefinition = {
  name: 'pictures',
  description: '',
  inputs: { scenes: 'list', moods: 'list' },
  outputs: ['all'],
  steps: [
    {
      ...{ id: 'draw', type: 'draw', cross: { scene: '{{inputs.scenes}}', mood: '{{inputs.moods}}' } },
      config: { value: '{{item.scene}}, {{item.mood}}' },
    },
    { id: 'move', type: 'make', config: {}, dependsOn: ['draw'] },
    { id: 'all', type: 'gather', config: {}, dependsOn: ['move'] },
  ],
};

/** The same pictures, only drawn. */
export const onePerItem: PipelineDefinition = {
  ...twoPerItem,
  outputs: ['draw'],
  steps: twoPerItem.steps.slice(0, 1),
};

const MOODS = 500;
const some = (what: string, length: number) => Array.from({ length }, (_, index) => `${what} ${index}`);

/**
 * Their inputs; nothing of pictures about one thing is like that of another. A combination of two short lists, because
 * whoever asks for a pipeline gets its inputs as well. Above 500 items, a multiple of 500.
 */
export const pictures = (items: number, about = 'a hill'): { scenes: string[]; moods: string[] } => ({
  scenes: some(about, Math.ceil(items / MOODS)),
  moods: some('mood', Math.min(items, MOODS)),
});
