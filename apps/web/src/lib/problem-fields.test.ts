import { problemFields } from './problem-fields';

test('what is wrong with a field is told at the field, the rest beside the form', () => {
  const detail =
    'name must be shorter than or equal to 100 characters; rate_limit.per_minute must not be less than 1; x';
  expect(problemFields({ code: 'bad_request', detail }, ['name', 'rate_limit'])).toEqual({
    fields: { name: 'Must be shorter than or equal to 100 characters.', rate_limit: 'Must not be less than 1.' },
    rest: 'x',
  });
});

test('a stable code names its field, if the form has it', () => {
  const problem = { code: 'refused_address', detail: 'The address is refused: it is private.' };
  expect(problemFields(problem, ['url'])).toEqual({ fields: { url: problem.detail }, rest: undefined });
  expect(problemFields(problem, ['name'])).toEqual({ fields: {}, rest: problem.detail });
});

test('any other refusal is told as it is', () => {
  const problem = { code: 'too_many_webhooks', detail: 'There are as many as there may be; remove one.' };
  expect(problemFields(problem, ['url'])).toEqual({ fields: {}, rest: problem.detail });
});
