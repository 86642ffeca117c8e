import type { Audience } from '../audience/audience.ts';
import type { Census } from '../audience/census.ts';
import type { DeadMessage, DeliverMessage, LaneMessage } from '../contract/queue-message.ts';
import type { DeadLetters } from '../dead-letters/dead-letters.ts';
import type { Fanout } from '../fanout/fanout.ts';
import type { EventLog } from '../ingest/event-log.ts';
import type { Member } from '../member/member.ts';
import type { Tenant } from '../registry/tenant.ts';

/** Every binding of wrangler.toml and every secret: the one place that names them. */
export interface Environment {
  readonly MEMBER: DurableObjectNamespace<Member>;
  readonly AUDIENCE: DurableObjectNamespace<Audience>;
  readonly CENSUS: DurableObjectNamespace<Census>;
  readonly FANOUT: DurableObjectNamespace<Fanout>;
  readonly EVENT_LOG: DurableObjectNamespace<EventLog>;
  readonly TENANT: DurableObjectNamespace<Tenant>;
  readonly DEAD_LETTERS: DurableObjectNamespace<DeadLetters>;
  /** An itty-durable object: spoken to by fetch, not by RPC (src/gate). */
  readonly GATE: DurableObjectNamespace;
  readonly URGENT: Queue<LaneMessage>;
  readonly LIVE: Queue<LaneMessage>;
  readonly BULK: Queue<LaneMessage>;
  readonly DELIVER: Queue<DeliverMessage>;
  readonly DEAD: Queue<DeadMessage>;
  readonly ASSETS: Fetcher;
  readonly PUBLIC_LIMIT: RateLimit;
  readonly TOWER_ROOT_KEY: string;
  readonly TOWER_VAPID_PUBLIC_KEY: string;
  readonly TOWER_VAPID_PRIVATE_KEY: string;
  readonly TOWER_VAPID_SUBJECT: string;
  readonly TOWER_TOKEN_KEY: string;
  /** Only on a development server: the key of its demo page. */
  readonly TOWER_DEMO_KEY?: string;
  readonly TOWER_PACE: string;
  readonly TOWER_PUSH_ALLOW: string;
  readonly TOWER_STALL_AFTER: string;
}
