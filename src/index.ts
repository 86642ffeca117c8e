import type { DeadMessage, QueueMessage } from './contract/queue-message.ts';
import { createApp } from './http/app.ts';
import type { Environment } from './platform/environment.ts';
import { consumeQueue } from './queue.ts';

export { Audience } from './audience/audience.ts';
export { Census } from './audience/census.ts';
export { Provider } from './channels/providers/provider.ts';
export { DeadLetters } from './dead-letters/dead-letters.ts';
export { Fanout } from './fanout/fanout.ts';
export { Share } from './fanout/share.ts';
export { Features } from './features/features.ts';
export { Gate } from './gate/gate.ts';
export { EventLog } from './ingest/event-log.ts';
export { Member } from './member/member.ts';
export { Tenant } from './registry/tenant.ts';

const app = createApp();

export default {
  fetch: app.fetch,
  queue: consumeQueue,
} satisfies ExportedHandler<Environment, QueueMessage | DeadMessage>;
