import { describe, test } from 'vitest';
import { FILES, loadDocument, routesOf } from './open-api-document.ts';
import { ask } from './world.ts';

/** Every route of the contract that this Worker serves. */
const ROUTES = `
PUT /v1/tenants/{tenant}
GET /v1/tenants/{tenant}/vapid
POST /v1/keys
GET /v1/keys
DELETE /v1/keys/{id}
PUT /v1/types/{name}
GET /v1/types/{name}
GET /v1/types/{name}/versions
GET /v1/types
POST /v1/types/{name}/preview
PUT /v1/templates/{name}
GET /v1/templates/{name}
DELETE /v1/templates/{name}
GET /v1/templates/{name}/versions
GET /v1/templates
PUT /v1/models/{name}
GET /v1/models/{name}
GET /v1/models/{name}/versions
GET /v1/models
GET /v1/models/{name}/calibration
PUT /v1/features/{dataset}
GET /v1/features
GET /v1/features/{dataset}
DELETE /v1/features/{dataset}
POST /v1/events
GET /v1/events/{id}
POST /v1/events/{id}/recall
POST /v1/events/{id}/pause
POST /v1/events/{id}/resume
POST /v1/events/{id}/cancel
PUT /v1/edges
DELETE /v1/edges
GET /v1/nodes/{node}/audience
POST /v1/audiences/preview
PUT /v1/members/{id}
PUT /v1/members
GET /v1/members
GET /v1/members/{id}
GET /v1/members/{id}/follows
GET /v1/members/{id}/export
DELETE /v1/members/{id}
POST /v1/members/{id}/tokens
GET /v1/members/{id}/decisions
POST /v1/engagements
GET /v1/me/timeline
POST /v1/me/timeline/seen
POST /v1/me/timeline/read
POST /v1/me/timeline/archive
GET /v1/me/preferences
PUT /v1/me/preferences
PUT /v1/me/devices
GET /v1/me/devices
DELETE /v1/me/devices/{id}
POST /v1/push/reports
POST /v1/push/renewals
PUT /v1/providers/{name}
GET /v1/providers
GET /v1/providers/{name}
DELETE /v1/providers/{name}
POST /v1/providers/{name}/test
PUT /v1/suppressions
DELETE /v1/suppressions
GET /v1/suppressions
POST /v1/callbacks/{token}
GET /v1/unsubscribe/{token}
POST /v1/unsubscribe/{token}
PUT /v1/webhooks/{name}
GET /v1/webhooks
GET /v1/webhooks/{name}
DELETE /v1/webhooks/{name}
POST /v1/webhooks/{name}/rotate
POST /v1/webhooks/{name}/test
POST /v1/me/engagements
GET /v1/me/live
GET /health
GET /openapi.json
GET /docs
GET /v1/dead-letters
POST /v1/dead-letters/{id}/replay
GET /v1/stats`;

describe('/openapi.json', () => {
  test('every route of the contract is in it', async ({ expect }) => {
    const described = routesOf(await loadDocument()).map(({ at }) => at);
    const missing = ROUTES.trim()
      .split('\n')
      .filter((route) => !described.includes(route));
    expect(missing).toEqual([]);
  });

  test('every route in it is served', async ({ expect }) => {
    for (const { at, path, method } of routesOf(await loadDocument())) {
      if (FILES.includes(path)) continue;
      const filled = path.replaceAll(/\{\w+\}/g, 'x');
      const answer = await ask(method.toUpperCase(), filled, method === 'get' ? {} : { body: {} });
      // Nothing answers 404 to somebody unknown but a route that is not there; the public ones know no `x`, and those
      // whose token is in the body look at the body first.
      const isPublic = path === '/demo.json' || path.endsWith('/vapid') || path.startsWith('/v1/unsubscribe/');
      const isByToken = path.startsWith('/v1/push/');
      expect([200, 401, ...(isPublic ? [404] : []), ...(isByToken ? [400] : [])], at).toContain(answer.status);
    }
  });

  test('a method that is not in it is refused with those that are, whoever asks', async ({ expect }) => {
    const { paths } = await loadDocument();
    for (const [path, described] of Object.entries(paths)) {
      if (FILES.includes(path)) continue;
      const methods = Object.keys(described).map((method) => method.toUpperCase());
      const allowed = [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].sort().join(', ');
      for (const method of ['GET', 'PUT', 'POST', 'DELETE', 'PATCH'].filter((each) => !methods.includes(each))) {
        const at = `${method} ${path}`;
        const { status, headers, json } = await ask(method, path.replaceAll(/\{\w+\}/g, 'x'));
        expect([status, headers.get('Allow')], at).toEqual([405, allowed]);
        expect(json, at).toMatchObject({
          type: 'urn:tower:problem:method-not-allowed',
          detail: `This route takes ${allowed}, not ${method}`,
        });
      }
    }
  });

  test('it is a sound OpenAPI 3.1: every reference resolves, every parameter of a path is declared', async ({
    expect,
  }) => {
    const document = await loadDocument();
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(document.info).toMatchObject({ title: 'Tower', version: expect.stringMatching(/^\d+\.\d+\.\d+$/) });

    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(
      ([, name]) => name ?? '',
    );
    expect(JSON.stringify(document).match(/"\$ref"/g)).toHaveLength(references.length);
    expect(references.filter((name) => !(name in document.components.schemas))).toEqual([]);
    expect(references.length).toBeGreaterThan(20);

    const schemes = Object.keys(document.components.securitySchemes);
    const tags = new Set<string>();
    for (const { at, path, operation } of routesOf(document)) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
      const declared = (operation.parameters ?? []).filter((each) => each.in === 'path');
      expect(declared.map(({ name }) => name).sort(), at).toEqual(inPath);
      expect(
        declared.every(({ required }) => required),
        at,
      ).toBe(true);
      expect(operation.summary.length, at).toBeGreaterThan(3);
      for (const tag of operation.tags) tags.add(tag);
      for (const scheme of operation.security.flatMap((each) => Object.keys(each)))
        expect(schemes, at).toContain(scheme);
      expect(
        Object.keys(operation.responses).some((status) => /^[12]\d\d$/.test(status)),
        at,
      ).toBe(true);
      for (const [status, { description, content }] of Object.entries(operation.responses)) {
        expect(description.length, `${at} ${status}`).toBeGreaterThan(0);
        if (Number(status) < 400) continue;
        expect(content, `${at} ${status}`).toEqual({
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        });
      }
      for (const { schema } of Object.values(operation.requestBody?.content ?? {}))
        expect(schema, at).toBeTypeOf('object');
      if (operation.requestBody) {
        // Any body may be unreadable, too large or of another kind.
        expect(Object.keys(operation.responses), at).toEqual(expect.arrayContaining(['400', '413', '415']));
      }
    }
    expect(tags.size).toBeGreaterThan(5);
  });

  test('events are described in every form they may have', async ({ expect }) => {
    const { paths } = await loadDocument();
    const post = paths['/v1/events']?.post;
    expect(Object.keys(post?.requestBody?.content ?? {}).sort()).toEqual([
      'application/cloudevents+json',
      'application/cloudevents-batch+json',
      'application/json',
      'application/x-ndjson',
    ]);
    expect(post?.parameters).toMatchObject([{ name: 'Idempotency-Key', in: 'header', schema: { type: 'string' } }]);
    expect(Object.keys(post?.responses ?? {})).toEqual(
      expect.arrayContaining(['202', '400', '401', '403', '409', '413', '415', '429']),
    );
  });
});
