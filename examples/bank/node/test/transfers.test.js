import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";

import { balance } from "../bank/ledger.js";
import { ACCOUNTS, open } from "../bank/store.js";
import { server } from "../bank/web.js";

let folder, store, bank, base;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "bank-"));
  store = open(join(folder, "bank.db"));
  // So much that no transfer here is refused.
  store.run("UPDATE accounts SET balance = 100");
  bank = server(store);
  await new Promise((done) => bank.listen(0, "127.0.0.1", done));
  base = `http://127.0.0.1:${bank.address().port}`;
});

afterEach(async () => {
  bank.closeAllConnections?.();
  await new Promise((done) => bank.close(done));
  store.close();
  rmSync(folder, { recursive: true });
});

async function post(path, body, token) {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  const response = await fetch(base + path, { method: "POST", headers, body: JSON.stringify(body) });
  return { status: response.status, ...(await response.json()) };
}

async function tokens() {
  const pins = { ada: "1815", bob: "1924", cy: "1939" };
  const sessions = Object.entries(pins).map(async ([account, pin]) => [
    account,
    (await post("/sessions", { account, pin })).token,
  ]);
  return Object.fromEntries(await Promise.all(sessions));
}

function balances() {
  return Object.keys(ACCOUNTS).map((name) => balance(store, name));
}

test("transfers that arrive at once lose nothing [ACC-8]", async () => {
  const { ada } = await tokens();
  const attempts = Array.from({ length: 24 }, () =>
    post("/transfers", { from: "ada", to: "bob", amount: 1 }, ada),
  );
  await Promise.all(attempts);

  assert.deepEqual(balances(), [76, 124, 100]);
});

test("transfers in a circle at once leave everything as it was [ACC-8]", async () => {
  const token = await tokens();
  const circle = [["ada", "bob"], ["bob", "cy"], ["cy", "ada"]];
  const attempts = Array.from({ length: 24 }, (_, turn) => {
    const [from, to] = circle[turn % 3];
    return post("/transfers", { from, to, amount: 1 }, token[from]);
  });
  await Promise.all(attempts);

  assert.deepEqual(balances(), [100, 100, 100]);
});
