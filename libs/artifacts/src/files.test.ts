import { tmpdir } from 'node:os';
import { onDisk } from './files.js';

const failing = (code: string) => async () => {
  throw Object.assign(new Error(code), { code });
};

test.each(['ENOSPC', 'EDQUOT'])('%s becomes disk_full, which names the disk and what is needed', async (code) => {
  await expect(onDisk(tmpdir(), async () => 5_000_000, failing(code))).rejects.toMatchObject({
    code: 'disk_full',
    message: expect.stringMatching(
      `The disk that holds ${tmpdir()} is full: 5 MB are needed, \\d+ MB are free`,
    ) as string,
  });
});

test('any other failure stays what it is', async () => {
  await expect(onDisk(tmpdir(), async () => 0, failing('EIO'))).rejects.toMatchObject({ code: 'EIO' });
});
