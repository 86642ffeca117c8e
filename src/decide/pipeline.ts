import { reachableChannels } from './channel/reachable-channels.ts';
import type { Component } from './component.ts';
import { reachability } from './features/reachability.ts';
import { consent } from './identity/consent.ts';
import { mutes } from './identity/mutes.ts';
import { ownAction } from './identity/own-action.ts';
import { typeSetting } from './identity/type-setting.ts';
import { darkMode } from './selection/dark-mode.ts';
import { quietHours } from './timing/quiet-hours.ts';
import { alreadySeen } from './validity/already-seen.ts';
import { beyondHistory } from './validity/beyond-history.ts';
import { expired } from './validity/expired.ts';
import { memberCap } from './volume/member-cap.ts';
import { typeCap } from './volume/type-cap.ts';

/**
 * The way of a candidate to its decision: read this list first.
 *
 * The first component that says no is the answer, and its name is in the trace. A new rule is a new component in the
 * stage it belongs to. (The first check of all, the duplicate, is the primary key of the member's own rows.)
 */
export const pipeline: readonly Component[] = [
  // 1. identity: is this for them at all?
  consent,
  ownAction,
  mutes,
  typeSetting,
  // 2. validity: is it still worth anything?
  expired,
  beyondHistory,
  alreadySeen,
  // 3. features: what is known of the member and of what leads to them
  reachability,
  // 4. score and 5. relevance come here
  // 6. volume: has enough rung today? (7 narrows first, so that nobody is held for a channel they cannot be reached on)
  reachableChannels,
  typeCap,
  memberCap,
  // 8. aggregation comes here
  // 9. timing: is this the moment?
  quietHours,
  // 10. selection comes here
  // last word: what is dark stays dark, whether it was to be sent or held
  darkMode,
];
