// Preloaded into a Node program that would listen on every interface (`node -r`): each of its TCP servers is bound to
// loopback alone.
"use strict";

const net = require("node:net");

const LOOPBACK = "127.0.0.1";
const listen = net.Server.prototype.listen;

net.Server.prototype.listen = function (...given) {
  const rest = given.filter((one) => typeof one === "function" || typeof one === "object");
  const [first, second] = given;
  if (typeof first === "object" && first !== null) {
    return listen.call(this, "port" in first ? { ...first, host: LOOPBACK } : first, ...given.slice(1));
  }
  const isPort = first === undefined || typeof first === "function" || /^[0-9]+$/.test(String(first));
  if (!isPort) return listen.apply(this, given); // a pipe has no interface
  const port = typeof first === "function" ? 0 : Number(first ?? 0);
  const backlog = [second, given[2]].find((one) => typeof one === "number");
  return listen.call(this, { port, host: LOOPBACK, backlog }, ...rest.filter((one) => typeof one === "function"));
};
