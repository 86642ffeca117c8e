import type { Audience } from '../audience/audience.ts';
import type { Census } from '../audience/census.ts';
import type { Provider } from '../channels/providers/provider.ts';
import type { DeadMessage, DeliverMessage, LaneMessage, LiftMessage, TellMessage } from '../contract/queue-message.ts';
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
  readonly PROVIDER: DurableObjectNamespace<Provider>;
  /** An itty-durable object: spoken to by fetch, not by RPC (src/gate). */
  readonly GATE: DurableObjectNamespace;
  readonly URGENT: Queue<LaneMessage>;
  readonly LIVE: Queue<LaneMessage | LiftMessage>;
  readonly BULK: Queue<LaneMessage>;
  readonly DELIVER: Queue<DeliverMessage>;
  /** What the tenants' own servers are told: one of them that hangs holds up no delivery. */
  readonly WEBHOOKS: Queue<TellMessage>;
  readonly DEAD: Queue<DeadMessage>;
  readonly ASSETS: Fetcher;
  /** Cloudflare's own email sending, where a deployment has it. */
  readonly EMAIL?: SendEmail;
  readonly PUBLIC_LIMIT: RateLimit;
  readonly TOWER_ROOT_KEY: string;
  readonly TOWER_VAPID_PUBLIC_KEY: string;
  readonly TOWER_VAPID_PRIVATE_KEY: string;
  readonly TOWER_VAPID_SUBJECT: string;
  /** The key pair before, while browsers that subscribed with it move to the current one. */
  readonly TOWER_VAPID_PREVIOUS_PUBLIC_KEY?: string;
  readonly TOWER_VAPID_PREVIOUS_PRIVATE_KEY?: string;
  readonly TOWER_TOKEN_KEY: string;
  /** The one before: links in messages that were sent with it go on working. */
  readonly TOWER_TOKEN_PREVIOUS_KEY?: string;
  /** What secrets of providers and webhooks are sealed with. */
  readonly TOWER_SECRETS_KEY: string;
  /** The one before, while something is still sealed with it. */
  readonly TOWER_SECRETS_PREVIOUS_KEY?: string;
  /** Where this deployment is reached from outside, `https://tower.example.com`: for links in emails and calls back. */
  readonly TOWER_ORIGIN?: string;
  /** Only on a development server: the key of its demo page. */
  readonly TOWER_DEMO_KEY?: string;
  /** Only there as well: where its demo page says that one sees what would leave this machine. */
  readonly TOWER_DEMO_OFFICE?: string;
  readonly TOWER_PACE: string;
  readonly TOWER_OUTGOING: string;
  readonly TOWER_PUSH_ALLOW: string;
  /** Partitions of the event log of tenants that are made from now on. */
  readonly TOWER_EVENT_LOG_PARTITIONS?: string;
  /** How long an event may wait to go to the log with others, ms. */
  readonly TOWER_EVENT_LOG_WAIT: string;
  /** Origins beside the app's own that a click on a push may lead to, comma-separated. */
  readonly TOWER_CLICK_ORIGINS?: string;
  readonly TOWER_STALL_AFTER: string;
}
