import type { LocalHandler } from '../../port.js';
import { imageOutput, number, reporting, text } from '../common/work.js';
import { type Quality, renderScene, toPng } from './render.js';
import { composeScene } from './scene/compose.js';
import type { Style } from './scene/scene.js';

const textToImage: LocalHandler = async function* (work, ctx) {
  const size = {
    width: number(work, 'width', 1280),
    height: number(work, 'height', 720),
    quality: text(work, 'quality') as Quality,
  };
  const scene = composeScene({
    prompt: text(work, 'prompt'),
    style: text(work, 'style') as Style | 'auto',
    seed: work.seed,
    aspect: size.width / size.height,
  });
  const picture = yield* reporting((report) => renderScene(scene, size, ctx.signal, report));
  yield await imageOutput(toPng(picture), scene, ctx);
};

export const pictureHandlers: Record<string, LocalHandler> = { t2i: textToImage };
