/** What a member's database keeps; it is small and capped, so that a scan answers what an index would. */
export const limits = {
  /** Notifications of the history and the timeline. */
  notifications: 1_000,
  /** Days a notification is kept. */
  days: 90,
  /** Rows of the ring of dropped decisions. */
  dropped: 200,
  /** Dropped decisions of one offer that share a row; more take another row. */
  droppedPerRow: 100,
  /** Rows of the ring of on-site engagements. */
  engagements: 1_000,
  /** Datasets that tell of a member; rows of a further one are refused. */
  datasets: 20,
  /** Edges of one dataset; the strongest stay, then the latest. */
  pushedEdges: 500,
  /** Characters of all edges of one dataset: a row takes 2 MB. */
  pushedText: 500_000,
  /** Devices of a member; a further one replaces the oldest. */
  devices: 20,
  /** Bounds that audiences keep of a member and that something may lift; the oldest leave. */
  bounds: 50,
  /** Live connections of a member at once. */
  sockets: 16,
} as const;

/** The part of the limits that answers name, so that nobody takes a capped list for all there was. */
export const kept = { notifications: limits.notifications, days: limits.days, dropped: limits.dropped } as const;

/** ms that a row is kept. */
export const KEPT_FOR = limits.days * 86_400_000;
