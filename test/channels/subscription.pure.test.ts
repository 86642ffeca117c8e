import { describe } from 'vitest';
import { subscriptionCases } from './subscription-cases.ts';

describe('checkSubscription in Node', subscriptionCases);
