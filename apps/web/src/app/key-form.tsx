import { useQueryClient } from '@tanstack/react-query';
import { KeyRound, LoaderCircle } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '@/ui/button';

/** Asks for the key, where the gateway wants one; the browser keeps it out of reach of scripts. */
export function KeyForm() {
  const queries = useQueryClient();
  const id = useId();
  const [key, setKey] = useState('');
  const [state, setState] = useState<'asking' | 'sending' | 'wrong' | 'away'>('asking');
  const send = async () => {
    setState('sending');
    try {
      const { ok, status } = await fetch('/session', { method: 'PUT', headers: { authorization: `Bearer ${key}` } });
      if (ok) return void (await queries.resetQueries());
      setState(status === 401 ? 'wrong' : 'away');
    } catch {
      setState('away');
    }
  };
  return (
    <form
      className="m-auto flex w-full max-w-sm flex-col gap-3 p-6"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <KeyRound className="size-7 text-muted" strokeWidth={1.5} aria-hidden />
      <h1 className="text-lg font-[640]">This gateway needs a key</h1>
      <p className="text-muted">Ask whoever runs it, or make one there: reelwright keys create.</p>
      <label htmlFor={id} className="mt-2 text-[13px] font-[520] text-muted">
        API key
      </label>
      <input
        id={id}
        type="password"
        autoComplete="current-password"
        value={key}
        onChange={(event) => setKey(event.target.value)}
        className="h-11 rounded-control border border-line-strong bg-panel px-3 text-base outline-none focus:border-accent"
      />
      {state === 'wrong' && <p className="text-failed">This key does not open anything here.</p>}
      {state === 'away' && <p className="text-failed">The gateway does not answer now. Try again in a moment.</p>}
      <Button kind="accent" type="submit" disabled={key === '' || state === 'sending'}>
        {state === 'sending' && <LoaderCircle className="animate-spin" />}
        Continue
      </Button>
    </form>
  );
}
