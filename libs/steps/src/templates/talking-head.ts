import type { InputSpec, PipelineDefinition, PipelineStep } from '#pipeline';
import { aspectInput, moreWords, qualityInput, seedInput, styleInput, words } from './common.js';

const look: Record<string, InputSpec> = {
  style: styleInput('realistic'),
  quality: qualityInput(),
  aspect: aspectInput('1:1'),
  seed: seedInput,
};

const portrait: PipelineStep = {
  id: 'portrait',
  type: 't2i',
  config: {
    prompt:
      'portrait of {{inputs.character}}, front view, looking into the camera, centred, {{inputs.background}}, soft even light',
  },
};

const background = moreWords('What is behind them.', 'plain studio background');

export const talkingAvatar: PipelineDefinition = {
  name: 'talking_avatar',
  description: 'A portrait that says a text: who it is is drawn, what is said is spoken, and the face moves with it.',
  inputs: {
    character: words('Who speaks: age, hair, clothes.'),
    text: words('What is said.'),
    background,
    voice: moreWords('A voice, or a name that always sounds the same.', 'auto'),
    ...look,
  },
  steps: [
    portrait,
    { id: 'voice', type: 'voice', config: {} },
    { id: 'talk', type: 'sonic', config: {}, dependsOn: ['portrait', 'voice'] },
  ],
  outputs: ['talk', 'portrait'],
};

export const generateTalkingHead: PipelineDefinition = {
  name: 'generate_talking_head',
  description: 'A portrait that speaks with a recording of yours.',
  inputs: {
    character: words('Who speaks: age, hair, clothes.'),
    audio: { type: 'audio', required: true, description: 'The recording; the video is as long.' },
    background,
    ...look,
  },
  steps: [portrait, { id: 'talk', type: 'sonic', config: {}, dependsOn: ['portrait'] }],
  outputs: ['talk', 'portrait'],
};
