// Draws an Adaptive Card as Teams does, near enough for our pictures: Microsoft's own renderer, and beside it what
// Teams has and the renderer has not (charts, badges, the width that an element is meant for).
"use strict";
const SVG = "http://www.w3.org/2000/svg";
const INK = ["#5b5fc7", "#e8825d", "#4f9e6a", "#c4314b", "#2aa0a4", "#8a6d3b", "#7f7f7f", "#b146c2"];

function node(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

function nice(highest) {
  const step = 10 ** Math.floor(Math.log10(highest || 1));
  return Math.ceil((highest || 1) / step) * step;
}

class Badge extends AdaptiveCards.CardElement {
  static JsonTypeName = "Badge";
  getJsonTypeName() { return "Badge"; }
  internalParse(source, context) { super.internalParse(source, context); this.source = source; }
  internalRender() {
    const made = document.createElement("span");
    made.className = "badge " + this.source.style.toLowerCase();
    made.textContent = this.source.text;
    return made;
  }
}

class Chart extends AdaptiveCards.CardElement {
  getJsonTypeName() { return this.constructor.JsonTypeName; }
  internalParse(source, context) { super.internalParse(source, context); this.source = source; }
  internalRender() {
    const made = document.createElement("figure");
    const title = made.appendChild(document.createElement("figcaption"));
    title.textContent = this.source.title || "";
    const wide = Math.min(640, document.body.clientWidth - 60);
    made.appendChild(this.draw(wide));
    const names = this.names();
    if (names.length > 1) {
      const legend = made.appendChild(document.createElement("p"));
      names.forEach((name, at) => {
        const one = legend.appendChild(document.createElement("span"));
        one.appendChild(document.createElement("i")).style.background = INK[at % INK.length];
        one.appendChild(document.createTextNode(name));
      });
    }
    return made;
  }
  names() { return this.source.data.map((one) => one.legend); }
  frame(wide, top) {
    const svg = node("svg", { viewBox: `0 0 ${wide} 190`, width: wide, height: 190 });
    for (let at = 0; at <= 4; at++) {
      const y = 150 - 35 * at;
      svg.appendChild(node("path", { d: `M46 ${y}H${wide}`, class: "grid" }));
      svg.appendChild(node("text", { x: 40, y: y + 4, "text-anchor": "end" }, (top * at / 4).toLocaleString("en")));
    }
    return svg;
  }
  label(svg, x, text) {
    svg.appendChild(node("text", { x, y: 170, "text-anchor": "middle" }, text));
  }
}

class Columns extends Chart {
  series() { return this.source.data; }
  draw(wide) {
    const series = this.series(), stacked = this.source.stacked;
    const labels = series[0].values.map((one) => one.x);
    const sums = labels.map((_, at) => series.map((one) => one.values[at].y).reduce((a, b) => stacked ? a + b : Math.max(a, b)));
    const top = nice(Math.max(...sums)), each = (wide - 46) / labels.length, svg = this.frame(wide, top);
    const bar = Math.min(44, each * 0.6 / (stacked ? 1 : series.length));
    labels.forEach((label, at) => {
      const middle = 46 + each * (at + 0.5);
      let floor = 150;
      series.forEach((one, number) => {
        const y = one.values[at].y, high = 140 * y / top;
        const left = stacked ? middle - bar / 2 : middle - bar * series.length / 2 + bar * number;
        svg.appendChild(node("rect", { x: left, y: floor - high, width: bar, height: high, rx: 2, fill: INK[number % INK.length] }));
        if (this.source.showBarValues) svg.appendChild(node("text", { x: middle, y: floor - high - 5, "text-anchor": "middle" }, y.toLocaleString("en")));
        if (stacked) floor -= high;
      });
      if (labels.length <= 12 || at % Math.ceil(labels.length / 12) === 0) this.label(svg, middle, label);
    });
    return svg;
  }
}

class OneColumns extends Columns {
  static JsonTypeName = "Chart.VerticalBar";
  names() { return []; }
  series() { return [{ values: this.source.data }]; }
}

class Grouped extends Columns { static JsonTypeName = "Chart.VerticalBar.Grouped"; }

class Lines extends Chart {
  static JsonTypeName = "Chart.Line";
  draw(wide) {
    const top = nice(Math.max(...this.source.data.flatMap((one) => one.values.map((v) => v.y))));
    const svg = this.frame(wide, top);
    const days = this.source.data[0].values.map((one) => Date.parse(one.x));
    const first = days[0], last = days[days.length - 1];
    const at = (x) => 70 + (wide - 100) * (Date.parse(x) - first) / (last - first);
    this.source.data.forEach((one, number) => {
      const d = one.values.map((v) => `${at(v.x)} ${150 - 140 * v.y / top}`).join(" L");
      svg.appendChild(node("path", { d: "M" + d, fill: "none", stroke: INK[number % INK.length], "stroke-width": 2 }));
    });
    days.forEach((day, number) => {
      if (number % Math.ceil(days.length / 6)) return;
      const words = new Date(day).toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
      this.label(svg, at(this.source.data[0].values[number].x), words);
    });
    return svg;
  }
}

class Stacked extends Chart {
  static JsonTypeName = "Chart.HorizontalBar.Stacked";
  names() { return this.source.data[0].data.map((one) => one.legend); }
  draw(wide) {
    const rows = this.source.data, svg = node("svg", { viewBox: `0 0 ${wide} ${rows.length * 34}`, width: wide, height: rows.length * 34 });
    const top = Math.max(...rows.map((row) => row.data.reduce((a, b) => a + b.value, 0)), 1);
    rows.forEach((row, at) => {
      svg.appendChild(node("text", { x: 0, y: at * 34 + 12 }, row.title));
      let left = 0;
      row.data.forEach((one, number) => {
        const w = wide * one.value / top;
        svg.appendChild(node("rect", { x: left, y: at * 34 + 17, width: w, height: 12, fill: INK[number % INK.length] }));
        left += w;
      });
    });
    return svg;
  }
}

for (const one of [Badge, OneColumns, Grouped, Lines, Stacked]) AdaptiveCards.GlobalRegistry.elements.register(one.JsonTypeName, one);

// Widths of a card in pixels, as Teams tells them apart.
const ORDER = ["verynarrow", "narrow", "standard", "wide"];
function fits(target, wide) {
  const now = wide < 165 ? 0 : wide < 351 ? 1 : wide < 769 ? 2 : 3;
  const [how, name] = target.includes(":") ? target.toLowerCase().split(":") : ["", target.toLowerCase()];
  const at = ORDER.indexOf(name);
  return how === "atleast" ? now >= at : how === "atmost" ? now <= at : now === at;
}
function meant(value, wide) {
  if (Array.isArray(value)) return value.filter((one) => !one?.targetWidth || fits(one.targetWidth, wide)).map((one) => meant(one, wide));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, meant(one, wide)]));
}

function show(source, config, place) {
  const card = new AdaptiveCards.AdaptiveCard();
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = window.markdownit().render(text);
    result.didProcess = true;
  };
  card.hostConfig = new AdaptiveCards.HostConfig(config);
  const context = new AdaptiveCards.SerializationContext(AdaptiveCards.Versions.v1_5);
  card.parse(meant(source, place.clientWidth), context);
  window.faults = [];
  for (let at = 0; at < context.eventCount; at++) window.faults.push(context.getEventAt(at).message);
  place.appendChild(card.render());
}
