import { Hammer } from 'lucide-react';
import { Empty } from '@/ui/empty';

export const SettingsPage = () => <Empty icon={Hammer} title="Settings" text="On its way." />;
