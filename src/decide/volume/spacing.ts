import type { Selector } from '../component.ts';
import { holdOver } from './limits.ts';

/** Holds content that would ring too soon after other content, of whatever type: `spacing` ms lie between two. */
export const spacing: Selector = { kind: 'selector', name: 'spacing', select: holdOver('spacing') };
