import { Hammer } from 'lucide-react';
import { Empty } from '@/ui/empty';

export const StoryPage = () => <Empty icon={Hammer} title="Story" text="On its way." />;
