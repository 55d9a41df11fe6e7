// HTTP itself: bytes in, bytes out.
import { createServer } from "node:http";

import { Refusal } from "./refusal.js";
import { answer, attempt } from "./service.js";

const LARGEST_BODY = 64 * 1024;

/** Return the bank's server; it listens when told to. */
export function server(store) {
  return createServer(async (request, response) => {
    try {
      const text = await read(request);
      const { pathname } = new URL(request.url, "http://bank");
      const [status, body] = attempt(() =>
        answer(request.method, pathname, { store, token: token(request), body: parse(text) }),
      );
      send(response, status, body);
    } catch (error) {
      console.error(error);
      send(response, 500, { reason: "the bank made a mistake" });
    }
  });
}

/** Return the body as text, or null where it is too long; then the rest is thrown away. */
async function read(request) {
  const parts = [];
  let length = 0;
  for await (const part of request) {
    length += part.length;
    if (length <= LARGEST_BODY) parts.push(part);
  }
  return length > LARGEST_BODY ? null : Buffer.concat(parts).toString("utf8");
}

function parse(text) {
  if (text === null) throw new Refusal(413, `a body has at most ${LARGEST_BODY} bytes`);
  let body;
  try {
    body = JSON.parse(text || "{}");
  } catch {
    throw new Refusal(400, "the body is not JSON");
  }
  if (body === null || typeof body !== "object" || Array.isArray(body)) {
    throw new Refusal(400, "the body is not a JSON object");
  }
  return body;
}

function token(request) {
  const [, found = ""] = /^bearer +(\S*)\s*$/i.exec(request.headers.authorization ?? "") ?? [];
  return found;
}

function send(response, status, body) {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(body));
}
