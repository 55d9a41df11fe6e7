// The bank's own clerk at the command line; it works on the database, without a server.
import { parseArgs } from "node:util";

import { fee } from "./fees.js";
import { balance, transfer, wholeAmount } from "./ledger.js";
import { Refusal } from "./refusal.js";
import { open } from "./store.js";

const REFUSED = 1;
const MISUSED = 2;
const USAGE = `usage: bank [--database FILE] balance ACCOUNT
       bank [--database FILE] transfer FROM TO AMOUNT
       bank fee AMOUNT`;

/** Each command takes the path of the database and its words, and returns the lines to print. */
const COMMANDS = {
  balance: (path, account) => withStore(path, (store) => [balance(store, account)]),
  transfer: (path, source, target, amount) => withStore(path, (store) => {
    const balances = transfer(store, source, target, wholeAmount(number(amount)));
    return Object.entries(balances).map(([name, left]) => `${name}: ${left}`);
  }),
  fee: (_, amount) => [fee(wholeAmount(number(amount)))],
};

/** Carry out one command and return its exit code. */
export function main(words) {
  const options = parsed(words);
  if (!options) {
    console.error(USAGE);
    return MISUSED;
  }
  try {
    for (const line of options.command(options.database, ...options.words)) console.log(line);
    return 0;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    console.error(`refused: ${error.reason}`);
    return REFUSED;
  }
}

function parsed(args) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { database: { type: "string", default: "bank.db" } },
    });
    const [name, ...words] = positionals;
    const command = Object.hasOwn(COMMANDS, name ?? "") ? COMMANDS[name] : null;
    return command?.length === words.length + 1 ? { command, words, ...values } : null;
  } catch {
    return null;
  }
}

function withStore(path, work) {
  const store = open(path);
  try {
    return work(store);
  } finally {
    store.close();
  }
}

/** Return plain digits as a number; anything else stays what it is, and is refused. */
function number(text) {
  return /^[0-9]+$/.test(text) ? Number(text) : text;
}
