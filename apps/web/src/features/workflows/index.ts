export { WorkflowsPage, WorkflowPage } from './page';
