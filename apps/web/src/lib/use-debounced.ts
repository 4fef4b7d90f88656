import { useEffect, useState } from 'react';

/** A value as it was when it last stood still for a while; compared by its JSON. */
export function useDebounced<Value>(value: Value, ms: number): Value {
  const [settled, settle] = useState(value);
  const text = JSON.stringify(value) ?? '';
  useEffect(() => {
    const timer = setTimeout(() => settle(text === '' ? (undefined as Value) : (JSON.parse(text) as Value)), ms);
    return () => clearTimeout(timer);
  }, [text, ms]);
  return settled;
}
