import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { HistoryPage } from '@/features/history';
import { LibraryPage } from '@/features/library';
import { PlaygroundPage } from '@/features/playground';
import { NotFound } from './not-found';
import { Shell } from './shell';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const playground = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: PlaygroundPage,
  /** Which run is shown, and what is to be taken into the composer. */
  validateSearch: ({ run, attach }: Record<string, unknown>): { run?: string; attach?: string } => ({
    ...(typeof run === 'string' && { run }),
    ...(typeof attach === 'string' && { attach }),
  }),
});

const library = createRoute({
  getParentRoute: () => root,
  path: '/library',
  component: LibraryPage,
  validateSearch: ({ q }: Record<string, unknown>): { q?: string } => (typeof q === 'string' ? { q } : {}),
});

const history = createRoute({ getParentRoute: () => root, path: '/history', component: HistoryPage });

export const router = createRouter({
  routeTree: root.addChildren([playground, library, history]),
  basepath: '/studio',
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
