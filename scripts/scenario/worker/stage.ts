import { consumeQueue } from '../../../src/queue.ts';
import type { Happening } from '../told.ts';
import type { Cast } from './cast.ts';
import { storyClock } from './story-clock.ts';
import type { StoryEnvironment } from './story-environment.ts';
import { storyQueues, type Waiting } from './story-queues.ts';
import { type Noticed, Watch } from './watch.ts';

/** Things that may happen by themselves between two steps; more is a circle. */
const MOST_BY_ITSELF = 10_000;

/** A member whose object wakes. */
interface Wake {
  readonly member: string;
  readonly at: number;
}

/** Where a story is played: keeps what happened, and lets happen what happens by itself. */
export class Stage {
  readonly happenings: Happening[] = [];
  /** Where whom the story is about is. */
  timezone: string;
  readonly #env: StoryEnvironment;
  readonly #cast: Cast;
  readonly #watch: Watch;

  private constructor(env: StoryEnvironment, cast: Cast) {
    this.#env = env;
    this.#cast = cast;
    this.#watch = new Watch(cast);
    this.timezone = [...cast.profiles.values()][0]?.timezone ?? 'UTC';
  }

  /** What there is before the story begins is not told. */
  static async open(env: StoryEnvironment, cast: Cast): Promise<Stage> {
    const stage = new Stage(env, cast);
    await stage.#watch.notice(storyClock.now());
    return stage;
  }

  tell(...noticed: readonly Noticed[]): void {
    for (const each of noticed) this.happenings.push({ timezone: this.timezone, ...each });
  }

  /** Tells what came of something that began at `since`, ms since the epoch. */
  async tellNews(since: number): Promise<void> {
    this.tell(...(await this.#watch.notice(since)));
  }

  /** Everything that happens by itself up to and at a moment: messages are consumed and alarms fire. */
  async playUntil(at: number): Promise<void> {
    let wake: Wake | undefined;
    for (let count = 0; ; count++) {
      if (count > MOST_BY_ITSELF) throw new Error('The story goes round in a circle');
      const next = this.#next();
      if (!next || next.at > at) break;
      storyClock.passTo(next.at);
      const since = storyClock.now();
      wake = 'member' in next ? { member: next.member, at: since } : wake;
      await this.#play(next);
      const noticed = await this.#watch.notice(since);
      // It is told with what comes of it: to wake for nothing, or for one more vain try, is no news.
      if (wake?.at === since && noticed.some((each) => isNewsOf(wake?.member, each))) {
        const { member } = wake;
        this.tell({ at: since, kind: 'wake', member, localZone: this.#cast.zoneOf(member) });
        wake = undefined;
      }
      this.tell(...noticed);
    }
    storyClock.passTo(at);
  }

  /** What happens next; messages before alarms of the same moment. */
  #next(): Waiting | Wake | undefined {
    const [message, wake] = [storyQueues.next(), this.#watch.next()];
    return message && wake ? (message.at <= wake.at ? message : wake) : (message ?? wake);
  }

  async #play(next: Waiting | Wake): Promise<void> {
    if ('member' in next) await this.#cast.object(next.member).ring(storyClock.now());
    else await storyQueues.consume(next, (batch) => consumeQueue(batch, this.#env));
  }
}

/** What a member may notice, a change without a sound being none. */
function isNewsOf(member: string | undefined, each: Noticed): boolean {
  if (each.kind === 'decision') return each.member === member;
  return each.kind === 'shown' && each.member === member && !each.quiet;
}
