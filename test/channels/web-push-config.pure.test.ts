import { test } from 'vitest';
import { originsOf } from '../../src/channels/web-push/web-push-config.ts';

test.for([
  ['', []],
  [undefined, []],
  ['https://shop.example.com', ['https://shop.example.com']],
  [
    ' https://Shop.example.com/ , https://b.example.com:8443',
    ['https://shop.example.com', 'https://b.example.com:8443'],
  ],
  ['http://shop.example.com', []],
  ['javascript:alert(1)', []],
  ['https://shop.example.com/path', []],
  ['https://user@shop.example.com', []],
  ['*', []],
  ['null', []],
] as const)('the origins of %j are %j', ([list, origins], { expect }) => {
  expect(originsOf(list)).toEqual(origins);
});
