import type { Layer, Stage } from '../draw/layer.js';
import type { Place as PlaceName, Scene } from '../scene/scene.js';
import { type Place, PlaceContext } from './context.js';
import { mountains } from './mountains.js';

const PLACES: Partial<Record<PlaceName, Place>> = { mountains };

export function placeLayers(scene: Scene, stage: Stage): Layer[] {
  const place = PLACES[scene.place] ?? mountains;
  return place(new PlaceContext(scene, stage));
}
