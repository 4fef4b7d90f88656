import type { Records } from './records.js';

/** Searches that can be kept; more would be a list that nobody reads. */
const MOST_SEARCHES = 500;

export class TooManySearches extends Error {
  override readonly name = 'TooManySearches';
}

/** Searches that people keep under a name; what is in them is theirs who read them. */
export class SavedSearches<Query extends object> {
  constructor(private readonly records: Pick<Records, 'redis' | 'keys'>) {}

  async list(): Promise<{ name: string; query: Query }[]> {
    const all = await this.records.redis.hgetall(this.records.keys.searches);
    return Object.entries(all)
      .map(([name, query]) => ({ name, query: JSON.parse(query) as Query }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async get(name: string): Promise<Query | undefined> {
    const text = await this.records.redis.hget(this.records.keys.searches, name);
    return text === null ? undefined : (JSON.parse(text) as Query);
  }

  /** Replaces one of that name. Throws TooManySearches. */
  async put(name: string, query: Query): Promise<void> {
    const { redis, keys } = this.records;
    const known = await redis.hexists(keys.searches, name);
    if (!known && (await redis.hlen(keys.searches)) >= MOST_SEARCHES)
      throw new TooManySearches(`There are ${MOST_SEARCHES} saved searches already.`);
    await redis.hset(keys.searches, name, JSON.stringify(query));
  }

  /** False where there was none. */
  async remove(name: string): Promise<boolean> {
    return (await this.records.redis.hdel(this.records.keys.searches, name)) === 1;
  }
}
