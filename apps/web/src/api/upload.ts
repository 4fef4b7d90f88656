import { ApiProblem } from './client';
import type { Schemas } from './client';

export type Uploaded = Schemas['UploadsDto'];

/** Brings a file, and tells how far it is, from 0 to 1. Throws ApiProblem, or the reason of the signal. */
export function uploadFile(file: File, onProgress: (part: number) => void, signal: AbortSignal): Promise<Uploaded> {
  const form = new FormData();
  form.append('files', file);
  return new Promise((resolve, reject) => {
    // What fetch sends, nobody can watch.
    const request = new XMLHttpRequest();
    request.open('POST', '/uploads');
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () => {
      if (request.status === 201) resolve(request.response as Uploaded);
      else reject(new ApiProblem(request.status, request.response as Schemas['ProblemDto']));
    };
    request.onerror = () => reject(new Error('The gateway does not answer.'));
    request.onabort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(form);
  });
}
