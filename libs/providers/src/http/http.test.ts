import { isPublicAddress } from './addresses.js';
import { codeOfStatus, refusalOf, retryAfterMs } from './failures.js';
import { sniff } from './kinds.js';
import { redactor } from './redact.js';

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

describe('statuses', () => {
  it.each([
    [400, 'invalid_input'],
    [401, 'unauthorised'],
    [402, 'quota_exceeded'],
    [403, 'unauthorised'],
    [404, 'model_not_found'],
    [422, 'invalid_input'],
    [429, 'rate_limited'],
    [500, 'provider_unavailable'],
    [503, 'provider_unavailable'],
    [504, 'timeout'],
    [529, 'provider_unavailable'],
  ])('%i is %s', (status, code) => expect(codeOfStatus(status)).toBe(code));

  it.each([
    [502, 'outcome_unknown'],
    [504, 'outcome_unknown'],
    [500, 'provider_unavailable'],
    [429, 'rate_limited'],
  ])('%i leaves a paid request %s', (status, code) =>
    expect(refusalOf(status, {}, { message: '' }, 'asking', true).code).toBe(code),
  );

  it('waits as long as it is asked to', () => {
    expect(refusalOf(429, { 'retry-after': '7' }, { message: '' }, 'asking', false).retryAfterMs).toBe(7_000);
    expect(retryAfterMs({ 'retry-after-ms': '250', 'retry-after': '9' })).toBe(250);
    expect(retryAfterMs({ 'retry-after': 'Sat, 21 Nov 2026 10:00:30 GMT' }, Date.UTC(2026, 10, 21, 10))).toBe(30_000);
    expect(retryAfterMs({ 'retry-after': 'soon' })).toBeUndefined();
    expect(retryAfterMs({ 'retry-after': '999999999' })).toBe(3_600_000);
  });
});

it('knows files by their first bytes, not by what they are called', () => {
  const kind = (text: string) => sniff(Buffer.from(text, 'latin1'))?.mime;
  expect(kind('\x89PNG\r\n\x1a\n')).toBe('image/png');
  expect(kind('\0\0\0\x20ftypisom')).toBe('video/mp4');
  expect(kind('RIFF....WAVEfmt ')).toBe('audio/wav');
  expect(kind('\xff\xfb\x90\x00')).toBe('audio/mpeg');
  expect(kind('<!doctype html>')).toBeUndefined();
  expect(kind('')).toBeUndefined();
});

it('shows no key in any spelling, no mark-up and no more than a paragraph', () => {
  const clean = redactor(['se/cret+1']);
  const text = `bad key se/cret+1 ${encodeURIComponent('se/cret+1')} ${btoa('se/cret+1')}\u0007<b>really</b>\n\n`;
  expect(clean(text)).toBe('bad key ••• ••• ••• really');
  expect(clean('x'.repeat(5_000)).length).toBeLessThan(700);
});
