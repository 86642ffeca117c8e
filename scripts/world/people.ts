import { pick, type Random, sample } from './random.ts';

/** A person of the demo world. */
export interface Person {
  /** Readable, and the member's id. */
  readonly id: string;
  readonly name: string;
  readonly timezone: string;
  readonly locale: string;
  /** At a domain that is kept for examples (RFC 2606), and a number that is kept for fiction (555-0100 to 555-0199). */
  readonly email: string;
  readonly phone: string;
  readonly interests: readonly string[];
}

/** What people of the demo world care about. */
// biome-ignore format: a list of words reads best in lines
export const INTERESTS = [
  'astronomy', 'baking', 'chess', 'climbing', 'compilers', 'cycling', 'databases', 'film', 'football', 'gardening',
  'history', 'jazz', 'knitting', 'maps', 'painting', 'photography', 'physics', 'poetry', 'rowing', 'sailing',
] as const;

// biome-ignore format: a list of words reads best in lines
const NAMES = [
  'Ada', 'Alan', 'Alma', 'Amara', 'Anders', 'Aoife', 'Barbara', 'Bela', 'Carla', 'Chen', 'Clara', 'Dmitri', 'Edsger',
  'Elif', 'Emmy', 'Enzo', 'Farah', 'Fatima', 'Femi', 'Grace', 'Hana', 'Hedy', 'Henrik', 'Ines', 'Ivan', 'Jamal',
  'Jun', 'Kaito', 'Katherine', 'Kofi', 'Lars', 'Leila', 'Linus', 'Lucia', 'Malik', 'Margaret', 'Marie', 'Mateo',
  'Mei', 'Mira', 'Nadia', 'Nikola', 'Noor', 'Olga', 'Omar', 'Oskar', 'Paul', 'Priya', 'Quentin', 'Radia', 'Ravi',
  'Rosa', 'Sana', 'Sofia', 'Tariq', 'Tove', 'Uma', 'Vera', 'Wei', 'Yuki', 'Zara',
] as const;

const PLACES = [
  ['Europe/London', 'en-GB'],
  ['America/New_York', 'en-US'],
  ['America/Sao_Paulo', 'pt-BR'],
  ['Europe/Berlin', 'de-DE'],
  ['Africa/Lagos', 'en-NG'],
  ['Asia/Kolkata', 'en-IN'],
  ['Asia/Tokyo', 'ja-JP'],
  ['Australia/Sydney', 'en-AU'],
] as const;

/** Everybody of the demo world, always the same for the same seed; the first ones are the best known. */
export function makePeople(random: Random): Person[] {
  return NAMES.map((name, rank) => {
    const [timezone, locale] = pick(random, PLACES);
    const id = name.toLowerCase();
    return {
      id,
      name,
      timezone,
      locale,
      email: `${id}@example.com`,
      phone: `+15555550${100 + rank}`,
      interests: sample(random, INTERESTS, 2 + Math.floor(random() * 3)),
    };
  });
}
