import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { dollars } from '@/lib/format';
import { Button } from '@/ui/button';
import { Input, Labelled, TextArea } from '@/ui/input';
import { Modal } from '@/ui/modal';
import { Skeleton } from '@/ui/skeleton';
import { promptIn, recipeQuery } from '@/widgets/recipe';
import type { Recipe } from '@/widgets/recipe';
import type { Item } from './items';

export interface Redo {
  note?: string;
  override_config?: Record<string, unknown>;
}

interface RegenerateProps {
  item: Item;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onRedo: (redo: Redo) => void;
}

/** Makes one anew: with a note, other words or another seed; its price is on the button. */
export function Regenerate({ item, open, onOpenChange, onRedo }: RegenerateProps) {
  const { data: recipe, isLoading } = useQuery(recipeQuery(item.shown?.digest));
  return (
    <Modal
      open={open}
      onOpenChange={onOpenChange}
      title={`Regenerate ${item.title}`}
      description="Only this one. What it is now is kept as a version."
    >
      {isLoading ? (
        <Skeleton className="h-48" />
      ) : (
        <Form key={item.id} item={item} recipe={recipe ?? {}} onRedo={onRedo} />
      )}
    </Modal>
  );
}

function Form({ item, recipe, onRedo }: { item: Item; recipe: Recipe; onRedo: (redo: Redo) => void }) {
  const prompt = promptIn(recipe);
  const [note, setNote] = useState('');
  const [words, setWords] = useState(prompt?.text ?? '');
  const [seed, setSeed] = useState('');
  const number = Number(seed);
  const bad = seed !== '' && !(Number.isInteger(number) && number >= 0 && number <= 0xffff_ffff);
  const config = {
    ...(prompt && words.trim() !== prompt.text && { [prompt.field]: words.trim() }),
    ...(seed !== '' && !bad && { seed: number }),
  };
  const send = () => {
    if (bad) return;
    onRedo({
      ...(note.trim() !== '' && { note: note.trim() }),
      ...(Object.keys(config).length > 0 && { override_config: config }),
    });
  };
  const { cost_estimate: cost } = item.task;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) send();
      }}
    >
      <Labelled label="What to do better" hint="It is added to the prompt.">
        <TextArea
          autoFocus
          value={note}
          maxLength={2_000}
          placeholder="Warmer light, and less of the sky"
          onChange={(event) => setNote(event.target.value)}
        />
      </Labelled>
      {prompt && (
        <Labelled label="Prompt">
          <TextArea value={words} onChange={(event) => setWords(event.target.value)} className="text-base" />
        </Labelled>
      )}
      <Labelled
        label="Seed"
        hint="Leave it empty for another one."
        error={bad ? 'A whole number from 0 to 4,294,967,295.' : undefined}
      >
        <Input inputMode="numeric" value={seed} onChange={(event) => setSeed(event.target.value.trim())} />
      </Labelled>
      <Button kind="accent" type="submit" className="self-end" disabled={bad}>
        Regenerate{' '}
        <span className="tabular">{cost === undefined ? '' : cost === 0 ? 'free' : dollars(cost / 1e6)}</span>
      </Button>
    </form>
  );
}
