import { test } from 'vitest';
import { jsonOnce } from '../../src/platform/json-once.ts';

test('happy: the JSON of a value, which is made once', ({ expect }) => {
  let made = 0;
  const value = { id: 'a', toJSON: () => ({ id: 'a', made: ++made }) };
  expect([jsonOnce(value), jsonOnce(value)]).toEqual(['{"id":"a","made":1}', '{"id":"a","made":1}']);
});

test('edge: another value has a text of its own, also when it says the same', ({ expect }) => {
  let made = 0;
  const value = () => ({ toJSON: () => ++made });
  expect([jsonOnce(value()), jsonOnce(value())]).toEqual(['1', '2']);
});

test('refusal: what has no JSON throws each time', ({ expect }) => {
  const value = { count: 1n };
  for (const _ of [1, 2]) expect(() => jsonOnce(value)).toThrow(TypeError);
});
