// Makes the pages quicker to use. Everything here is also reachable through plain links and forms.
(() => {
  "use strict";
  const $ = (query, from = document) => from.querySelector(query);
  const $$ = (query, from = document) => [...from.querySelectorAll(query)];
  const drawer = $("#drawer"), said = $("#said"), feed = $("#feed");
  const here = document.body.dataset.channel || "", me = document.body.dataset.me;
  let opener = null;
  document.documentElement.classList.add("js");

  // --- the panel at the right ---
  const closeDrawer = () => {
    if (!drawer.classList.contains("open")) return false;
    drawer.classList.remove("open");
    drawer.replaceChildren();
    if (opener && document.contains(opener)) opener.focus();
    opener = null;
    return true;
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-opens]");
    if (link && !drawer.contains(link)) opener = link;
    if (event.target.closest("#drawer [data-close]")) { event.preventDefault(); closeDrawer(); }
    const notice = event.target.closest("[data-dismiss]");
    if (notice) { event.preventDefault(); notice.closest(".said").remove(); }
    for (const menu of $$("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
    if (event.target.closest(".pop button, .pop .item")) setTimeout(() => { for (const menu of $$("details.menu[open]")) menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = $("details.menu[open]");
      if (menu) { menu.open = false; $("summary", menu).focus(); event.preventDefault(); }
      else if (closeDrawer()) event.preventDefault();
    }
    const typing = event.target.closest("input, textarea, select");
    if (event.key === "/" && !typing && $("[data-composer] textarea")) {
      event.preventDefault();
      $("[data-composer] textarea").focus();
    }
  });
  document.addEventListener("htmx:after:swap", () => {
    if (drawer.firstElementChild && !drawer.classList.contains("open")) drawer.classList.add("open");
    if (drawer.classList.contains("open") && drawer.dataset.of !== (drawer.textContent || "").slice(0, 60)) {
      drawer.dataset.of = (drawer.textContent || "").slice(0, 60);
      drawer.scrollTop = 0;
      ($("[autofocus]", drawer) || drawer).focus({ preventScroll: true });
    }
  });
  document.addEventListener("htmx:after:request", (event) => {
    const form = event.target.closest && event.target.closest("form");
    const ok = event.detail && event.detail.ctx && event.detail.ctx.response && event.detail.ctx.response.raw.ok;
    if (!form || !ok) return;
    if (form.matches("[data-composer]")) {
      form.reset();
      $("[name=key]", form).value = `k${Date.now()}${Math.random()}`;
      grow($("textarea", form));
      if (!document.body.dataset.live) location.reload();
    }
    if (form.matches("[data-closes]")) closeDrawer();
  });

  // --- the composer ---
  const commands = $$(".command-list [data-fill]").map((link) => [link.dataset.fill, $("small", link).textContent]);
  const grow = (box) => { box.style.height = "auto"; box.style.height = `${Math.min(box.scrollHeight, 192)}px`; };
  const offer = (box) => {
    const list = $(".commands", box.form), typed = box.value;
    const fits = /^[/@]/.test(typed) && !typed.includes("\n")
      ? [...new Map(commands.filter(([name]) => name.startsWith(typed) && name !== typed)).entries()].slice(0, 6) : [];
    list.replaceChildren(...fits.map(([name, does], at) => {
      const item = document.createElement("button"), words = document.createElement("small");
      item.type = "button"; item.textContent = name; item.dataset.fill = name; item.tabIndex = -1;
      item.setAttribute("aria-selected", at === 0); item.setAttribute("role", "option");
      words.textContent = does; item.append(words);
      return item;
    }));
    list.hidden = !fits.length;
    list.setAttribute("role", "listbox");
  };
  const fill = (box, text) => { box.value = text; box.focus(); grow(box); offer(box); };
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-composer] textarea")) { grow(event.target); offer(event.target); }
  });
  document.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-composer] [data-fill]");
    if (choice) { event.preventDefault(); fill($("textarea", choice.closest("form")), choice.dataset.fill); }
    else for (const list of $$(".commands")) list.hidden = true;
  });
  document.addEventListener("keydown", (event) => {
    const box = event.target;
    if (!box.matches || !box.matches("[data-composer] textarea") || event.isComposing) return;
    const list = $(".commands", box.form), chosen = $("[aria-selected=true]", list);
    const moves = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (!list.hidden && moves && chosen[moves]) {
      event.preventDefault();
      chosen.setAttribute("aria-selected", "false");
      chosen[moves].setAttribute("aria-selected", "true");
    } else if (!list.hidden && event.key === "Tab" && !event.shiftKey) {
      event.preventDefault();
      fill(box, chosen.dataset.fill);
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      list.hidden = true;
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      list.hidden = true;
      if (box.value.trim()) box.form.requestSubmit();
    }
  }, true);
  for (const box of $$("[data-composer] textarea")) if (box.value) { grow(box); box.focus(); box.setSelectionRange(box.value.length, box.value.length); }

  // --- what happens in the room ---
  const atEnd = () => feed && feed.scrollHeight - feed.scrollTop - feed.clientHeight < 120;
  const toEnd = () => { if (feed) feed.scrollTop = feed.scrollHeight; };
  const draw = async (post) => {
    const answer = await fetch(`/m/${post}`, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return null;
    const shelf = document.createElement("template");
    shelf.innerHTML = await answer.text();
    return $("article", shelf.content);
  };
  const refresh = async (post, whole) => {
    for (const old of $$(`[id="${CSS.escape(post)}"]`)) {
      const fresh = await draw(post);
      if (!fresh) continue;
      if (!whole || $("details[open]", old)) $(".reactions", old)?.replaceWith($(".reactions", fresh));
      else old.replaceWith(fresh);
      htmx.process(document.getElementById(post) || document.body);
    }
  };
  const add = async (into, post) => {
    if (!into || $(`[id="${CSS.escape(post)}"]`, into)) return;
    const fresh = await draw(post);
    if (!fresh || $(`[id="${CSS.escape(post)}"]`, into)) return;
    $(".empty", into)?.remove();
    into.append(fresh);
    htmx.process(fresh);
  };
  const heard = {
    async post(told) {
      if (told.root) {
        await add($(`[data-thread="${CSS.escape(told.root)}"] .thread-replies`), told.post);
        if (feed) await refresh(told.root, true);
      } else if (told.channel === here && feed) {
        const follow = atEnd() || told.author === me;
        await add(feed, told.post);
        if (follow) toEnd();
        const words = $("#heard");
        if (words && told.author !== me) words.textContent = `${words.dataset.words}: ${document.getElementById(told.post)?.textContent.trim().slice(0, 140) || ""}`;
      }
      if (told.channel !== here) $(`[data-goes="${CSS.escape(told.channel)}"]`)?.classList.add("unread");
    },
    edit: (told) => refresh(told.post, true),
    reaction: (told) => (told.author === me ? null : refresh(told.post, false)),
    open: () => { document.body.dataset.live = "yes"; },
    down: () => { delete document.body.dataset.live; },
    async resync() {
      heard.open();
      if (!feed) return;
      const answer = await fetch(`/c/${here}`, { headers: { "HX-Request": "true" } });
      if (!answer.ok) return;
      const shelf = document.createElement("template");
      shelf.innerHTML = await answer.text();
      feed.replaceChildren(...$("#feed", shelf.content).childNodes);
      htmx.process(feed);
      toEnd();
    },
  };
  const listen = () => {
    // One after the other: an edit that overtakes the fetch of its own post would find nothing to replace.
    let turn = Promise.resolve();
    const hear = (kind, data) => { turn = turn.then(() => heard[kind](JSON.parse(data || "{}"))).catch(() => {}); };
    if (window.SharedWorker) {
      const worker = new SharedWorker("/static/stream.js");
      worker.port.onmessage = ({ data: [kind, data] }) => hear(kind, data);
    } else {
      const source = new EventSource("/events");
      for (const kind of ["post", "edit", "reaction", "resync", "open"]) source.addEventListener(kind, (event) => hear(kind, event.data));
      source.addEventListener("error", () => heard.down());
    }
  };
  if (feed || $("[data-thread]")) listen();
  if (!location.hash) toEnd();

  // --- small comforts ---
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-all]")) for (const box of $$("input[type=checkbox]", event.target.form)) box.checked = event.target.checked;
    if (event.target.matches("form[method=get] select")) event.target.form.requestSubmit();
  });
  for (const box of $$("[data-drop]")) {
    box.addEventListener("dragover", (event) => { event.preventDefault(); box.classList.add("over"); });
    box.addEventListener("dragleave", () => box.classList.remove("over"));
    box.addEventListener("drop", (event) => {
      event.preventDefault();
      $("input[type=file]", box).files = event.dataTransfer.files;
      box.requestSubmit();
    });
  }
  for (const form of $$("[data-busy]")) form.addEventListener("submit", () => form.setAttribute("aria-busy", "true"));
  if (said.firstElementChild) setTimeout(() => said.replaceChildren(), 15000);
})();
