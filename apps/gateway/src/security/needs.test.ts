import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { Reflector } from '@nestjs/core';
import { loadConfig } from '#config';
import type { Engine } from '#engine';
import type { Providers } from '#providers';
import { AppModule } from '../app.module.js';
import { Needs, NeedsNoKey, declaredBy, neededBy } from './needs.js';

type Controller = new (...args: never[]) => Record<string, object>;
const reflector = new Reflector();
const { controllers = [] } = AppModule.with(loadConfig({ env: {}, file: false }), {} as Engine, {} as Providers);
const routes = (controllers as Controller[]).flatMap((controller) => {
  const handlers = controller.prototype as Record<string, () => unknown>;
  return Object.getOwnPropertyNames(handlers)
    .filter((name) => Reflect.hasMetadata(METHOD_METADATA, handlers[name]!))
    .map((name) => [`${controller.name}.${name}`, [handlers[name]!, controller]] as const);
});

test('every route says what a key must be allowed to call it', () => {
  expect(routes.length).toBeGreaterThan(50);
  expect(routes.filter(([, of]) => declaredBy(reflector, [...of]) === undefined).map(([name]) => name)).toEqual([]);
});

test('what needs no key is this and nothing else', () => {
  const open = routes.filter(([, of]) => neededBy(reflector, [...of]) === undefined);
  expect(open.map(([name]) => name.split('.')[0])).toEqual([
    'CallbacksController',
    ...['HealthController', 'HealthController', 'HealthController'],
  ]);
});

test('a handler goes before its class, and what is not said needs all there is', () => {
  @Needs('read')
  class Declared {
    @Needs('run')
    own(this: void) {}
    @NeedsNoKey()
    open(this: void) {}
    usual(this: void) {}
  }
  class Forgotten {
    handler(this: void) {}
  }
  const { own, open, usual } = Declared.prototype;
  const needed = [own, open, usual].map((handler) => neededBy(reflector, [handler, Declared]));
  expect(needed).toEqual(['run', undefined, 'read']);
  expect(neededBy(reflector, [Forgotten.prototype.handler, Forgotten])).toBe('admin');
});
