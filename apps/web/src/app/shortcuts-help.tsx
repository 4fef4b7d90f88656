import { KeyCaps } from '@/ui/keys';
import { Modal } from '@/ui/modal';
import { useShortcutGroups } from '@/ui/shortcuts';

/** The keys of the screen one is on, and those of everywhere. */
export default function ShortcutsHelp({ onClose }: { onClose: () => void }) {
  const groups = useShortcutGroups();
  return (
    <Modal open onOpenChange={(open) => !open && onClose()} title="Keyboard shortcuts">
      {groups.map(({ name, shortcuts }) => (
        <section key={name} className="mb-4" aria-label={name}>
          <h3 className="mb-1 text-[13px] font-[560] text-muted">{name}</h3>
          <dl>
            {shortcuts.map(({ keys, label }) => (
              <div key={keys} className="flex min-h-9 items-center justify-between border-b border-line">
                <dt>{label}</dt>
                <dd>
                  <KeyCaps keys={keys} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Modal>
  );
}
