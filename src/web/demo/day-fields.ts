/** The days of a week: as the contract names them, short and in full. */
export const DAYS = [
  ['mon', 'Mon', 'Monday'],
  ['tue', 'Tue', 'Tuesday'],
  ['wed', 'Wed', 'Wednesday'],
  ['thu', 'Thu', 'Thursday'],
  ['fri', 'Fri', 'Friday'],
  ['sat', 'Sat', 'Saturday'],
  ['sun', 'Sun', 'Sunday'],
] as const;

/** What a field says after an event of it. */
export function fieldText(event: Event): string {
  return (event.target as HTMLInputElement | HTMLSelectElement).value.trim();
}

/** Whether a field holds a time of day: a cleared or half-typed one is not sent. */
export function isTime(event: Event): boolean {
  return /^\d\d:\d\d$/.test(fieldText(event));
}
