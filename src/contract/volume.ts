import { z } from '@hono/zod-openapi';

/** New and returning members hear less at first: one interruption a day more every `phaseDays` days. */
export const Ramp = z
  .strictObject({
    phaseDays: z.number().int().min(1).max(30).default(3),
    awayDays: z.number().int().min(1).max(90).default(30).openapi({
      description: 'days without any engagement after which a member counts as returning',
    }),
  })
  .openapi('Ramp');

/** After "see less", or so many dismissals with nothing opened in between: days of silence, then of half the caps. */
export const Fatigue = z
  .strictObject({
    quietDays: z.number().int().min(0).max(60).default(7),
    reducedDays: z.number().int().min(0).max(90).default(30),
    dismissals: z.number().int().min(2).max(50).default(3),
  })
  .openapi('Fatigue');
