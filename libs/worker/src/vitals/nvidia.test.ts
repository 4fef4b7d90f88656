import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '#testing';
import { nvidiaCards, parseNvidia } from './nvidia.js';

const MIB = 1024 * 1024;

it('reads what nvidia-smi tells, and leaves out what a card does not support', () => {
  const cards = parseNvidia(
    '0, NVIDIA GeForce RTX 4090, 24564, 1310, 34, 61\r\n1, NVIDIA GB10, [N/A], [N/A], 0, [Not Supported]\n\n',
  );
  expect([...cards]).toEqual([
    [
      0,
      {
        name: 'NVIDIA GeForce RTX 4090',
        memoryTotalBytes: 24564 * MIB,
        memoryUsedBytes: 1310 * MIB,
        utilizationPercent: 34,
        temperatureCelsius: 61,
      },
    ],
    [1, { name: 'NVIDIA GB10', utilizationPercent: 0 }],
  ]);
  expect(parseNvidia('NVIDIA-SMI has failed because it couldn’t communicate with the driver.')).toEqual(new Map());
});

describe('the program', () => {
  function folderWith(script: string): string {
    const folder = tempDir();
    writeFileSync(join(folder, 'nvidia-smi'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'nvidia-smi'), 0o755);
    return folder;
  }

  it('is asked for what is shown', async () => {
    const PATH = folderWith(
      'case "$1" in --query-gpu=index,name,*) echo "0, Card $#, 100, 50, 7, 40";; *) exit 2;; esac',
    );
    const cards = await nvidiaCards({ PATH });
    expect(cards.get(0)).toMatchObject({ name: 'Card 2', memoryUsedBytes: 50 * MIB, temperatureCelsius: 40 });
  });

  it('may be missing, or fail', async () => {
    expect(await nvidiaCards({ PATH: tempDir() })).toEqual(new Map());
    expect(await nvidiaCards({ PATH: folderWith('echo "0, Card, 1, 1, 1, 1"; exit 9') })).toEqual(new Map());
  });
});
