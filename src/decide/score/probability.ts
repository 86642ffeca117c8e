/** The probability of log-odds, 0..1. What is no number, since infinities cancelled, says neither yes nor no. */
export function probabilityOf(logit: number): number {
  return Number.isNaN(logit) ? 0.5 : 1 / (1 + Math.exp(-logit));
}

/** The same of the most that log-odds can be: of what is no number anything is possible. */
export function mostProbabilityOf(logit: number): number {
  return Number.isNaN(logit) ? 1 : probabilityOf(logit);
}
