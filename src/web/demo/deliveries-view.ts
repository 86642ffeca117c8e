import { html, nothing, type TemplateResult } from 'lit';
import type { DeliveryStatus } from '../../contract/decision.ts';
import { inFull } from '../ui/moments.ts';
import { CHANNEL_WORDS } from './decision-words.ts';
import { deliveryInWords } from './delivery-words.ts';

/** Where the deliveries of a notification went, one line each; nothing when it has none. `now` in ms. */
export function deliveriesView(
  deliveries: readonly DeliveryStatus[] | undefined,
  now: number,
): TemplateResult | typeof nothing {
  if (!deliveries || deliveries.length === 0) return nothing;
  return html`<ul class="deliveries small" aria-label="Where it went">
    ${deliveries.map(
      (delivery) => html`<li title=${titleOf(delivery)}>
        <span>${CHANNEL_WORDS[delivery.channel]}</span> <span class="soft">${deliveryInWords(delivery, now)}</span>
      </li>`,
    )}
  </ul>`;
}

function titleOf({ device, reference, arrivedAt }: DeliveryStatus): string {
  return [
    device,
    ...(reference === undefined ? [] : [reference]),
    ...(arrivedAt === undefined ? [] : [`arrived ${inFull(arrivedAt)}`]),
  ].join(' · ');
}
