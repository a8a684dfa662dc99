// One stream of events for all tabs of a browser: a browser opens six connections to a server, not one a tab.
const ports = [];
const source = new EventSource("/events");
for (const kind of ["post", "edit", "reaction", "resync"]) {
  source.addEventListener(kind, (event) => {
    for (const port of ports) port.postMessage([kind, event.data || "{}"]);
  });
}
// What happened while the line was down is not told again: look at all of it.
let known = false;
source.addEventListener("open", () => {
  for (const port of ports) port.postMessage([known ? "resync" : "open", "{}"]);
  known = true;
});
source.addEventListener("error", () => {
  for (const port of ports) port.postMessage(["down", "{}"]);
});
onconnect = (event) => {
  ports.push(event.ports[0]);
  if (source.readyState === EventSource.OPEN) event.ports[0].postMessage(["open", "{}"]);
};
