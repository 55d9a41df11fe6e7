// Install what package-lock.json names, unless it is there already, so that a second build needs no network.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

const folder = new URL(".", import.meta.url);

function packages(path) {
  const file = new URL(path, folder);
  if (!existsSync(file)) return null;
  const { "": _root, ...dependencies } = JSON.parse(readFileSync(file, "utf8")).packages;
  return JSON.stringify(Object.entries(dependencies).map(([name, one]) => [name, one.integrity]));
}

if (packages("package-lock.json") !== packages("node_modules/.package-lock.json")) {
  const npm = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: folder, stdio: "inherit" });
  if (npm.error) console.error(`npm could not be started: ${npm.error.message}`);
  process.exitCode = npm.status ?? 1;
}
