// The bank's HTTP service: `node serve.js --port 8000 --database bank.db`.
import { parseArgs } from "node:util";

import { open } from "./bank/store.js";
import { server } from "./bank/web.js";

const { values } = parseArgs({
  options: { port: { type: "string" }, database: { type: "string", default: "bank.db" } },
});
if (!/^\d+$/.test(values.port ?? "")) {
  console.error("usage: node serve.js --port PORT [--database FILE]");
  process.exit(2);
}
const store = open(values.database);
const bank = server(store).listen(Number(values.port), "127.0.0.1", () =>
  console.log(`the bank is open at http://127.0.0.1:${bank.address().port}`),
);
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    store.close();
    process.exit(0);
  });
}
