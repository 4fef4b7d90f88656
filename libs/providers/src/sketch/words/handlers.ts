import { isArtifactRef } from '#pipeline';
import type { Answer, StoryLength, TextStep } from '#steps';
import { character, shot } from '#steps';
import type { LocalHandler, Work, WorkContext } from '../../port.js';
import { itemsOn, textOn } from '../../text/inputs.js';
import { outputsOf, written } from '../../text/outputs.js';
import { fork } from '../common/random.js';
import { imageInput, number, readable, sceneOf, text } from '../common/work.js';
import { cameraTree } from './camera-tree.js';
import { castOf, characterOf } from './cast.js';
import { enhance } from './enhance.js';
import type { Wanted } from './enhance.js';
import { reviseText } from './revise.js';
import { writeScript } from './script.js';
import { cutIntoShots } from './shots.js';
import { writeStory } from './story.js';
import { measure, sightOf } from './vision.js';

type Writer<Step extends TextStep> = (work: Work, ctx: WorkContext) => Promise<Answer<Step>>;

/** Puts out what a writer came up with, as every provider of text does. */
const writing = <Step extends TextStep>(step: Step, write: Writer<Step>): LocalHandler =>
  async function* (work, ctx) {
    yield* outputsOf(written(step, await write(work, ctx)), ctx);
  };

const board = async (work: Work, port: string, ctx: WorkContext) => ({
  shots: cutIntoShots(
    {
      story: await textOn(work, port, ctx),
      characters: itemsOn(work, 'characters', character),
      shots: number(work, 'shots', 6),
      duration: number(work, 'duration', 30),
      look: text(work, 'look'),
    },
    fork(work.seed, 'shots'),
  ),
});

const list = (work: Work, field: string): string[] => [work.config[field] ?? []].flat().map(String);

/** The writer that needs no model: it puts words together, as told by its data, and understands none of them. */
export const wordHandlers: Record<string, LocalHandler> = {
  prompt_enhance: writing('prompt_enhance', async (work) => ({
    prompts: enhance({
      ...(isArtifactRef(work.inputs.image) && { picture: work.inputs.image.digest }),
      prompts: list(work, 'input_prompts'),
      variations: number(work, 'variations_per_prompt', 3),
      target: text(work, 'target_type') === 'i2v' ? 'i2v' : 'i2i',
      style: list(work, 'style_hints').join(', '),
      themes: list(work, 'theme_focus') as unknown as Wanted['themes'],
    }),
  })),
  story: writing('story', async (work) =>
    writeStory(
      text(work, 'idea'),
      (text(work, 'length') || 'medium') as StoryLength,
      text(work, 'tone'),
      fork(work.seed, 'story'),
    ),
  ),
  script: writing('script', async (work, ctx) => {
    const seconds = number(work, 'duration', 0);
    const story = await textOn(work, 'story', ctx);
    return writeScript(story, text(work, 'narrator') || 'Narrator', seconds > 0 ? seconds : undefined);
  }),
  revise: writing('revise', async (work, ctx) => ({
    text: reviseText(await textOn(work, 'text', ctx), text(work, 'instruction'), fork(work.seed, 'revise')),
  })),
  characters: writing('characters', async (work, ctx) => ({
    characters: castOf(await textOn(work, 'story', ctx), number(work, 'count', 3)).map(characterOf),
  })),
  storyboard: writing('storyboard', (work, ctx) => board(work, 'story', ctx)),
  shotlist: writing('shotlist', (work, ctx) => board(work, 'script', ctx)),
  camera_tree: writing('camera_tree', async (work) => ({ cameras: cameraTree(itemsOn(work, 'shots', shot)) })),
  vision: writing('vision', async (work, ctx) => {
    const ref = imageInput(work, 'image');
    const path = await ctx.open(ref);
    await readable(path, 'The input "image"');
    return sightOf(await measure(path), await sceneOf(ref, ctx));
  }),
};
