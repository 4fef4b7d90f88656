import type { ArtifactStore } from '#artifacts';
import type { Item } from './item.js';
import type { MarkChanges, Records } from './records.js';

/** What people say of an item, as it stands beside its bytes. */
const NAME = 'marks';

interface Said {
  favourite: boolean;
  pinned: boolean;
  tags: string[];
  /** Set where it is not the one it came with. */
  name?: string;
}

type Beside = Pick<ArtifactStore, 'putBeside' | 'getBeside' | 'has'>;

/** Writes beside the bytes what people say of items, so that it is not in Redis alone. */
export async function saveSaid(store: Beside, records: Records): Promise<void> {
  const unsaved = await records.unsaved();
  const items = await records.read(unsaved.map(([id]) => id));
  await Promise.all(
    items.map(async (item) => {
      if (!item || !(await store.has(item.digest))) return;
      await store.putBeside(item.digest, NAME, Buffer.from(JSON.stringify(saidOf(item))));
    }),
  );
  if (unsaved.length > 0) await records.saved(unsaved);
}

const saidOf = ({ favourite, pinned, tags, ownName }: Item): Said => ({
  ...{ favourite, pinned, tags, ...(ownName !== undefined && { name: ownName }) },
});

/** What stands beside the bytes is said again of an item of which nothing is said. */
export async function restoreSaid(store: Beside, records: Records, digest: string): Promise<void> {
  const said = await store.getBeside(digest, NAME);
  if (!said) return;
  const item = await records.get(digest);
  if (!item || item.favourite || item.pinned || item.tags.length > 0 || item.ownName !== undefined) return;
  const { favourite, pinned, tags, name } = JSON.parse(said.toString()) as Said;
  const changes: MarkChanges = {
    ...(favourite && { favourite }),
    ...(pinned && { pinned }),
    ...(tags.length > 0 && { addTags: tags }),
    ...(name !== undefined && { name }),
  };
  if (Object.keys(changes).length > 0) await records.mark([digest], changes);
}
