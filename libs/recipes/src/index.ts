export { carriesRecipe, embedded, recipeIn } from './embed.js';
export { portableRecipe } from './portable.js';
export type { PortableRecipe, PortableRequest } from './portable.js';
export { withSource } from './source.js';
export type { Spliced } from './source.js';
