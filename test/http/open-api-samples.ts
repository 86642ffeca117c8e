import { generateKeyPairSync } from 'node:crypto';
import { HOST } from './open-api-house.ts';

export const logistic = {
  kind: 'logistic',
  open: {
    intercept: 1,
    weights: { 'item.length': 0.25 },
    crosses: [{ features: ['item.length', 'edge.strength'], weight: 1 }],
  },
  disable: { intercept: -6, weights: {} },
  maxAge: { affinity: 3_600 },
  record: 1,
};

/** One split of one feature, as XGBoost's `save_model` writes it. */
export const dump = {
  learner: {
    objective: { name: 'binary:logistic' },
    learner_model_param: { base_score: '5E-1', num_class: '0', num_target: '1' },
    feature_names: ['item.likes'],
    gradient_booster: {
      name: 'gbtree',
      model: {
        tree_info: [0],
        trees: [
          {
            left_children: [1, -1, -1],
            right_children: [2, -1, -1],
            split_indices: [0, 0, 0],
            split_conditions: [10, -1, 2],
            default_left: [1, 0, 0],
            split_type: [0, 0, 0],
          },
        ],
      },
    },
  },
};

const texts = {
  title: '{{actor}} schrieb',
  many: { title: '{{count}} schrieben' },
  actions: { open: 'Auf' },
  sms: 'Hallo',
};

/** A type that says all that a type can say. */
export const allOptions = {
  label: 'Everything',
  class: 'content',
  audience: [{ of: 'actor' }, { where: { attr: 'plan', op: 'exists' } }, { members: ['ada'] }],
  channels: ['in-app', 'web-push', 'email'],
  template: {
    title: '{{actor}} wrote',
    body: '{{payload.text}}',
    url: '/x',
    icon: '/i.png',
    image: '/i.png',
    actions: [{ id: 'open', title: 'Open', url: '/open' }],
    many: { title: '{{count}} wrote' },
    email: { subject: 'News', preview: 'Of today', html: '<p>{{payload.text}}</p>', text: 'News' },
    sms: 'News',
    locale: 'en',
    locales: { de: texts },
  },
  caps: { perDay: 3, perHour: 1, spacing: 60, channels: { email: 1 } },
  ramp: { phaseDays: 2 },
  fatigue: { quietDays: 0, reducedDays: 0 },
  expiresIn: 86_400,
  lane: 'bulk',
  category: 'social',
  thread: '{{payload.thread}}',
  rate: { perSecond: 10, burst: 20 },
  payload: { type: 'object', properties: { text: { type: 'string' }, total: { type: 'number' } } },
  features: { total: 'payload.total' },
  enrichers: [{ name: 'reputation', url: `https://${HOST}/facts` }],
  model: 'opens',
  challenger: { model: 'trees', share: 0.1 },
  value: 2,
  cost: 10,
  floor: -1,
  pushBar: 0,
  collapse: { window: 60 },
  digest: { by: 'category', window: { sliding: 60, most: 600 }, minimum: 2, flushAt: 9, more: 'and {{count}} more' },
  timing: { moment: 'evening' },
  remind: { after: 3_600, channel: 'web-push' },
  apps: ['web'],
  reach: 'best',
  dark: true,
};

/** A provider of each kind, the fields that are left out with their defaults. */
export function providers(host: string): Readonly<Record<string, object>> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const from = { email: 'hello@example.com', name: 'Grüße' };
  return {
    smtp: {
      kind: 'smtp',
      host,
      username: 'ada',
      password: 'hunter22',
      from,
      replyTo: 'b@example.com',
      rate: { perSecond: 1 },
    },
    resend: { kind: 'resend', apiKey: 're_secret', from },
    cloudflare: { kind: 'cloudflare-email', from, enabled: false, order: 2, weight: 3, parallel: 4 },
    twilio: { kind: 'twilio', accountSid: `AC${'0'.repeat(32)}`, authToken: 'token', from: 'Grüße' },
    fcm: { kind: 'fcm', projectId: 'my-app-12345', clientEmail: 'a@my-app.iam.gserviceaccount.com', privateKey: pem },
    webhook: {
      kind: 'webhook',
      url: `https://${host}/tower`,
      secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
    },
  };
}
