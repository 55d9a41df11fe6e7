// Logging in, and knowing who asks.
import { randomBytes } from "node:crypto";

import { Refusal } from "./refusal.js";
import { digest, fits, same } from "./secrets.js";
import { now } from "./store.js";

/** In seconds. */
const LIFETIME = 15 * 60;
export const DESK = "desk";

/** Begin a session; a wrong PIN and an unknown name are answered alike. */
export function logIn(store, name, pin) {
  const row = store.get("SELECT pin FROM holders WHERE name = ?", [String(name)]);
  if (!row || !fits(String(pin), row.pin)) throw new Refusal(401, "wrong name or PIN");
  const id = randomBytes(8).toString("hex");
  const secret = randomBytes(16).toString("hex");
  store.run("INSERT INTO sessions VALUES (?, ?, ?, ?)", [id, digest(secret), name, now()]);
  return { token: `${id}.${secret}`, expires_in: LIFETIME };
}

/** Return who a token belongs to. */
export function holder(store, token) {
  const [id, secret = ""] = token.split(/\.(.*)/s);
  const row = store.get("SELECT holder, secret, issued_at FROM sessions WHERE id = ?", [id]);
  if (!row || !same(digest(secret), row.secret)) throw new Refusal(401, "no valid token");
  if (now() - row.issued_at >= LIFETIME) throw new Refusal(401, "token expired");
  return row.holder;
}
