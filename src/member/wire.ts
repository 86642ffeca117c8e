import migrations from '../../migrations/member/migrations.js';
import newest from '../../migrations/member/newest/schema.sql';
import { migrate } from '../platform/migrate.ts';
import { parseName } from '../platform/names.ts';
import type { Alarm } from './alarm.ts';
import { DroppedRing } from './dropped-ring.ts';
import { Facts } from './facts.ts';
import { Live } from './live.ts';
import type { Room } from './room.ts';
import { State } from './state.ts';
import { Store } from './store.ts';
import { TimelineView } from './timeline-view.ts';

/** A member's object, ready to work. */
export interface Wired {
  readonly room: Room;
  readonly view: TimelineView;
}

/** Makes or migrates the database of an object, and what works with it. */
export function wire(context: DurableObjectState, alarm: Alarm): Wired {
  const isNew = migrate(context.storage, migrations, newest);
  const [tenant = '', member = ''] = parseName(context.id.name ?? '');
  const store = new Store(context.storage);
  const facts = new Facts(store);
  const view = new TimelineView(store, facts);
  const state = new State(store, facts);
  const ring = new DroppedRing(store.rings);
  const live = new Live(context, view);
  if (isNew) for (const each of [facts, state, ring]) each.knowEmpty();
  const whole = <Answer>(work: () => Answer) => context.storage.transactionSync(work);
  return { room: { tenant, member, store, facts, state, ring, alarm, live, whole }, view };
}
