import type { InputSpec, PipelineStep } from '#pipeline';
import { aspectInput, durationInput, moreWords, qualityInput, seedInput, styleInput } from './common.js';

/** What the pipelines from a text to a film ask for besides the text. */
export const filmInputs: Record<string, InputSpec> = {
  shots: { type: 'number', default: 6, min: 1, max: 60, description: 'How many shots.' },
  duration: durationInput(36, 5, 600),
  look: moreWords('How it is to look; goes into the prompt of every shot.'),
  narrator: moreWords('Who tells it: a voice, or words for one.', 'narrator'),
  music: moreWords('Style of the music; empty is derived from the text.'),
  style: styleInput(),
  quality: qualityInput(),
  aspect: aspectInput(),
  seed: seedInput,
};

/**
 * From the shots of step `board` to the film: each shot is drawn, moved and told by itself, as soon as it is known;
 * `scene` is what the music goes with.
 */
export function filmed(board: string, scene: string): PipelineStep[] {
  const shots = `{{steps.${board}.shots}}`;
  return [
    { id: 'camera_tree', type: 'camera_tree', config: { shots } },
    { id: 'first_frame', type: 't2i', map: shots, config: { prompt: '{{item.image_prompt}}' } },
    {
      id: 'video',
      type: 'i2v',
      map: shots,
      config: {
        image: '{{steps.first_frame.image}}',
        prompt: '{{item.image_prompt}}',
        motion_prompt: '{{item.motion_prompt}}',
        duration: '{{item.duration}}',
      },
    },
    {
      id: 'voice',
      type: 'voice',
      map: shots,
      config: { text: '{{item.narration}}', voice: '{{inputs.narrator}}' },
      // A shot in which nothing is said stays silent.
      onFailure: 'skip',
    },
    { id: 'told', type: 'mux', config: { fade_out: 0 }, dependsOn: ['video', 'voice'] },
    { id: 'cut', type: 'concat', config: {}, dependsOn: ['told'] },
    { id: 'music', type: 'music', config: { style: '{{inputs.music}}', scene } },
    { id: 'final', type: 'mux', config: { fade_out: 2, audio_volume: 0.8 }, dependsOn: ['cut', 'music'] },
  ];
}
