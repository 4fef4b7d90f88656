import { ApiProblem } from '@/api/client';
import type { Schemas } from '@/api/client';
import { toast, toastError } from '@/ui/toasts';

export type Ref = Schemas['ArtifactRefDto'];

/** Stores files, and says what could not be taken; what they are called in inputs. */
export async function uploaded(files: readonly File[], media: string): Promise<Ref[]> {
  const form = new FormData();
  for (const file of files) form.append('files', file);
  try {
    const response = await fetch('/uploads', { method: 'POST', body: form });
    const answer = (await response.json()) as unknown;
    if (!response.ok) throw new ApiProblem(response.status, answer as Schemas['ProblemDto']);
    const { items, problems } = answer as Schemas['UploadsDto'];
    const [first] = problems;
    if (first) toast(`${first.name} was not taken`, { tone: 'failed', text: `${first.message}. ${first.hint}` });
    return items.filter(({ kind }) => kind === media).map(({ ref }) => ref);
  } catch (error) {
    toastError('The files could not be uploaded', error);
    return [];
  }
}
