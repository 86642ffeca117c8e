import type { Environment } from '../../src/platform/environment.ts';
import type { Bare } from './bare.ts';
import type { MeteredEventLog, MeteredMember } from './metered-objects.ts';
import type { SimulatedMember } from './simulated-member.ts';

/** The product's bindings, and beside them the bare object and the objects that count their rows or live by a plan. */
export interface BenchEnvironment extends Environment {
  readonly BARE: DurableObjectNamespace<Bare>;
  readonly METERED_MEMBER: DurableObjectNamespace<MeteredMember>;
  readonly METERED_EVENT_LOG: DurableObjectNamespace<MeteredEventLog>;
  readonly SIMULATED_MEMBER: DurableObjectNamespace<SimulatedMember>;
}

/** The product's environment with its members and event log replaced by those that count. */
export function meteredEnvironment(env: BenchEnvironment): Environment {
  return { ...env, MEMBER: env.METERED_MEMBER, EVENT_LOG: env.METERED_EVENT_LOG };
}
