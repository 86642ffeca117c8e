import { chat } from './stories/chat.ts';
import { digestLover } from './stories/digest-lover.ts';
import { earlyBird } from './stories/early-bird.ts';
import { newMember } from './stories/new-member.ts';
import { noisyEvening } from './stories/noisy-evening.ts';
import { photoLikes } from './stories/photo-likes.ts';
import { pushOutage } from './stories/push-outage.ts';
import { recall } from './stories/recall.ts';
import { reminderAndEscalation } from './stories/reminder-and-escalation.ts';
import { superfan } from './stories/superfan.ts';
import { traveller } from './stories/traveller.ts';
import type { Story } from './story.ts';

/** All stories, in the order in which they are listed. A new one is a file in `stories/` and a line here. */
export const stories: readonly Story[] = [
  noisyEvening,
  traveller,
  newMember,
  superfan,
  digestLover,
  pushOutage,
  photoLikes,
  chat,
  reminderAndEscalation,
  earlyBird,
  recall,
];
