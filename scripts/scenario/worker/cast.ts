import type { MemberClient } from '../../../src/client/member-client.ts';
import type { Tower } from '../../../src/client/tower.ts';
import { objectName } from '../../../src/platform/names.ts';
import type { Person, Story } from '../story.ts';
import type { InProcess } from './in-process.ts';
import { pushService } from './push-service.ts';
import type { StoryEnvironment } from './story-environment.ts';
import type { StoryMember } from './story-member.ts';

/** Everybody and everything of a story, ready to act. */
export interface Cast {
  /** As the producer speaks to it. */
  readonly tower: Tower;
  /** As the member's browser speaks to it; with a fresh token, since tokens last an hour. */
  readonly client: (member: string) => Promise<MemberClient>;
  readonly object: (member: string) => DurableObjectStub<StoryMember>;
  /** What the product tells of each member now. */
  readonly profiles: Map<string, Person['profile']>;
  /** The zone that a member is in now. */
  readonly zoneOf: (member: string) => string;
  /** The story's name of a device, by its id. */
  readonly devices: ReadonlyMap<string, string>;
  /** The story's names of the events that were posted, by their ids. */
  readonly events: Map<string, string>;
}

/** Makes the tenant of a story, its types and its members, all by the API. */
export async function gather(story: Story, env: StoryEnvironment, api: InProcess): Promise<Cast> {
  const tenant = story.name;
  const { key } = await api.tower(env.TOWER_ROOT_KEY).tenants.put(tenant, { settings: story.settings });
  const tower = api.tower(key);
  for (const [name, model] of Object.entries(story.models ?? {})) await tower.models.put(name, model);
  for (const [name, type] of Object.entries(story.types)) await tower.types.put(name, type);
  const client = async (member: string) => api.member((await tower.tokens.issue(member)).token);
  const people = Object.entries(story.members);
  const devices = new Map<string, string>();
  for (const [name, person] of people) {
    await tower.members.put(name, person.profile);
    await moveIn(name, person, await client(name), devices);
    await tower.edges.put((person.follows ?? []).map((to) => ({ from: name, to })));
  }
  const profiles = new Map(people.map(([name, { profile }]) => [name, profile]));
  return {
    ...{ tower, client, profiles, devices, events: new Map() },
    object: (member) => env.MEMBER.getByName(objectName(tenant, member)),
    zoneOf: (member) => profiles.get(member)?.timezone ?? 'UTC',
  };
}

async function moveIn(name: string, person: Person, client: MemberClient, devices: Map<string, string>): Promise<void> {
  if (person.preferences) await client.preferences.put(person.preferences);
  for (const [device, form] of Object.entries(person.devices ?? {})) {
    const subscription = pushService.subscribe(name, device);
    const { id } = await client.devices.put({ kind: 'web-push', form, subscription });
    devices.set(id, device);
  }
}
