import type { Selector } from '../component.ts';
import { holdOver } from './limits.ts';

/**
 * Holds content of a type that has rung often enough: `caps.perHour` and `caps.perDay` of the type, and `caps.spacing`
 * between two of them (none by default). Over several it waits for the latest slot.
 */
export const typeCap: Selector = { kind: 'selector', name: 'type-cap', select: holdOver('type-cap') };
