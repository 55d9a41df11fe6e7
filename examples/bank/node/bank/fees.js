// What sending money abroad costs.
const LOWEST = 2;
const HIGHEST = 50;

/** Return one in a hundred, rounded up, within the lowest and the highest fee. */
export function fee(amount) {
  return Math.min(Math.max(Math.ceil(amount / 100), LOWEST), HIGHEST);
}
