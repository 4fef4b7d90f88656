import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/ui/button';
import { Labelled, TextArea } from '@/ui/input';
import { Modal } from '@/ui/modal';
import { Skeleton } from '@/ui/skeleton';
import { recipeQuery } from '@/widgets/recipe';
import type { Edit, Shot } from './layout';
import type { Story } from './use-story';

interface EditShotProps {
  at: number;
  story: Story;
  edit: Edit | undefined;
  onChange: (edit: Edit | undefined) => void;
  onClose: () => void;
}

/** Other words for a shot. Nothing is made anew by that alone. */
export function EditShot({ at, story, edit, onChange, onClose }: EditShotProps) {
  const shot = story.shots[at]!;
  // What it was really made with, which earlier edits may have changed.
  const frame = useQuery(recipeQuery(story.frames?.get(at)?.outputs[0]?.digest));
  const video = useQuery(recipeQuery(story.videos?.get(at)?.outputs[0]?.digest));
  const text = (value: unknown, otherwise: string) => (typeof value === 'string' ? value : otherwise);
  const before: Shot = {
    ...shot,
    prompt: text(frame.data?.config?.prompt, shot.prompt),
    motion: text(video.data?.config?.motion_prompt, shot.motion),
  };
  return (
    <Modal
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Shot ${at + 1}`}
      description="You see what is made anew, and its price, before it is."
    >
      {frame.isLoading || video.isLoading ? (
        <Skeleton className="h-48" />
      ) : (
        <Form before={before} edit={edit} onChange={onChange} onClose={onClose} />
      )}
    </Modal>
  );
}

function Form({
  before,
  edit,
  onChange,
  onClose,
}: Pick<EditShotProps, 'edit' | 'onChange' | 'onClose'> & { before: Shot }) {
  const [prompt, setPrompt] = useState(edit?.prompt ?? before.prompt);
  const [motion, setMotion] = useState(edit?.motion ?? before.motion);
  const changed: Edit = {
    ...(prompt.trim() !== before.prompt && prompt.trim() !== '' && { prompt: prompt.trim() }),
    ...(motion.trim() !== before.motion && motion.trim() !== '' && { motion: motion.trim() }),
  };
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        onChange(Object.keys(changed).length > 0 ? changed : undefined);
        onClose();
      }}
    >
      <Labelled label="What it shows">
        <TextArea autoFocus value={prompt} onChange={(event) => setPrompt(event.target.value)} className="text-base" />
      </Labelled>
      <Labelled label="How it moves">
        <TextArea value={motion} onChange={(event) => setMotion(event.target.value)} className="text-base" />
      </Labelled>
      <Button kind="accent" type="submit" className="self-end">
        Change the shot
      </Button>
    </form>
  );
}
