import { html, nothing, type TemplateResult } from 'lit';
import { cache } from 'lit/directives/cache.js';
import type { StoredType } from '../../contract/notification-type.ts';
import type { Me } from '../api/me.ts';
import type { Producer } from '../api/producer.ts';
import type { Tab } from './tabs-view.ts';
import './tower-composer.ts';
import './tower-decisions.ts';
import './tower-following.ts';
import './tower-preferences.ts';
import './tower-push.ts';

export interface PanelModel {
  readonly tab: Tab;
  readonly tenant: string;
  readonly producer: Producer;
  readonly me: Me;
  readonly member: string;
  /** Whether the member's own calls can be made. */
  readonly signedIn: boolean;
  readonly types: readonly StoredType[];
  readonly people: readonly string[];
  readonly changes: number;
  readonly onChange: () => void;
}

/**
 * The panel of the chosen tab; what was typed in another one is kept. The inbox is no panel,
 * because a wide page shows it beside them.
 */
export function panelView(model: PanelModel): TemplateResult {
  return html`<div class="panel" role="tabpanel" id="panel" aria-labelledby="tab-${model.tab}" ?hidden=${model.tab === 'inbox'}>
    ${cache(contentOf(model))}
  </div>`;
}

function contentOf({ tab, tenant, producer, me, member, signedIn, types, people, changes, onChange }: PanelModel) {
  switch (tab) {
    case 'inbox':
      return nothing;
    case 'post':
      return html`<tower-composer .producer=${producer} .member=${member} .types=${types} .people=${people}
        @tower-change=${onChange}></tower-composer>`;
    case 'following':
      return html`<tower-following .producer=${producer} .member=${member} .people=${people}></tower-following>`;
    case 'why':
      return html`<tower-decisions .producer=${producer} .member=${member} .changes=${changes}></tower-decisions>`;
    case 'settings':
      return signedIn
        ? html`<tower-push .me=${me} .member=${member} .tenant=${tenant}></tower-push>
            <tower-preferences .me=${me} .member=${member} .types=${types} .people=${people}></tower-preferences>`
        : nothing;
  }
}
