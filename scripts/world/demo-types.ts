import type { z } from 'zod';
import type { TypeDefinition } from '../../src/contract/notification-type.ts';
import { DEMO_EMAILS } from './demo-emails.ts';

/** The kinds of notification of the demo world, each with one thing that it shows. */
export const DEMO_TYPES: Readonly<Record<string, z.input<typeof TypeDefinition>>> = {
  post: {
    label: 'New posts',
    class: 'content',
    category: 'following',
    audience: { of: 'actor' },
    template: {
      title: '{{actor}} posted',
      body: '{{payload.text}}',
      url: '/?item={{item.id}}',
    },
    expiresIn: 3 * 86_400,
    // A member who has seen about eight posts and opened none is rung by posts no more, until they open one.
    pushBar: 0.1,
  },
  comment: {
    label: 'Comments',
    class: 'content',
    category: 'conversations',
    thread: '{{item.id}}',
    template: {
      title: '{{actor}} commented on your post',
      body: '{{payload.text}}',
      url: '/?item={{item.id}}',
    },
    expiresIn: 7 * 86_400,
  },
  like: {
    label: 'Likes',
    class: 'content',
    category: 'reactions',
    template: {
      title: '{{actor}} liked your post',
      body: '{{payload.text}}',
      url: '/?item={{item.id}}',
      many: {
        title: '{{actor}} and {{others}} {{others | plural: "other", "others"}} liked your post',
        body: '{{payload.text}}',
      },
      // Whoever's profile or settings say so reads it in their language.
      locales: {
        de: {
          title: '{{actor}} gefällt dein Beitrag',
          body: '{{payload.text}}',
          many: {
            title:
              '{{actor}} und {{others}} {{others | plural: "anderen Person", "anderen Personen"}} gefällt dein Beitrag',
            body: '{{payload.text}}',
          },
        },
        ja: {
          title: '{{actor}}さんがあなたの投稿に「いいね」しました',
          body: '{{payload.text}}',
          many: {
            title: '{{actor}}さんほか{{others}}人があなたの投稿に「いいね」しました',
            body: '{{payload.text}}',
          },
        },
      },
    },
    // A like is pleasant to find and not worth a ring; likes of one post are one entry.
    channels: ['in-app'],
    collapse: {},
    expiresIn: 86_400,
  },
  mention: {
    label: 'Mentions',
    class: 'content',
    category: 'conversations',
    thread: '{{item.id}}',
    template: {
      title: '{{actor}} mentioned you',
      body: '{{payload.text}}',
      url: '/?item={{item.id}}',
      email: DEMO_EMAILS.mention,
    },
    // Whoever has a webhook of theirs reads it there too. The reminder rings nobody's mailbox again.
    channels: ['in-app', 'web-push', 'email', 'slack'],
    remind: { after: 300, channel: 'web-push' },
    // No lifetime: a mention stays worth reading, and replayed activity mentions people at its own, old time.
  },
  message: {
    label: 'Messages',
    class: 'transactional',
    category: 'conversations',
    thread: '{{payload.conversation}}',
    template: {
      title: 'Message from {{actor}}',
      body: '{{payload.text}}',
      url: '/?item={{item.id}}',
      email: DEMO_EMAILS.message,
    },
    channels: ['in-app', 'web-push', 'email'],
    // The timeline and the phone at once; who has not looked after a minute gets it by email.
    escalate: [{ channel: 'in-app' }, { channel: 'email', after: 60 }],
  },
  topic: {
    label: 'News from topics',
    class: 'content',
    category: 'discover',
    template: {
      title: '{{payload.text}}',
      body: 'From a topic you like',
      url: '/?item={{item.id}}',
    },
    channels: ['in-app', 'web-push', 'email'],
    expiresIn: 86_400,
    // Short enough to watch it wait and go out.
    digest: { by: 'category', window: { fixed: 120 }, title: '{{count}} updates from your topics' },
  },
  suggestion: {
    label: 'Suggestions',
    class: 'content',
    category: 'discover',
    template: {
      title: 'Somebody to follow',
      body: '{{payload.text}}',
      url: '/?item={{item.id}}',
    },
    expiresIn: 2 * 86_400,
    timing: 'best',
  },
  trend: {
    label: 'Trends',
    class: 'content',
    category: 'discover',
    template: {
      title: '{{payload.text}}',
      body: 'Much read at the moment',
      url: '/?item={{item.id}}',
    },
    payload: { type: 'object', required: ['text'], properties: { text: { type: 'string', minLength: 1 } } },
    // Everybody could hear of trends. Who reads a lot, or about the topic, is over the floor; who hardly reads is not asked.
    model: 'interest',
    floor: 0.2,
    channels: ['in-app'],
    expiresIn: 86_400,
  },
  'sign-in': {
    label: 'Sign-ins',
    class: 'transactional',
    category: 'account',
    template: {
      title: 'New sign-in to your account',
      body: '{{payload.text}}',
      url: '/?item={{item.id}}',
      email: DEMO_EMAILS['sign-in'],
      sms: 'New sign-in to your account: {{payload.text}}',
    },
    // Whoever gets in unseen must not be able to keep it from the one whose account it is.
    channels: ['in-app', 'web-push', 'email', 'sms'],
    mandatory: true,
  },
};
