import { describe, test } from 'vitest';
import { CloudEvent } from '../../src/contract/event.ts';
import type { Problem } from '../../src/contract/problem.ts';
import { composedEvent, faultOf, recipientsOf, restOf } from '../../src/web/demo/composer-fields.ts';

const FIELDS = {
  actor: 'ada',
  type: 'post',
  text: 'Hello',
  item: '',
  to: 'followers',
  recipients: 'bob, carol',
} as const;
const PROBLEM: Problem = {
  type: 'urn:tower:problem:invalid-request',
  title: 'The request is not valid',
  status: 400,
  detail: '2 faults',
  errors: [
    { path: 'data.recipients.1', message: 'is too long' },
    { path: 'data.recipientsOnly', message: 'is unknown' },
  ],
};

describe('a composed event', () => {
  test('to followers names the audience of its actor and is valid', ({ expect }) => {
    const event = composedEvent(FIELDS, 'note-1');
    expect(event.data).toEqual({
      actor: 'ada',
      item: { id: 'note-1' },
      payload: { text: 'Hello' },
      audience: { of: 'ada' },
    });
    expect(CloudEvent.safeParse(event).success).toBe(true);
  });

  test('is about something new, or about what is named', ({ expect }) => {
    expect(composedEvent({ ...FIELDS, item: ' post-7 ' }, 'note-1')).toMatchObject({
      id: 'note-1',
      data: { item: { id: 'post-7' } },
    });
  });

  test('to named people lists them and no audience', ({ expect }) => {
    const { data } = composedEvent({ ...FIELDS, to: 'named' }, 'note-1');
    expect(data.recipients).toEqual(['bob', 'carol']);
    expect(data.audience).toBeUndefined();
  });
});

test('named people are separated by commas, trimmed, and each is named once', ({ expect }) => {
  expect(recipientsOf(' Ada Lovelace ,bob,, bob,')).toEqual(['Ada Lovelace', 'bob']);
});

test('a fault is shown at its field, and only the others stay in the problem', ({ expect }) => {
  expect(faultOf(PROBLEM, 'recipients')).toBe('is too long');
  expect(faultOf(PROBLEM, 'actor')).toBeUndefined();
  expect(restOf(PROBLEM)?.errors).toEqual([{ path: 'data.recipientsOnly', message: 'is unknown' }]);
});
