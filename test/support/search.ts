import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { Redis } from 'ioredis';

/** Where a piece of text is found. */
export interface Place {
  where: string;
  bytes: Buffer;
}

/** Every key of a server with all that is in it, packed records unpacked too. */
export async function everythingIn(redisUrl: string): Promise<Place[]> {
  const redis = new Redis(redisUrl);
  const places: Place[] = [];
  for await (const keys of redis.scanStream({ count: 500 }) as AsyncIterable<string[]>)
    for (const key of keys) {
      places.push({ where: `the name ${key}`, bytes: Buffer.from(key) });
      for (const bytes of await valuesOf(redis, key)) places.push({ where: key, bytes }, ...unpacked(key, bytes));
    }
  redis.disconnect();
  return places;
}

async function valuesOf(redis: Redis, key: string): Promise<Buffer[]> {
  switch (await redis.type(key)) {
    case 'string':
      return [(await redis.getBuffer(key)) ?? Buffer.alloc(0)];
    case 'hash':
      return Object.entries(await redis.hgetallBuffer(key)).flatMap(([name, value]) => [Buffer.from(name), value]);
    case 'list':
      return redis.lrangeBuffer(key, 0, -1);
    case 'set':
      return redis.smembersBuffer(key);
    case 'zset':
      return redis.zrangeBuffer(key, '0', '-1');
    case 'stream':
      return (await redis.xrange(key, '-', '+')).map(([, fields]) => Buffer.from(fields.join(' ')));
    default:
      return []; // gone meanwhile
  }
}

function unpacked(where: string, bytes: Buffer): Place[] {
  try {
    return [{ where: `${where}, unpacked`, bytes: inflateRawSync(bytes) }];
  } catch {
    return [];
  }
}

/** Every file below a folder. */
export function filesBelow(folder: string): Place[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
    .map((where) => ({ where, bytes: readFileSync(where) }));
}

/** What other users of the machine see of its processes. */
export const commandLines = (): Place => ({
  where: 'the list of processes',
  bytes: execFileSync('ps', ['-eo', 'args='], { maxBuffer: 64e6 }),
});

/** The places that hold any of the secrets, also as it looks in a URL, in JSON or in Base64. */
export function placesWith(secrets: readonly string[], places: readonly Place[]): string[] {
  const forms = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  ]);
  return places.flatMap(({ where, bytes }) =>
    [...new Set(forms)].filter((form) => bytes.includes(form)).map((form) => `${form} in ${where}`),
  );
}
