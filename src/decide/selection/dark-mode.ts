import type { Selector } from '../component.ts';

/** A type or tenant in `dark` is decided and recorded like any other, and nothing is sent. */
export const darkMode: Selector = {
  kind: 'selector',
  name: 'dark-mode',
  select: ({ candidate }, _known, plan) =>
    candidate.activity.policy.dark
      ? { outcome: 'drop', reason: 'dark', numbers: { channels: plan.channels.length } }
      : plan,
};
