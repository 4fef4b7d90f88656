import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import compression from 'compression';
import { Router, static as files } from 'express';
import type { Response } from 'express';
import { findUp } from '../find-up.js';

const STUDIO_PATH = '/studio';

/**
 * Nothing from elsewhere is loaded, run or talked to, and nobody may frame the page. A style that is made while it runs
 * has to know the nonce; what scripts set on an element counts as inline.
 */
const policy = (nonce: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** The page and its parts, which tell nothing: what it shows it asks for like any other client. */
export function studio(): Router {
  const router = Router();
  router.get('/', (_request, response) => response.redirect(302, `${STUDIO_PATH}/`));
  const root = join(findUp(import.meta.dirname, 'package.json'), 'apps/web/dist');
  if (!existsSync(join(root, 'index.html'))) return router;
  const options = { index: false, redirect: false, setHeaders: (response: Response) => secured(response) } as const;
  router.use(STUDIO_PATH, compression());
  // Their names change with their content.
  router.use(`${STUDIO_PATH}/assets`, files(join(root, 'assets'), { ...options, immutable: true, maxAge: '1y' }));
  router.use(`${STUDIO_PATH}/assets`, (_request, response) => void response.status(404).end());
  router.use(STUDIO_PATH, files(root, options));
  // Every address of the page is the page.
  router.get([STUDIO_PATH, `${STUDIO_PATH}/*address`], async (_request, response) => {
    const page = await readFile(join(root, 'index.html'), 'utf8');
    const nonce = randomBytes(16).toString('base64');
    secured(response, nonce);
    // The nonce of one page is not that of the next.
    response.setHeader('Cache-Control', 'no-store');
    response.type('html').send(page.replace('__NONCE__', nonce));
  });
  return router;
}

function secured(response: Response, nonce = 'none'): void {
  response.setHeader('Content-Security-Policy', policy(nonce));
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('X-Content-Type-Options', 'nosniff');
}
