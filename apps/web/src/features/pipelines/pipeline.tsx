import { Hammer } from 'lucide-react';
import { Empty } from '@/ui/empty';

export const PipelinePage = () => <Empty icon={Hammer} title="Pipeline" text="On its way." />;
