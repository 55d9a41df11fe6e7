// The bank over HTTP: what each path does. An action returns a status and a body.
import * as ledger from "./ledger.js";
import { Refusal } from "./refusal.js";
import { DESK, holder, logIn } from "./sessions.js";

const ROUTES = [
  ["GET", /^\/health$/, () => [200, { status: "ok" }]],
  ["POST", /^\/sessions$/, ({ store, body }) => [201, logIn(store, body.account, body.pin)]],
  ["GET", /^\/accounts\/(\w{1,40})$/, readAccount],
  ["POST", /^\/transfers$/, transfer],
  ["POST", /^\/freeze$/, (request) => setFrozen(request, true)],
  ["POST", /^\/unfreeze$/, (request) => setFrozen(request, false)],
  ["GET", /^\/orders\/([0-9]{1,12})\/status$/, orderStatus],
];

/** Answer one request, `{store, token, body}`; a refusal is an answer too. */
export function answer(method, path, request) {
  for (const [verb, pattern, act] of ROUTES) {
    const match = verb === method && pattern.exec(path);
    if (match) return attempt(() => act(request, ...match.slice(1)));
  }
  return [404, { reason: "no such page" }];
}

/** Return what `work` returns, or the refusal that it throws as an answer. */
export function attempt(work) {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) return [error.status, { reason: error.reason }];
    throw error;
  }
}

function readAccount({ store, token }, account) {
  if (holder(store, token) !== account) throw new Refusal(403, "this account is not yours");
  return [200, { account, balance: ledger.balance(store, account) }];
}

function transfer({ store, token, body }) {
  const asking = holder(store, token);
  const [source, target] = [String(body.from), String(body.to)];
  const amount = ledger.wholeAmount(body.amount);
  if (source !== asking) throw new Refusal(403, "this account is not yours");
  const balances = ledger.transfer(store, source, target, amount);
  return [201, { from: source, to: target, amount, balance: balances[source] }];
}

function setFrozen({ store, token }, frozen) {
  if (holder(store, token) !== DESK) throw new Refusal(403, "only the desk may do this");
  ledger.freeze(store, frozen);
  return [200, { frozen }];
}

function orderStatus({ store }, number) {
  const row = store.get("SELECT status FROM orders WHERE number = ?", [Number(number)]);
  if (!row) throw new Refusal(404, "unknown order");
  return [200, { order: Number(number), status: row.status }];
}
