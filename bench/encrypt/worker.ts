import { type Maker, pushMakers } from './push-work.ts';

/** So many requests to make. */
export interface EncryptOrder {
  readonly by: Maker;
  readonly count: number;
}

let makers: ReturnType<typeof pushMakers> | undefined;

/** Makes push requests inside workerd, where Tower makes them; how long it takes is measured by whoever asks. */
export default {
  async fetch(request) {
    const { by, count } = await request.json<EncryptOrder>();
    makers ??= pushMakers();
    const make = makers[by];
    for (let done = 0; done < count; done++) await make();
    return Response.json({ count });
  },
} satisfies ExportedHandler;
