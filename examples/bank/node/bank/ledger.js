// Accounts and the money that moves between them.
import { Refusal } from "./refusal.js";
import { transaction } from "./store.js";

const LARGEST = 1_000_000;

/** Return an amount of money as the bank counts it. */
export function wholeAmount(value) {
  if (!Number.isInteger(value) || value < 1 || value > LARGEST) {
    throw new Refusal(422, "the amount must be a whole number from 1 to 1000000");
  }
  return value;
}

/** Return what is in an account. */
export function balance(store, account) {
  const row = store.get("SELECT balance FROM accounts WHERE name = ?", [account]);
  if (!row) throw new Refusal(404, `unknown account: ${account}`);
  return row.balance;
}

/** Move money and return both new balances by name, or refuse and change nothing. */
export function transfer(store, source, target, amount) {
  if (source === target) throw new Refusal(422, "a transfer needs two different accounts");
  return transaction(store, () => {
    if (isFrozen(store)) throw new Refusal(409, "the books are frozen");
    const available = balance(store, source);
    balance(store, target);
    if (available < amount) throw new Refusal(409, "insufficient funds");
    add(store, source, -amount);
    add(store, target, amount);
    return { [source]: balance(store, source), [target]: balance(store, target) };
  });
}

/** Freeze the books, or open them again; refuse where they are so already. */
export function freeze(store, frozen) {
  const state = frozen ? 1 : 0;
  const { changes } = store.run("UPDATE books SET frozen = ? WHERE frozen <> ?", [state, state]);
  if (!changes) throw new Refusal(409, `the books are ${frozen ? "" : "not "}frozen`);
}

function isFrozen(store) {
  return store.get("SELECT frozen FROM books").frozen === 1;
}

function add(store, account, amount) {
  store.run("UPDATE accounts SET balance = balance + ? WHERE name = ?", [amount, account]);
}
