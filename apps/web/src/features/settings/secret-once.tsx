import { Code } from '@/ui/code';
import { Button } from '@/ui/button';
import { Modal } from '@/ui/modal';

interface SecretOnceProps {
  title: string;
  /** What it is for, and that it is not shown again. */
  text: string;
  secret: string | undefined;
  /** How it is used. */
  example?: string;
  onClose: () => void;
}

/** A secret that the gateway tells this once. */
export function SecretOnce({ title, text, secret, example, onClose }: SecretOnceProps) {
  return (
    <Modal
      open={secret !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description={text}
      footer={
        <Button kind="accent" onClick={onClose}>
          I have kept it
        </Button>
      }
    >
      {secret !== undefined && (
        <div className="flex flex-col gap-4">
          <Code text={secret} label="The secret" />
          {example !== undefined && <Code text={example} label="How it is used" />}
        </div>
      )}
    </Modal>
  );
}
