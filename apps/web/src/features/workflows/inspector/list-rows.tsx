import { Plus, X } from 'lucide-react';
import { plural } from '@/lib/format';
import { Button, IconButton } from '@/ui/button';
import { Input } from '@/ui/input';
import type { InputSpec } from '../model/types';
import { MediaValue } from './media-value';

interface ListRowsProps {
  label: string;
  items: InputSpec['items'];
  value: unknown;
  onChange: (rows: unknown[] | undefined) => void;
}

/** A list as rows: each can be changed, more added; several lines at once are several rows. */
export function ListRows({ label, items, value, onChange }: ListRowsProps) {
  const rows: unknown[] = Array.isArray(value) ? value : [];
  const set = (next: unknown[]) => onChange(next.length > 0 ? next : undefined);
  const isMedia = items === 'image' || items === 'video' || items === 'audio';
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 text-[13px] font-[520] text-muted">
        {label} <span className="tabular">· {plural(rows.length, 'row')}</span>
      </legend>
      {isMedia ? (
        <MediaValue
          {...{ label, media: items, value: rows, many: true }}
          onChange={(next) => set((next ?? []) as unknown[])}
        />
      ) : (
        <>
          {rows.map((row, at) => (
            <span key={at} className="flex gap-1">
              <Input
                aria-label={`${label}, row ${at + 1}`}
                value={typeof row === 'string' || typeof row === 'number' ? row : JSON.stringify(row)}
                onChange={({ target: { value: text } }) => set(rows.with(at, items === 'number' ? Number(text) : text))}
                onPaste={(event) => {
                  const lines = event.clipboardData
                    .getData('text')
                    .split(/\r?\n/)
                    .filter((line) => line.trim() !== '');
                  if (lines.length < 2) return;
                  event.preventDefault();
                  set(rows.toSpliced(at, row === '' ? 1 : 0, ...lines));
                }}
              />
              <IconButton label={`Remove row ${at + 1} of ${label}`} onClick={() => set(rows.toSpliced(at, 1))}>
                <X />
              </IconButton>
            </span>
          ))}
          <Button
            size="small"
            kind="quiet"
            className="self-start"
            onClick={() => set([...rows, items === 'number' ? 0 : ''])}
          >
            <Plus />
            Add a row
          </Button>
        </>
      )}
    </fieldset>
  );
}
