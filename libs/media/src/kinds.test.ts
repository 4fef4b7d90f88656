import { sniff } from './kinds.js';

it('knows files by their first bytes, not by what they are called', () => {
  const kind = (text: string) => sniff(Buffer.from(text, 'latin1'))?.mime;
  expect(kind('\x89PNG\r\n\x1a\n')).toBe('image/png');
  expect(kind('\0\0\0\x20ftypisom')).toBe('video/mp4');
  expect(kind('RIFF....WAVEfmt ')).toBe('audio/wav');
  expect(kind('\xff\xfb\x90\x00')).toBe('audio/mpeg');
  expect(kind('<!doctype html>')).toBeUndefined();
  expect(kind('')).toBeUndefined();
});
