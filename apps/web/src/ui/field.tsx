import type { ReactNode } from 'react';

/** A setting: its name, its value in words where that helps, and what changes it. */
export function Field({ label, value, children }: { label: string; value?: ReactNode; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-2">
      <div className="flex justify-between text-[13px]">
        <span className="font-[520] text-muted">{label}</span>
        {value !== undefined && <span className="font-[600] tabular">{value}</span>}
      </div>
      {children}
    </div>
  );
}
