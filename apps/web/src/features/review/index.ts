export { ReviewListPage, ReviewPage } from './page';
