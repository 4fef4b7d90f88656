import { ChartColumn, CircleCheck, GitFork, History, Images, ListOrdered, Settings, Sparkles } from 'lucide-react';

/** Where one can go from everywhere; the first three are tabs. */
export const TABS = [
  { to: '/', label: 'Playground', Icon: Sparkles },
  { to: '/workflows', label: 'Workflows', Icon: GitFork },
  { to: '/library', label: 'Library', Icon: Images },
] as const;

export const PLACES = [
  { to: '/review', label: 'Review', Icon: CircleCheck },
  { to: '/pipelines', label: 'History', Icon: History },
  { to: '/queue', label: 'Queue and workers', Icon: ListOrdered },
  { to: '/usage', label: 'Usage', Icon: ChartColumn },
  { to: '/settings', label: 'Settings', Icon: Settings },
] as const;

export const SETTINGS = [
  { section: 'providers', label: 'Providers' },
  { section: 'keys', label: 'API keys' },
  { section: 'budgets', label: 'Budgets' },
  { section: 'webhooks', label: 'Webhooks' },
  { section: 'schedules', label: 'Schedules' },
  { section: 'appearance', label: 'Appearance' },
] as const;
