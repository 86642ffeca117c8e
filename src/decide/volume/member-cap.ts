import type { Selector } from '../component.ts';
import { holdOver } from './limits.ts';

/**
 * Holds content when the member was interrupted often enough today by all types: 5 in 24 rolling hours by default, fewer
 * while a new or returning member is still being introduced (see `ramp.ts`).
 */
export const memberCap: Selector = { kind: 'selector', name: 'member-cap', select: holdOver('member-cap') };
