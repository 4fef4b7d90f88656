import type { Schemas } from '@/api/client';
import { ApiProblem } from '@/api/client';

/** Saves some artifacts as one archive, with their recipes. */
export async function saveZip(digests: readonly string[], name: string): Promise<void> {
  const response = await fetch('/artifacts/zip', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ digests, name }),
  });
  if (!response.ok) throw new ApiProblem(response.status, (await response.json()) as Schemas['ProblemDto']);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
