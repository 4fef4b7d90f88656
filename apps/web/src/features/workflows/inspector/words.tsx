import { useRef, useState } from 'react';
import { TextArea } from '@/ui/input';
import { openReference } from './references';

interface WordsProps {
  value: string;
  onChange: (value: string) => void;
  references: readonly string[];
}

const MOST = 8;

/** Words that may have references in them: `{{` offers what there is. */
export function Words({ value, onChange, references }: WordsProps) {
  const box = useRef<HTMLTextAreaElement>(null);
  const [open, setOpen] = useState<string>();
  const fitting = open === undefined ? [] : references.filter((one) => one.includes(open)).slice(0, MOST);
  const look = () => {
    const { value: text = '', selectionStart = 0 } = box.current ?? {};
    setOpen(openReference(text.slice(0, selectionStart)));
  };
  const take = (reference: string) => {
    const at = box.current?.selectionStart ?? value.length;
    const before = value.slice(0, at).replace(/\{\{\s*[\w.-]*$/, '');
    onChange(`${before}{{${reference}}}${value.slice(at).replace(/^\s*\}\}/, '')}`);
    setOpen(undefined);
    box.current?.focus();
  };
  return (
    <>
      <TextArea
        ref={box}
        value={value}
        onChange={(event) => {
          onChange(event.target.value);
          look();
        }}
        onKeyUp={look}
        onClick={look}
        onKeyDown={(event) => {
          if (fitting.length === 0) return;
          if (event.key === 'Escape') setOpen(undefined);
          if (event.key !== 'Tab' || event.shiftKey) return;
          event.preventDefault();
          take(fitting[0]!);
        }}
      />
      {fitting.length > 0 && (
        <div role="group" aria-label="What can be put in here" className="flex flex-wrap gap-1">
          {fitting.map((reference) => (
            <button
              key={reference}
              type="button"
              onClick={() => take(reference)}
              className="min-h-11 rounded-md border border-line-strong bg-raised px-2 text-[12px] text-text hover:border-dim sm:min-h-7"
            >
              {reference}
            </button>
          ))}
        </div>
      )}
    </>
  );
}
