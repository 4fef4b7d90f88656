import { Hammer } from 'lucide-react';
import { Empty } from '@/ui/empty';

export const UsagePage = () => <Empty icon={Hammer} title="Usage" text="On its way." />;
