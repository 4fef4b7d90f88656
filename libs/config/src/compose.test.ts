import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { loadConfig, OPTIONS } from './index.js';

interface Service {
  command: string[];
  environment?: Record<string, string>;
  ports?: string[];
  healthcheck?: { disable?: boolean };
}

const ROOT = join(import.meta.dirname, '../../..');
const text = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const { services } = parse(text('docker-compose.yml'), { merge: true }) as { services: Record<string, Service> };
const { redis, ...ours } = services;
const known = Object.values(OPTIONS).map(({ env }) => env);

/** What compose makes of the values; required ones are given here. */
const filled = (environment: Record<string, string> = {}) =>
  Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      value.replace(/\$\{\w+:\?[^}]*\}/, 'a-key-for-this-test').replace(/\$\{\w+:-([^}]*)\}/, '$1'),
    ]),
  );

describe('docker-compose.yml', () => {
  it.each(Object.entries(ours))('%s starts an application there is, with settings there are', (_name, service) => {
    const app = /^dist\/apps\/([a-z-]+)\/src\/main\.js$/.exec(service.command.at(-1) ?? '')?.[1];
    expect(existsSync(join(ROOT, 'apps', String(app), 'src/main.ts'))).toBe(true);
    expect(known).toEqual(expect.arrayContaining(Object.keys(service.environment ?? {})));
    const config = loadConfig({ env: filled(service.environment), file: false });
    expect(config).toMatchObject({ home: '/data', redisUrl: 'redis://redis:6379' });
  });

  it('has no other names of ours in it, nor has the Dockerfile', () => {
    const names = [text('docker-compose.yml'), text('Dockerfile')].join().match(/\bREELWRIGHT_[A-Z_]+/g) ?? [];
    expect(names.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('opens the gateway to its own machine only, and not without a key', () => {
    expect(ours.gateway?.ports).toEqual(['127.0.0.1:4100:4100']);
    expect(ours.gateway?.environment?.REELWRIGHT_API_KEY).toMatch(/^\$\{REELWRIGHT_API_KEY:\?/);
    expect(Object.values(services).flatMap(({ ports = [] }) => ports)).toHaveLength(1);
  });

  it('keeps what Redis holds', () => {
    expect(redis?.command.join(' ')).toContain('--appendonly yes --appendfsync everysec');
    expect(redis?.command.join(' ')).toContain('--maxmemory-policy noeviction');
  });
});
