// The `bank` command: `node desk.js balance ada`.
import { main } from "./bank/desk.js";

process.exitCode = main(process.argv.slice(2));
