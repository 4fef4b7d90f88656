import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { PlaygroundPage } from '@/features/playground';
import { Broken } from './broken';
import { NotFound } from './not-found';
import { Shell } from './shell';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: Broken });
const getParentRoute = () => root;

/** What of an address's search is text, under these names. */
const texts =
  <Name extends string>(...names: Name[]) =>
  (search: Record<string, unknown>): Partial<Record<Name, string>> =>
    Object.fromEntries(
      names.flatMap((name) => (typeof search[name] === 'string' ? [[name, search[name]]] : [])),
    ) as Partial<Record<Name, string>>;

// The screen people come to is in the page; the others are loaded when one goes there, or is about to.
const playground = createRoute({
  getParentRoute,
  path: '/',
  component: PlaygroundPage,
  /** Which run is shown, what of it, which result is large, and what is to be taken into the composer. */
  validateSearch: texts('run', 'step', 'kind', 'model', 'item', 'attach', 'restore'),
});

const workflows = createRoute({
  getParentRoute,
  path: '/workflows',
  component: lazyRouteComponent(() => import('@/features/workflows'), 'WorkflowsPage'),
  validateSearch: texts('q'),
});
const workflow = createRoute({
  getParentRoute,
  path: '/workflows/$name',
  component: lazyRouteComponent(() => import('@/features/workflows'), 'WorkflowPage'),
  /** Which run is shown in it, which pipeline it begins from, and which version is opened. */
  validateSearch: texts('run', 'from', 'version'),
});
const review = createRoute({
  getParentRoute,
  path: '/review',
  component: lazyRouteComponent(() => import('@/features/review'), 'ReviewListPage'),
});
const reviewOne = createRoute({
  getParentRoute,
  path: '/review/$id',
  component: lazyRouteComponent(() => import('@/features/review'), 'ReviewPage'),
  validateSearch: texts('task'),
});
const library = createRoute({
  getParentRoute,
  path: '/library',
  component: lazyRouteComponent(() => import('@/features/library'), 'LibraryPage'),
  /** What is looked for, in which order, and which item is open; `view=trash` shows the trash. */
  validateSearch: texts('q', 'item', 'view', 'sort'),
});
const pipelines = createRoute({
  getParentRoute,
  path: '/pipelines',
  component: lazyRouteComponent(() => import('@/features/pipelines'), 'PipelinesPage'),
  validateSearch: texts('q', 'status', 'since', 'sort'),
});
const pipeline = createRoute({
  getParentRoute,
  path: '/pipelines/$id',
  component: lazyRouteComponent(() => import('@/features/pipelines'), 'PipelinePage'),
  /** Which step or tab is open; with `fork`, the way to a pipeline of one's own from it. */
  validateSearch: texts('step', 'tab', 'fork'),
});
/** What it was called before. */
const history = createRoute({
  getParentRoute,
  path: '/history',
  beforeLoad: () => redirect({ to: '/pipelines', throw: true }),
});
const story = createRoute({
  getParentRoute,
  path: '/story/$id',
  component: lazyRouteComponent(() => import('@/features/story'), 'StoryPage'),
});
const queue = createRoute({
  getParentRoute,
  path: '/queue',
  component: lazyRouteComponent(() => import('@/features/queue'), 'QueuePage'),
});
const usage = createRoute({
  getParentRoute,
  path: '/usage',
  component: lazyRouteComponent(() => import('@/features/usage'), 'UsagePage'),
  /** How many days back. */
  validateSearch: ({ days }: Record<string, unknown>): { days?: number } => (typeof days === 'number' ? { days } : {}),
});
const settings = createRoute({
  getParentRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('@/features/settings'), 'SettingsPage'),
});
const settingsSection = createRoute({
  getParentRoute,
  path: '/settings/$section',
  component: lazyRouteComponent(() => import('@/features/settings'), 'SettingsPage'),
  /** Which of them is looked at. */
  validateSearch: texts('id'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    playground,
    workflows,
    workflow,
    review,
    reviewOne,
    library,
    pipelines,
    pipeline,
    history,
    story,
    queue,
    usage,
    settings,
    settingsSection,
  ]),
  basepath: '/studio',
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
