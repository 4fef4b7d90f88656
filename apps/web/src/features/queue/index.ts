export { QueuePage } from './page';
