import { ApiProblem } from '@/api/client';
import type { Schemas } from '@/api/client';
import type { Asked } from './queries';

/** Where all that is found is, as one archive. */
export const zipOfFound = (asked: Asked): string => {
  const words = Object.entries(asked).map(([name, value]) => [name, [value].flat().join(',')]);
  return `/library/zip?${new URLSearchParams(words).toString()}`;
};

/** Saves some of the library as one archive. Throws ApiProblem. */
export async function saveZip(digests: readonly string[]): Promise<void> {
  const response = await fetch('/artifacts/zip', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ digests, name: `reelwright-${digests.length}.zip` }),
  });
  if (!response.ok) throw new ApiProblem(response.status, (await response.json()) as Schemas['ProblemDto']);
  const url = URL.createObjectURL(await response.blob());
  save(url, `reelwright-${digests.length}.zip`);
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

export function save(href: string, name: string): void {
  const link = document.createElement('a');
  Object.assign(link, { href, download: name });
  link.click();
}
