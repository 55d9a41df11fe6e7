// The database: its tables, and the people and orders it starts with.
import sqlite from "node-sqlite3-wasm";

import { protect } from "./secrets.js";

const SCHEMA = `
CREATE TABLE IF NOT EXISTS accounts (name TEXT PRIMARY KEY, balance INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS holders (name TEXT PRIMARY KEY, pin TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY, secret TEXT NOT NULL, holder TEXT NOT NULL, issued_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS orders (number INTEGER PRIMARY KEY, status TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS books (frozen INTEGER NOT NULL);
`;
export const ACCOUNTS = { ada: 3, bob: 3, cy: 3 };
const PINS = { ada: "1815", bob: "1924", cy: "1939", desk: "0000" };
const ORDERS = { 1001: "shipped", 1002: "printing", 1003: "received" };

/** Open the database; a new one gets its tables and what the bank starts with. */
export function open(path) {
  const store = new sqlite.Database(path);
  store.exec(SCHEMA);
  transaction(store, () => {
    if (!store.get("SELECT frozen FROM books")) seed(store);
  });
  return store;
}

/** Do everything inside or nothing; the write lock is taken before the first read. */
export function transaction(store, work) {
  store.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    store.exec("COMMIT");
    return result;
  } catch (error) {
    store.exec("ROLLBACK");
    throw error;
  }
}

/** Return the time in seconds, as the database keeps it. */
export function now() {
  return Date.now() / 1000;
}

function seed(store) {
  store.run("INSERT INTO books VALUES (0)");
  insert(store, "INSERT INTO accounts VALUES (?, ?)", Object.entries(ACCOUNTS));
  insert(store, "INSERT INTO orders VALUES (?, ?)", Object.entries(ORDERS));
  const pins = Object.entries(PINS).map(([name, pin]) => [name, protect(pin)]);
  insert(store, "INSERT INTO holders VALUES (?, ?)", pins);
}

function insert(store, statement, rows) {
  for (const row of rows) store.run(statement, row);
}
