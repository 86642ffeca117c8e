import { DurableObject } from 'cloudflare:workers';
export { Audience } from '../../src/audience/audience.ts';
export { Census } from '../../src/audience/census.ts';
export class Member extends DurableObject {}
export class Fanout extends DurableObject {}
export class EventLog extends DurableObject {}
export class Tenant extends DurableObject {}
export class DeadLetters extends DurableObject {}
export class Gate extends DurableObject {}
export default { fetch: () => new Response('ok'), queue() {} } satisfies ExportedHandler;
