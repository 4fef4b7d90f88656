import sharp from 'sharp';
import { findFace } from './face-box.js';

async function picture(body: string) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><rect width="400" height="300" fill="#35506a"/>${body}</svg>`;
  const rgb = await sharp(Buffer.from(svg)).flatten().removeAlpha().raw().toBuffer();
  return { width: 400, height: 300, rgb };
}

const head = '<ellipse cx="230" cy="130" rx="55" ry="78" fill="#d9a07c"/>';
const mouth = '<ellipse cx="230" cy="165" rx="17" ry="5" fill="#b4414a"/>';

it('finds a face by its skin, and the mouth by its lips', async () => {
  const face = findFace(await picture(head + mouth));
  expect(Math.abs(face.x - 230)).toBeLessThan(8);
  expect(Math.abs(face.width - 110)).toBeLessThan(14);
  expect(Math.abs(face.mouth! - 165)).toBeLessThan(6);
});

it('claims no mouth where there is none', async () => {
  expect(findFace(await picture(head)).mouth).toBeUndefined();
  const nobody = findFace(await picture('<rect x="40" y="200" width="300" height="60" fill="#228833"/>'));
  expect(nobody).toMatchObject({ x: 200 });
  expect(nobody.mouth).toBeUndefined();
});
