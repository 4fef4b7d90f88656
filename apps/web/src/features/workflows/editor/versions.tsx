import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { client, dataOf } from '@/api/client';
import { age, plural } from '@/lib/format';
import { Button, buttonStyle } from '@/ui/button';
import { Modal } from '@/ui/modal';
import { Skeletons } from '@/ui/skeleton';
import { toastError } from '@/ui/toasts';
import { versionsQuery } from '../queries';
import { useSave } from './saving';
import type { Blueprint } from './saving';

interface VersionsProps {
  blueprint: Blueprint;
  onClose: () => void;
  onSaved: (blueprint: Blueprint) => void;
}

/** What it was before: any of it can be opened, and be made the latest again. */
export function Versions({ blueprint, onClose, onSaved }: VersionsProps) {
  const { data: versions } = useQuery(versionsQuery(blueprint.name));
  const save = useSave(blueprint.name, (saved) => {
    onClose();
    onSaved(saved);
  });
  const restore = async (version: number) => {
    try {
      const params = { path: { name: blueprint.name }, query: { version } };
      const { definition } = dataOf(await client.GET('/blueprints/{name}', { params }));
      save.mutate({ to: blueprint, definition, note: `Version ${version} again` });
    } catch (error) {
      toastError('It could not be restored', error);
    }
  };
  return (
    <Modal
      open
      onOpenChange={(open) => !open && onClose()}
      title="Versions"
      description="None of them ever changes; the latest is run unless another is named."
    >
      {!versions && <Skeletons count={3} className="mb-2 h-14" />}
      <ul className="flex flex-col divide-y divide-line" aria-label="Versions">
        {versions?.map(({ version, note, steps, created_at }) => (
          <li key={version} className="flex flex-wrap items-center gap-2 py-2.5">
            <span className="min-w-0 flex-1">
              <span className="block font-[600]">
                Version {version}
                {version === blueprint.latest && ' (latest)'}
              </span>
              <span className="block truncate text-[13px] text-muted tabular">
                {[note, plural(steps, 'step'), created_at && age(created_at)].filter(Boolean).join(' · ')}
              </span>
            </span>
            <Link
              to="/workflows/$name"
              params={{ name: blueprint.name }}
              search={version === blueprint.latest ? {} : { version: String(version) }}
              onClick={onClose}
              className={buttonStyle({ size: 'small' })}
              aria-label={`Open version ${version}`}
            >
              Open
            </Link>
            {version !== blueprint.latest && !blueprint.built_in && (
              <Button
                size="small"
                disabled={save.isPending}
                onClick={() => void restore(version)}
                aria-label={`Restore version ${version}`}
              >
                Restore
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Modal>
  );
}
