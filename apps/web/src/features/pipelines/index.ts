export { PipelinesPage } from './page';
export { PipelinePage } from './pipeline';
