import { isPublicAddress } from './addresses.js';
import { redactor } from './redact.js';
import { retryAfterMs } from './retry-after.js';

describe('addresses', () => {
  it.each(['1.1.1.1', '8.8.8.8', '2606:4700::1111', '172.32.0.1'])('%s is public', (address) =>
    expect(isPublicAddress(address)).toBe(true),
  );
  it.each([
    ...['127.0.0.1', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1'],
    ...['0.0.0.0', '255.255.255.255', '224.0.0.1', '::', '::1', 'fe80::1', 'fd00::1', '::ffff:127.0.0.1'],
    ...['::ffff:10.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::', 'ff02::1', 'localhost', ''],
  ])('"%s" is not', (address) => expect(isPublicAddress(address)).toBe(false));
});

it('reads what a server asks to wait', () => {
  expect(retryAfterMs({ 'retry-after-ms': '250', 'retry-after': '9' })).toBe(250);
  expect(retryAfterMs({ 'retry-after': 'Sat, 21 Nov 2026 10:00:30 GMT' }, Date.UTC(2026, 10, 21, 10))).toBe(30_000);
  expect(retryAfterMs({ 'retry-after': 'soon' })).toBeUndefined();
  expect(retryAfterMs({ 'retry-after': '999999999' })).toBe(3_600_000);
});

it('shows no key in any spelling, no mark-up and no more than a paragraph', () => {
  const clean = redactor(['se/cret+1']);
  const text = `bad key se/cret+1 ${encodeURIComponent('se/cret+1')} ${btoa('se/cret+1')}\u0007<b>really</b>\n\n`;
  expect(clean(text)).toBe('bad key ••• ••• ••• really');
  expect(clean('x'.repeat(5_000)).length).toBeLessThan(700);
});
