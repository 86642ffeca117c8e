import { html, type TemplateResult } from 'lit';
import type { ChannelName } from '../../contract/channel.ts';
import type { StoredType } from '../../contract/notification-type.ts';
import type { Preferences } from '../../contract/preferences.ts';
import { channelsOf } from './channel-settings.ts';

export interface ChannelsModel {
  readonly channels: Preferences['channels'];
  readonly types: readonly StoredType[];
  readonly change: (changed: Pick<Preferences, 'channels'>) => void;
}

/** A switch for each way in which something of the tenant rings: off, nothing does there but what is mandatory. */
export function channelsView({ channels, types, change }: ChannelsModel): TemplateResult[] {
  // Until the types are known, what every tenant has.
  const ringing = channelsOf([...types, { channels: ['web-push'] }]).filter(([channel]) => channel !== 'in-app');
  return ringing.map(([channel]) => {
    const turn = (event: Event) => {
      const isOn = (event.target as HTMLInputElement).checked;
      change({ channels: { ...channels, [channel]: isOn ? 'on' : 'off' } });
    };
    return html`<label class="choice"><input type="checkbox" role="switch" .checked=${channels[channel] !== 'off'}
      @change=${turn} /> ${SWITCHES[channel]}</label>`;
  });
}

const SWITCHES: Readonly<Record<ChannelName, string>> = {
  'in-app': 'Timeline',
  'web-push': 'Web push to all devices',
  'mobile-push': 'Push to apps',
  email: 'Email',
  sms: 'Text messages',
  slack: 'Slack',
  webhook: 'Webhook',
};
