import type { BenchEnvironment } from './bench-environment.ts';
import type { OutcomeOrder, YearOrder } from './orders.ts';

/** Lets a simulated member live through a part of their year, and answers what it cost. */
export async function liveYear(request: Request, env: BenchEnvironment): Promise<Response> {
  const order = await request.json<YearOrder>();
  return Response.json(await env.SIMULATED_MEMBER.getByName(`bench/${order.member}`).live(order));
}

/** Lets one come to a certain outcome. */
export async function reachOutcome(request: Request, env: BenchEnvironment): Promise<Response> {
  const { member, outcome } = await request.json<OutcomeOrder>();
  return Response.json(await env.SIMULATED_MEMBER.getByName(`bench/${member}`).outcome(outcome));
}
