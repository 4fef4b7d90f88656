import { useState } from 'react';
import { Button } from '@/ui/button';
import { Input, Labelled } from '@/ui/input';
import { Modal } from '@/ui/modal';
import { freeId } from '../model/commands';
import { useDoc } from './store';
import { useSave } from './saving';
import type { Blueprint } from './saving';

interface SaveDialogProps {
  opened: string;
  /** What it can be a version of: not a template, and not what was never saved. */
  own: Blueprint | undefined;
  onClose: () => void;
  onSaved: (blueprint: Blueprint) => void;
}

const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,62}$/;

/** Under which name, and what is new. */
export function SaveDialog({ opened, own, onClose, onSaved }: SaveDialogProps) {
  const { definition } = useDoc();
  const [name, setName] = useState(
    own?.name ?? freeId(definition.name === 'untitled' ? '' : definition.name, [opened]),
  );
  const [note, setNote] = useState('');
  const save = useSave(opened, (blueprint) => {
    onClose();
    onSaved(blueprint);
  });
  const isVersion = own !== undefined && name === own.name;
  const wrong = NAME.test(name) ? undefined : 'A letter first, then letters, digits, _ and -; at most 63.';
  const send = () => {
    if (wrong !== undefined || save.isPending) return;
    const whole = { ...definition, name } as unknown as Record<string, unknown>;
    save.mutate({ definition: whole, note, ...(isVersion ? { to: own } : { name }) });
  };
  return (
    <Modal
      open
      size="small"
      onOpenChange={(open) => !open && onClose()}
      title="Save the workflow"
      footer={
        <>
          <Button onClick={onClose}>Not now</Button>
          <Button kind="accent" disabled={wrong !== undefined || save.isPending} onClick={send}>
            {isVersion ? `Save as version ${own.latest + 1}` : 'Save'}
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Labelled
          label="Name"
          error={wrong}
          hint={own && !isVersion ? 'Under another name it is a workflow of its own.' : undefined}
        >
          <Input value={name} onChange={(event) => setName(event.target.value)} />
        </Labelled>
        <Labelled label="What is new" hint="Shown beside the version; may be left empty">
          <Input value={note} maxLength={2000} onChange={(event) => setNote(event.target.value)} />
        </Labelled>
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </form>
    </Modal>
  );
}
