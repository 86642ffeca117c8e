import { pick, type Random, sample } from './random.ts';

const TEXTS = {
  post: [
    'Spent the whole weekend on {topic}. Worth every minute.',
    'Three things about {topic} I wish somebody had told me a year ago.',
    'Is anybody else into {topic}? Looking for company on Thursday evenings.',
    'My notes on {topic} are finally readable. Corrections welcome.',
    'Unpopular opinion: {topic} is at its best when it goes slightly wrong.',
    'A small {topic} success today, after a week of failures.',
    'What is the one book about {topic} you would give to a beginner?',
  ],
  comment: [
    'I had exactly the same experience with {topic}.',
    'Could you say a little more about how you started?',
    'This made my day. Thank you for writing it down.',
    'I would argue the opposite, and bring cake to the discussion.',
    'Count me in for Thursday.',
  ],
  like: ['Your post about {topic}', 'What you wrote on {topic}'],
  mention: [
    'You know more about {topic} than I do: what do you think?',
    'This is what we talked about last week.',
    'Have a look, it is right up your street.',
  ],
  message: [
    'Are you around later? I have a {topic} question.',
    'Lunch tomorrow?',
    'I found that article about {topic}, sending it over.',
    'Thanks for yesterday!',
    'Running ten minutes late, sorry.',
  ],
  topic: [
    'Three new notes on {topic}',
    'A beginner asks about {topic}, and nobody has answered yet',
    'What people say about {topic} this week',
    'An old discussion of {topic} is lively again',
  ],
  trend: [
    'Everybody reads about {topic} today',
    'The {topic} story that is passed around',
    'Why {topic} is on so many minds',
  ],
  'sign-in': [
    'Firefox on Linux, near Lisbon. Was it you?',
    'Safari on an iPhone, near Osaka. Was it you?',
    'Chrome on Windows, near Toronto. Was it you?',
  ],
} as const;

/** Something that an act of this kind would say about a topic. */
export function textAbout(kind: keyof typeof TEXTS, topic: string, random: Random): string {
  return pick(random, TEXTS[kind]).replaceAll('{topic}', topic);
}

/** Up to so many different things of that kind. */
export function textsAbout(kind: keyof typeof TEXTS, topic: string, count: number, random: Random): string[] {
  return sample<string>(random, TEXTS[kind], count).map((text) => text.replaceAll('{topic}', topic));
}
