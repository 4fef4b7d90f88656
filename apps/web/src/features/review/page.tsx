import { Hammer } from 'lucide-react';
import { Empty } from '@/ui/empty';

export const ReviewListPage = () => <Empty icon={Hammer} title="Review" text="On its way." />;
export const ReviewPage = () => <Empty icon={Hammer} title="Review" text="On its way." />;
