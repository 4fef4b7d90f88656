export { ReviewListPage } from './list';
export { ReviewPage } from './page';
