import { Hammer } from 'lucide-react';
import { Empty } from '@/ui/empty';

export const WorkflowsPage = () => <Empty icon={Hammer} title="Workflows" text="On its way." />;
export const WorkflowPage = () => <Empty icon={Hammer} title="Workflows" text="On its way." />;
