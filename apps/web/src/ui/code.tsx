import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from './button';
import { toastError } from './toasts';

const SAID_MS = 2_000;

export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    try {
      // Over plain HTTP from another machine there is no clipboard.
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch (error) {
      toastError('It could not be copied; select it and copy it by hand', error);
    }
  };
  return (
    <Button size="small" onClick={() => void copy()}>
      {copied ? <Check /> : <Copy />}
      <span aria-live="polite">{copied ? 'Copied' : label}</span>
    </Button>
  );
}

/** Text for a machine, to be read and copied. */
export function Code({ text, label }: { text: string; label: string }) {
  return (
    <div className="relative">
      <pre
        tabIndex={0}
        aria-label={label}
        className="max-h-[50dvh] overflow-auto rounded-control border border-line bg-bg p-3 pr-24 font-mono text-[13px] leading-5"
      >
        <code>{text}</code>
      </pre>
      <div className="absolute top-2 right-2">
        <CopyButton text={text} />
      </div>
    </div>
  );
}
