import { CommandFailure } from '../../start/failure.ts';
import { type Random, seededRandom } from '../../world/random.ts';
import { columnReader } from '../columns.ts';
import { type Fit, fitLogistic } from '../fit-logistic.ts';
import { TrainingRows } from '../training-rows.ts';
import { engagedIn } from './engaged-in.ts';
import { COLUMNS, createFeatures, FEATURES } from './features.ts';
import { Past } from './past.ts';
import { HOUR, type HourOfActs } from './read-hours.ts';
import { newTrial, type Trial, tryHour } from './trial.ts';

/** How a training on acts goes. */
export interface ActsTraining {
  /** Unix seconds, a full hour: nothing at or after it is trained on. */
  readonly until: number;
  /** Hours before `until` whose candidates are rows. */
  readonly hours: number;
  /** Hours from `until` on whose candidates the model is tried on, at the most. */
  readonly tried: number;
  /** 0..1: how many of the candidates who did not engage are rows, each for all those that are not. */
  readonly share: number;
  readonly penalty: number;
  readonly seed: number;
  /** Told of the past and the fit when training is done: the past then ends at `until`. */
  readonly onTrained?: (past: Past, fit: Fit) => Promise<void> | void;
}

/** What came of it. */
export interface ActsTrained extends Trial {
  readonly rows: number;
  readonly positives: number;
}

/**
 * Trains on the hours before `until` who engages with whom in the next hour, and tries it on the hours after. The
 * candidates of an hour are all pairs (member, actor) of which the member follows the actor or engaged with them before
 * that hour. Features are of what happened before the hour; the past takes an hour in only when it has been used.
 */
export async function trainOnActs(
  follows: AsyncIterable<{ readonly follower: string; readonly followed: string }>,
  hours: AsyncIterable<HourOfActs>,
  options: ActsTraining,
): Promise<ActsTrained> {
  const rows = new TrainingRows(COLUMNS.length);
  const random = seededRandom(options.seed);
  let past: Past | undefined;
  let trial: Trial | undefined;
  for await (const hour of hours) {
    if (hour.start >= options.until + options.tried * HOUR) break;
    past ??= await pastOf(follows, hour.start);
    if (hour.start >= options.until && trial === undefined) {
      refuseNothing(rows);
      const fit = fitLogistic(rows, options.penalty);
      await options.onTrained?.(past, fit);
      trial = newTrial(fit);
    }
    if (trial) tryHour(past, hour, trial);
    else if (hour.start >= options.until - options.hours * HOUR) addRows(past, hour, rows, random, options.share);
    past.moveTo(hour.start + HOUR, hour.acts);
  }
  if (!trial) throw new CommandFailure('No act is at --until or after it.', 'Give a moment inside the file.');
  return { ...trial, rows: rows.size, positives: rows.positives };
}

function refuseNothing({ positives }: TrainingRows): void {
  if (positives > 0) return;
  throw new CommandFailure(
    'No candidate engaged in the hours to train by.',
    'Give a later --until, more --hours, or a file with more before it.',
  );
}

async function pastOf(
  follows: AsyncIterable<{ readonly follower: string; readonly followed: string }>,
  moment: number,
): Promise<Past> {
  const past = new Past(moment);
  for await (const { follower, followed } of follows) past.follow(follower, followed);
  return past;
}

function addRows(past: Past, hour: HourOfActs, rows: TrainingRows, random: Random, share: number): void {
  const { pairs } = engagedIn(past, hour);
  const featuresOf = createFeatures(past);
  const columnsOf = columnReader(FEATURES, COLUMNS);
  const values = new Float64Array(FEATURES.length);
  const row = new Float64Array(COLUMNS.length);
  for (let pair = 0; pair < past.pairs.size; pair++) {
    const label = pairs.has(pair);
    if (!label && random() >= share) continue;
    featuresOf(pair, values);
    columnsOf(values, row);
    rows.add(row, label, label ? 1 : 1 / share);
  }
}
