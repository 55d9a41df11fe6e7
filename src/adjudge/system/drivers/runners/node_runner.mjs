// The program that calls functions of Node modules, in the system's folder. It knows nothing of what
// is expected. Requests and replies are lines of JSON on a socket that is its standard input; each
// reply repeats the token of its request.
import { createRequire } from "node:module";
import { Socket } from "node:net";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { parse, stringify } = JSON;
const instances = new Map();
const MESSAGE = 2000;

class Missing extends Error {}

function address(name) {
  if (/^[./]/.test(name)) return resolve(name);
  return createRequire(join(process.cwd(), "bindings.js")).resolve(name);
}

/** Find `module:name.name` and what it is called on; an instance that was made stands for its class. */
async function found(target) {
  const at = target.lastIndexOf(":");
  const [file, parts] = [target.slice(0, at), target.slice(at + 1).split(".")];
  let owner, value;
  try {
    const module = await import(pathToFileURL(address(file)));
    value = parts[0] in module ? module : module.default;
    parts.forEach((part, number) => {
      const made = instances.get(`${file}:${parts.slice(0, number + 1).join(".")}`);
      [owner, value] = [value, made && number < parts.length - 1 ? made : value[part]];
    });
  } catch (error) {
    throw new Missing(`${target} can't be used: ${error}`);
  }
  if (value === undefined) throw new Missing(`${target} can't be used: it has no such export`);
  return [owner, value];
}

const isClass = (value) =>
  typeof value === "function" && /^class\b/.test(Function.prototype.toString.call(value));

function names(error) {
  const all = [error?.name, error?.code];
  for (let kind = error; kind !== null && typeof kind === "object"; kind = Object.getPrototypeOf(kind)) {
    all.push(kind.constructor?.name);
  }
  const texts = all.filter((name) => typeof name === "string" && name !== "Object");
  return texts.length ? [...new Set(texts)] : [typeof error];
}

async function outcome(work) {
  try {
    const value = await work();
    return [{ returned: plain(value) }, value];
  } catch (error) {
    return [{ raised: names(error), message: String(error?.message ?? error).slice(0, MESSAGE) }];
  }
}

/** Return a value as JSON has it, or as text where it has no JSON form. */
function plain(value) {
  try {
    return parse(stringify(value instanceof Map ? Object.fromEntries(value) : value) ?? "null");
  } catch {
    return String(value);
  }
}

const answers = {
  hello: () => ({ version: process.version, clock: "the clock of a Node module can't be moved in its process" }),
  async make({ target, arguments: given }) {
    const [owner, value] = await found(target);
    const work = isClass(value) ? () => new value(...positions(given)) : () => value.apply(owner, positions(given));
    const [reply, result] = await outcome(work);
    if (!isClass(value) || "raised" in reply) return reply;
    instances.set(target, result);
    return { returned: null };
  },
  async call({ target, arguments: given }) {
    const [owner, value] = await found(target);
    if (typeof value !== "function") return { returned: plain(value) };
    return (await outcome(() => value.apply(owner, positions(given))))[0];
  },
};

/** Return what a function is given: a list as it is, named arguments as one object. */
function positions(given) {
  if (given === null || given === undefined) return [];
  return Array.isArray(given) ? given : [given];
}

const channel = new Socket({ fd: 0, readable: true, writable: true });
for await (const line of createInterface({ input: channel, crlfDelay: Infinity })) {
  const request = parse(line);
  let reply;
  try {
    reply = await answers[request.do](request);
  } catch (error) {
    reply = { problem: String(error.message).slice(0, MESSAGE) };
  }
  channel.write(`${stringify({ ...reply, token: request.token })}\n`);
}
process.exit(0);
