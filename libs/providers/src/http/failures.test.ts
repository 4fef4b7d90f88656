import { codeOfStatus, refusalOf } from './failures.js';

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

  it('waits as long as it is asked to', () =>
    expect(refusalOf(429, { 'retry-after': '7' }, { message: '' }, 'asking', false).retryAfterMs).toBe(7_000));
});
