import { z } from '@hono/zod-openapi';
import { wholeNumber } from './whole-number.ts';

/** A tenth of the candidates that a model scored, by how likely it held them to be opened. */
const Decile = z
  .object({
    decile: z.number().int().openapi({ description: '1 for the least likely, 10 for the likeliest' }),
    from: z.number().openapi({ description: 'probability from which they were scored' }),
    to: z.number(),
    count: z.number().int(),
    expected: z.number().openapi({ description: 'share that would be opened by what the model said: the mean of it' }),
    observed: z.number().openapi({ description: 'share that was opened' }),
  })
  .openapi('Decile');
export type Decile = z.infer<typeof Decile>;

/** Answer of `GET /v1/models/{name}/calibration`. */
export const Calibration = z
  .object({
    model: z.string(),
    version: z.number().int(),
    count: z.number().int().openapi({ description: 'candidates that it decided and that were not dropped' }),
    deciles: z.array(Decile).openapi({ description: 'fewer than ten while most scores are alike' }),
  })
  .openapi('Calibration');
export type Calibration = z.infer<typeof Calibration>;

/** Query of that: of which version, else of the newest. */
export const CalibrationQuery = z.object({ version: wholeNumber().optional() });
