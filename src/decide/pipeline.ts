import { collapse } from './aggregation/collapse.ts';
import { digest } from './aggregation/digest.ts';
import { bestReach } from './channel/best-reach.ts';
import { escalation } from './channel/escalation.ts';
import { preferredApps } from './channel/preferred-apps.ts';
import { reachableChannels } from './channel/reachable-channels.ts';
import type { Component } from './component.ts';
import { historyFeatures } from './features/history-features.ts';
import { reachability } from './features/reachability.ts';
import { consent } from './identity/consent.ts';
import { mutes } from './identity/mutes.ts';
import { ownAction } from './identity/own-action.ts';
import { typeSetting } from './identity/type-setting.ts';
import { pushBar } from './relevance/push-bar.ts';
import { relevanceFloor } from './relevance/relevance-floor.ts';
import { response } from './score/response.ts';
import { utility } from './score/utility.ts';
import { darkMode } from './selection/dark-mode.ts';
import { bestTime } from './timing/best-time.ts';
import { moment } from './timing/moment.ts';
import { quietHours } from './timing/quiet-hours.ts';
import { snooze } from './timing/snooze.ts';
import { alreadySeen } from './validity/already-seen.ts';
import { beyondHistory } from './validity/beyond-history.ts';
import { expired } from './validity/expired.ts';
import { flood } from './validity/flood.ts';
import { interacted } from './validity/interacted.ts';
import { unverified } from './validity/unverified.ts';
import { channelCap } from './volume/channel-cap.ts';
import { fatigue } from './volume/fatigue.ts';
import { memberCap } from './volume/member-cap.ts';
import { spacing } from './volume/spacing.ts';
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
  interacted,
  unverified,
  flood,
  // 3. features: what is known of the member and of what leads to them
  reachability,
  historyFeatures,
  // 4. score: how likely is it that they open it, or turn it off?
  response,
  utility,
  // 5. relevance: is it worth showing, is it worth ringing?
  relevanceFloor,
  pushBar,
  // 6. channel: where? (Before volume, so that nobody is held for a channel they cannot be reached on.)
  reachableChannels,
  escalation,
  preferredApps,
  bestReach,
  // 7. aggregation: does it join something? (Before volume, because what joins or waits for a digest rings nothing.)
  collapse,
  digest,
  // 8. volume: has enough rung lately?
  fatigue,
  typeCap,
  channelCap,
  memberCap,
  spacing,
  // 9. timing: is this the moment?
  moment,
  bestTime,
  snooze,
  quietHours,
  // 10. selection, when a slot opens: what was held goes this way again, the best first (selection/portfolio.ts)
  // last word: what is dark stays dark, whether it was to be sent or held
  darkMode,
];
