import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, test } from 'vitest';
import { isWebhookSecret, signatureHeaders } from '../../src/channels/webhook/sign.ts';
import { newWebhookSecret } from '../../src/registry/webhooks.ts';

describe('signatures of webhooks', () => {
  test('the vector of the specification', ({ expect }) => {
    const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: 1_614_265_330_000, body: '{"test": 2432232314}' };
    expect(signatureHeaders(message, ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  test('any body is verified with either secret, and with no third, and no other body', ({ expect }) => {
    const [secret, previous, other] = [newWebhookSecret(), newWebhookSecret(), newWebhookSecret()];
    fc.assert(
      fc.property(fc.json(), (body) => {
        const headers = signatureHeaders({ id: 'msg_1', at: Date.now(), body }, [secret, previous]);
        expect(headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/);
        expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
        expect(new Webhook(previous).verify(body, headers)).toEqual(JSON.parse(body));
        expect(() => new Webhook(other).verify(body, headers)).toThrow();
        expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow();
      }),
    );
  });

  test('a message that is too old is not taken for a new one', ({ expect }) => {
    const secret = newWebhookSecret();
    const headers = signatureHeaders({ id: 'msg_1', at: Date.now() - 600_000, body: '{}' }, [secret]);
    expect(() => new Webhook(secret).verify('{}', headers)).toThrow(/too old/);
  });

  test.for([
    ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', true],
    [newWebhookSecret(), true],
    [`whsec_${Buffer.alloc(64).toString('base64')}`, true],
    [`whsec_${Buffer.alloc(65).toString('base64')}`, false],
    [`whsec_${Buffer.alloc(23).toString('base64')}`, false],
    ['MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', false],
    ['whsec_not base 64 at all, but long enough', false],
    ['whsec_', false],
    ['', false],
  ] as const)('%s can sign: %s', ([text, can], { expect }) => {
    expect(isWebhookSecret(text)).toBe(can);
  });
});
