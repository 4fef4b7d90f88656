export { StoryPage } from './page';
