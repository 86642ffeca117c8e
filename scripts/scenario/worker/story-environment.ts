import type { Environment } from '../../../src/platform/environment.ts';
import type { StoryMember } from './story-member.ts';

/** The product's bindings, its members being those of stories. */
export interface StoryEnvironment extends Environment {
  readonly MEMBER: DurableObjectNamespace<StoryMember>;
}
