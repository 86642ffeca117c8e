import { OpenAPIHono } from '@hono/zod-openapi';
import { cors } from 'hono/cors';
import { log, messageOf } from '../platform/log.ts';
import { methodsOf } from './allowed-methods.ts';
import type { App, Bindings } from './context.ts';
import { type Failure, problemOf, Refused } from './failure.ts';
import { openApiInfo } from './open-api.ts';
import { addAudienceRoutes } from './routes/audiences.ts';
import { addCallbackRoutes } from './routes/callbacks.ts';
import { addDecisionRoutes } from './routes/decisions.ts';
import { addDeviceRoutes } from './routes/devices.ts';
import { addEdgeRoutes } from './routes/edges.ts';
import { addEngagementRoutes } from './routes/engagements.ts';
import { addEventRoutes } from './routes/events.ts';
import { addFeatureRoutes } from './routes/features.ts';
import { addKeyRoutes } from './routes/keys.ts';
import { addMemberRoutes } from './routes/members.ts';
import { addModelRoutes } from './routes/models.ts';
import { addOperatorRoutes } from './routes/operators.ts';
import { addPreferenceRoutes } from './routes/preferences.ts';
import { addProviderRoutes } from './routes/providers.ts';
import { addPushRoutes } from './routes/push.ts';
import { addSuppressionRoutes } from './routes/suppressions.ts';
import { addTemplateRoutes } from './routes/templates.ts';
import { addTenantRoutes } from './routes/tenants.ts';
import { addTimelineRoutes } from './routes/timeline.ts';
import { addTokenRoutes } from './routes/tokens.ts';
import { addTypeRoutes } from './routes/types.ts';
import { addUnsubscribeRoutes } from './routes/unsubscribe.ts';
import { addWebhookRoutes } from './routes/webhooks.ts';

/** The HTTP API: a file a resource; every failure leaves through `answerFailure`. */
export function createApp(): App {
  const app: App = new OpenAPIHono<Bindings>();
  // Members' browsers are on the product's own pages; there are no cookies, so any origin may ask; their service workers
  // tell by signed tokens.
  app.use('/v1/me/*', cors({ origin: '*', maxAge: 86_400 }));
  app.use('/v1/tenants/:tenant/vapid', cors({ origin: '*', maxAge: 86_400 }));
  app.use('/v1/push/*', cors({ origin: '*', maxAge: 86_400 }));

  addTenantRoutes(app);
  addKeyRoutes(app);
  addTypeRoutes(app);
  addTemplateRoutes(app);
  addModelRoutes(app);
  addFeatureRoutes(app);
  addEventRoutes(app);
  addEdgeRoutes(app);
  addAudienceRoutes(app);
  addMemberRoutes(app);
  addTokenRoutes(app);
  addDecisionRoutes(app);
  addEngagementRoutes(app);
  addTimelineRoutes(app);
  addPreferenceRoutes(app);
  addDeviceRoutes(app);
  addPushRoutes(app);
  addProviderRoutes(app);
  addCallbackRoutes(app);
  addSuppressionRoutes(app);
  addUnsubscribeRoutes(app);
  addWebhookRoutes(app);
  addOperatorRoutes(app);

  app.openAPIRegistry.registerComponent('securitySchemes', 'key', { type: 'http', scheme: 'bearer' });
  app.openAPIRegistry.registerComponent('securitySchemes', 'member', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'root', { type: 'http', scheme: 'bearer' });
  app.get('/openapi.json', (context) => context.json(app.getOpenAPI31Document(openApiInfo)));

  const allowed = methodsOf(app);
  app.notFound(({ req }) => {
    const methods = allowed(req.path);
    if (methods.length > 0) return answerFailure({ kind: 'wrong-method', method: req.method, allowed: methods });
    return answerFailure({ kind: 'not-found', what: 'such route' });
  });
  app.onError((error) => answerFailure(failureOf(error)));
  return app;
}

function failureOf(error: unknown): Failure {
  if (error instanceof Refused) return error.failure;
  const reference = crypto.randomUUID();
  log('error', 'request.broken', { reference, reason: messageOf(error) });
  return { kind: 'broken', reference };
}

function answerFailure(failure: Failure): Response {
  const { problem, headers } = problemOf(failure);
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { 'Content-Type': 'application/problem+json', ...headers },
  });
}
