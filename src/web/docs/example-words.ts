/**
 * Values that make an example read like real use, by `Component.field`. An optional field is in an example only when it
 * is named here; a required one that is not gets a value made from its schema alone.
 */
export const FIELD_EXAMPLES: Readonly<Record<string, unknown>> = {
  'TenantBody.settings': { interruptionsPerDay: 3 },
  'KeyBody.name': 'web backend',
  'TypeDefinition.class': 'content',
  'TypeDefinition.audience': { of: 'actor' },
  'Template.title': '{{actor}} posted',
  'Template.body': '{{payload.text}}',
  'Template.url': '/posts/{{item.id}}',
  'CloudEvent.id': 'post-1',
  'CloudEvent.source': '/web',
  'CloudEvent.type': 'post.published',
  'EventData.actor': 'ada',
  'EventData.item': { id: 'post-1' },
  'EventData.payload': { text: 'Notes on the engine' },
  'Edge.from': 'grace',
  'Edge.to': 'ada',
  'EdgeKey.from': 'grace',
  'EdgeKey.to': 'ada',
  'MemberProfile.timezone': 'Europe/Berlin',
  'MemberProfile.locale': 'de-DE',
  'MemberProfile.attributes': { plan: 'pro' },
  'MemberLine.id': 'grace',
  'MemberLine.timezone': 'Europe/Berlin',
  'MemberLine.locale': 'de-DE',
  'Engagement.member': 'grace',
  'Engagement.action': 'click',
  'Engagement.item': 'post-1',
  'OwnEngagement.action': 'click',
  'OwnEngagement.item': 'post-1',
  'SeenBody.upTo': '01M7YQ1WE044KXZ0TJ1BGTMKBH',
  'ReadBody.ids': ['01M7YQ1WE044KXZ0TJ1BGTMKBH'],
  'ArchiveBody.ids': ['01M7YQ1WE044KXZ0TJ1BGTMKBH'],
  'Preferences.channels': { 'web-push': 'on' },
  'Preferences.quiet': { from: '22:00', to: '07:00' },
  'Preferences.timezone': 'Europe/Berlin',
  'Preferences.muted': [{ actor: 'mallory' }],
  'SmtpProvider.host': 'smtp.resend.com',
  'SmtpProvider.from': { email: 'hello@example.com', name: 'Example' },
  'WebhookDefinition.url': 'https://hooks.example.com/tower',
  'WebhookDefinition.events': ['notification.failed', 'preference.updated'],
  // The keys are those of the example in RFC 8291.
  'PushSubscription.endpoint': 'https://updates.push.services.mozilla.com/wpush/v2/example',
  'PushSubscription.keys': {
    p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  },
};

/** A value for a parameter of a path, by the word before it: `/v1/members/{id}` → `grace`. */
export const PATH_EXAMPLES: Readonly<Record<string, string>> = {
  tenants: 'acme-dev',
  keys: 'key_5f0c2a',
  types: 'post.published',
  events: '01M7YQ1WE044KXZ0TJ1BGTMKBH',
  nodes: 'ada',
  members: 'grace',
};
