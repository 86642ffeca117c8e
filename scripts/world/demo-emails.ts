import type { z } from 'zod';
import type { Template } from '../../src/contract/notification-type.ts';

type Email = NonNullable<z.input<typeof Template>['email']>;

/** What types of the demo world say in emails instead of their titles and bodies. */
export const DEMO_EMAILS = {
  message: {
    subject: '{{actor}} wrote to you',
    preview: '{{payload.text}}',
    html: emailOf('{{actor}} wrote to you', quoted('{{payload.text}}'), button('Answer {{actor}}')),
  },
  mention: {
    subject: '{{actor}} mentioned you',
    preview: '{{payload.text}}',
    html: emailOf('{{actor}} mentioned you', quoted('{{payload.text}}'), button('See where')),
  },
  'sign-in': {
    subject: 'New sign-in to your account',
    preview: '{{payload.text}}',
    html: emailOf(
      'New sign-in to your account',
      quoted('{{payload.text}}'),
      paragraph('If it was you, there is nothing to do. If not, change your password now.'),
      button('It was not me'),
    ),
  },
} as const satisfies Record<string, Email>;

/** Mail programs know no style sheets: what it looks like is said where it is. Colours are left to light and dark. */
function emailOf(heading: string, ...parts: readonly string[]): string {
  return [`<h1 style="margin:0 0 16px;font-size:20px;line-height:1.3">${heading}</h1>`, ...parts].join('\n');
}

function paragraph(text: string): string {
  return `<p style="margin:0 0 16px">${text}</p>`;
}

function quoted(text: string): string {
  return `<p style="margin:0 0 16px;padding:4px 16px;border-left:3px solid #4f6fe0;font-size:17px">${text}</p>`;
}

function button(text: string): string {
  const look =
    'display:inline-block;padding:10px 18px;border-radius:6px;background:#1d4ed8;color:#ffffff;font-weight:600;text-decoration:none';
  return `<p style="margin:24px 0 0"><a href="/?item={{item.id}}" style="${look}">${text}</a></p>`;
}
