// PINs and token secrets are kept only in a form that does not give them away.
import { createHash, randomBytes, scryptSync, timingSafeEqual } from "node:crypto";

/** Of scrypt: PINs are short, so guessing from a stolen database must be slow. */
const COST = 2 ** 12;

/** Return what is stored of a random secret. */
export function digest(secret) {
  return createHash("sha256").update(secret).digest("hex");
}

/** Return what is stored of a PIN. */
export function protect(pin) {
  const salt = randomBytes(16).toString("hex");
  return `${salt}:${stretched(pin, salt)}`;
}

/** Tell whether `pin` is the one that was protected. */
export function fits(pin, stored) {
  const [salt, expected] = stored.split(":");
  return same(stretched(pin, salt), expected);
}

/** Compare two digests without telling by the time taken how much agrees. */
export function same(left, right) {
  return left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right));
}

function stretched(pin, salt) {
  return scryptSync(pin, Buffer.from(salt, "hex"), 64, { N: COST, r: 8, p: 1 }).toString("hex");
}
