import type { z } from 'zod';
import type { TypeDefinition } from '../../src/contract/notification-type.ts';

/** The kinds of notification of the demo world. */
export const DEMO_TYPES: Readonly<Record<string, z.input<typeof TypeDefinition>>> = {
  post: {
    class: 'content',
    audience: { of: 'actor' },
    template: {
      title: '{{actor}} posted',
      body: '{{payload.text}}',
      url: '/?item={{item.id}}',
    },
    expiresIn: 3 * 86_400,
  },
  comment: {
    class: 'content',
    template: {
      title: '{{actor}} commented on your post',
      body: '{{payload.text}}',
      url: '/?item={{item.id}}',
    },
    expiresIn: 7 * 86_400,
  },
  like: {
    class: 'content',
    template: {
      title: '{{actor}} liked your post',
      body: '{{payload.text}}',
      url: '/?item={{item.id}}',
    },
    // A like is pleasant to find and not worth a ring.
    channels: ['in-app'],
    expiresIn: 86_400,
  },
  mention: {
    class: 'content',
    template: {
      title: '{{actor}} mentioned you',
      body: '{{payload.text}}',
      url: '/?item={{item.id}}',
    },
    // No lifetime: a mention stays worth reading, and replayed activity mentions people at its own, old time.
  },
  message: {
    class: 'transactional',
    template: {
      title: 'Message from {{actor}}',
      body: '{{payload.text}}',
      url: '/?item={{item.id}}',
    },
  },
};
