export { LibraryPage } from './page';
