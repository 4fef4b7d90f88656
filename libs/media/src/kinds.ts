import { open } from 'node:fs/promises';

/** What the first bytes of a file say that it is. */
export interface FileKind {
  media: 'image' | 'video' | 'audio';
  mime: string;
  extension: string;
}

const kind = (media: FileKind['media'], mime: string, extension: string): FileKind => ({ media, mime, extension });
const at = (bytes: Buffer, offset: number, text: string) =>
  bytes.toString('latin1', offset, offset + text.length) === text;

/** Undefined for what is none of the pictures, videos and sounds that are used here, whatever it is called. */
export function sniff(bytes: Buffer): FileKind | undefined {
  if (at(bytes, 0, '\x89PNG\r\n\x1a\n')) return kind('image', 'image/png', 'png');
  if (at(bytes, 0, '\xff\xd8\xff')) return kind('image', 'image/jpeg', 'jpg');
  if (at(bytes, 0, 'GIF87a') || at(bytes, 0, 'GIF89a')) return kind('image', 'image/gif', 'gif');
  if (at(bytes, 0, 'RIFF') && at(bytes, 8, 'WEBP')) return kind('image', 'image/webp', 'webp');
  if (at(bytes, 0, 'RIFF') && at(bytes, 8, 'WAVE')) return kind('audio', 'audio/wav', 'wav');
  if (at(bytes, 4, 'ftyp')) return boxed(bytes);
  if (at(bytes, 0, '\x1a\x45\xdf\xa3')) return ebml(bytes);
  if (at(bytes, 0, 'OggS')) return kind('audio', 'audio/ogg', 'ogg');
  if (at(bytes, 0, 'fLaC')) return kind('audio', 'audio/flac', 'flac');
  if (at(bytes, 0, 'ID3') || isMpegAudio(bytes)) return kind('audio', 'audio/mpeg', 'mp3');
  return undefined;
}

/** Matroska names its kind in its head, within the first bytes. */
function ebml(bytes: Buffer): FileKind {
  return bytes.includes('matroska') ? kind('video', 'video/x-matroska', 'mkv') : kind('video', 'video/webm', 'webm');
}

/** The MP4 family names its kind in its first box. */
function boxed(bytes: Buffer): FileKind {
  if (at(bytes, 8, 'avif')) return kind('image', 'image/avif', 'avif');
  if (at(bytes, 8, 'M4A')) return kind('audio', 'audio/mp4', 'm4a');
  return at(bytes, 8, 'qt') ? kind('video', 'video/quicktime', 'mov') : kind('video', 'video/mp4', 'mp4');
}

/** Eleven set bits begin an MPEG frame; the layer tells MP3 from ADTS. */
const isMpegAudio = (bytes: Buffer) => bytes[0] === 0xff && (bytes[1]! & 0xe0) === 0xe0 && (bytes[1]! & 0x06) === 0x02;

export async function sniffFile(path: string): Promise<FileKind | undefined> {
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(64);
    const { bytesRead } = await file.read(bytes, 0, 64, 0);
    return sniff(bytes.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}
