export { PlaygroundPage } from './page';
