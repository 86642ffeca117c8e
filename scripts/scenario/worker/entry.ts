import { stories } from '../stories.ts';
import { pushService } from './push-service.ts';
import { runStory } from './run-story.ts';
import type { StoryEnvironment } from './story-environment.ts';

// The runtime looks for the classes of objects among the exports of the main module.
// biome-ignore lint/performance/noBarrelFile: see above
export * from '../../../src/index.ts';
export { StoryMember } from './story-member.ts';
export { StoryQueue } from './story-queues.ts';

globalThis.fetch = pushService.fetch;

/** What a story leaves behind is in its tenant: played again, it would find it there. */
const played = new Set<string>();

/** `POST /NAME` plays a story and answers what happened in it. */
export default {
  async fetch(request, env, context) {
    const name = decodeURIComponent(new URL(request.url).pathname.slice(1));
    const story = stories.find((each) => each.name === name);
    if (!story) return new Response('no such story', { status: 404 });
    if (played.has(name)) return new Response('it has been played', { status: 409 });
    played.add(name);
    try {
      return Response.json(await runStory(story, env, context));
    } catch (error) {
      return new Response(error instanceof Error ? error.stack : String(error), { status: 500 });
    }
  },
} satisfies ExportedHandler<StoryEnvironment>;
