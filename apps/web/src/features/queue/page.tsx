import { Hammer } from 'lucide-react';
import { Empty } from '@/ui/empty';

export const QueuePage = () => <Empty icon={Hammer} title="Queue" text="On its way." />;
