import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { HistoryPage } from '@/features/history';
import { PlaygroundPage } from '@/features/playground';
import { NotFound } from './not-found';
import { Shell } from './shell';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const playground = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: PlaygroundPage,
  /** Which run is shown. */
  validateSearch: ({ run }: Record<string, unknown>): { run?: string } => (typeof run === 'string' ? { run } : {}),
});

const history = createRoute({ getParentRoute: () => root, path: '/history', component: HistoryPage });

export const router = createRouter({
  routeTree: root.addChildren([playground, history]),
  basepath: '/studio',
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
