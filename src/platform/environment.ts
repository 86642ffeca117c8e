import type { Audience } from '../audience/audience.ts';
import type { Census } from '../audience/census.ts';
import type { DeadMessage, DeliverMessage, LaneMessage, LiftMessage } from '../contract/queue-message.ts';
import type { DeadLetters } from '../dead-letters/dead-letters.ts';
import type { Fanout } from '../fanout/fanout.ts';
import type { Share } from '../fanout/share.ts';
import type { Features } from '../features/features.ts';
import type { EventLog } from '../ingest/event-log.ts';
import type { Member } from '../member/member.ts';
import type { Tenant } from '../registry/tenant.ts';

/** Every binding of wrangler.toml and every secret: the one place that names them. */
export interface Environment {
  readonly MEMBER: DurableObjectNamespace<Member>;
  readonly AUDIENCE: DurableObjectNamespace<Audience>;
  readonly CENSUS: DurableObjectNamespace<Census>;
  readonly FANOUT: DurableObjectNamespace<Fanout>;
  readonly SHARE: DurableObjectNamespace<Share>;
  readonly FEATURES: DurableObjectNamespace<Features>;
  readonly EVENT_LOG: DurableObjectNamespace<EventLog>;
  readonly TENANT: DurableObjectNamespace<Tenant>;
  readonly DEAD_LETTERS: DurableObjectNamespace<DeadLetters>;
  /** An itty-durable object: spoken to by fetch, not by RPC (src/gate). */
  readonly GATE: DurableObjectNamespace;
  readonly URGENT: Queue<LaneMessage>;
  readonly LIVE: Queue<LaneMessage | LiftMessage>;
  readonly BULK: Queue<LaneMessage>;
  readonly DELIVER: Queue<DeliverMessage>;
  readonly DEAD: Queue<DeadMessage>;
  readonly ASSETS: Fetcher;
  readonly PUBLIC_LIMIT: RateLimit;
  readonly TOWER_ROOT_KEY: string;
  readonly TOWER_VAPID_PUBLIC_KEY: string;
  readonly TOWER_VAPID_PRIVATE_KEY: string;
  readonly TOWER_VAPID_SUBJECT: string;
  /** The key pair before, while browsers that subscribed with it move to the current one. */
  readonly TOWER_VAPID_PREVIOUS_PUBLIC_KEY?: string;
  readonly TOWER_VAPID_PREVIOUS_PRIVATE_KEY?: string;
  readonly TOWER_TOKEN_KEY: string;
  /** Only on a development server: the key of its demo page. */
  readonly TOWER_DEMO_KEY?: string;
  readonly TOWER_PACE: string;
  readonly TOWER_PUSH_ALLOW: string;
  /** Origins beside the app's own that a click on a push may lead to, comma-separated. */
  readonly TOWER_CLICK_ORIGINS?: string;
  readonly TOWER_STALL_AFTER: string;
}
