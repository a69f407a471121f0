// Words of the release under a search box while somebody types (the pattern "editable combobox with list" of WAI-ARIA).
// Without this script the box searches as any other.
const PAUSE_MS = 120;

for (const box of document.querySelectorAll("input[data-suggested]")) suggestFor(box);

function suggestFor(box) {
  const list = document.createElement("ul");
  const told = document.createElement("span");
  let timer = 0;
  let asking = new AbortController();

  Object.assign(list, { id: `${box.id}-suggested`, className: "suggested", role: "listbox", hidden: true, ariaLabel: box.dataset.suggested });
  Object.assign(told, { className: "unseen", role: "status" });
  Object.assign(box, { role: "combobox", ariaAutoComplete: "list", ariaExpanded: "false" });
  box.setAttribute("aria-controls", list.id);
  box.after(list, told);

  const options = () => [...list.children];
  const active = () => options().find((option) => option.ariaSelected === "true");

  function show(words) {
    list.replaceChildren(...words.map(optionOf));
    list.hidden = !words.length;
    box.ariaExpanded = String(!list.hidden);
    box.removeAttribute("aria-activedescendant");
    told.textContent = words.length ? `${box.dataset.suggested} ${words.length}` : "";
  }

  function optionOf({ word, label, count }, place) {
    const option = document.createElement("li");
    const many = document.createElement("small");
    Object.assign(option, { id: `${list.id}-${place}`, role: "option", ariaSelected: "false", textContent: label });
    many.textContent = ` ${count}`;
    option.append(many);
    option.dataset.word = word;
    return option;
  }

  async function ask() {
    asking.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(`/search/suggest.json?q=${encodeURIComponent(box.value)}`, { signal: asking.signal });
      show(answer.ok && document.activeElement === box ? await answer.json() : []);
    } catch (error) {
      if (error.name !== "AbortError") show([]);
    }
  }

  function mark(option) {
    for (const other of options()) other.ariaSelected = String(other === option);
    option ? box.setAttribute("aria-activedescendant", option.id) : box.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  // up and down go round, past the text that was typed
  function step(by) {
    const around = [undefined, ...options()];
    mark(around[(around.indexOf(active()) + by + around.length) % around.length]);
  }

  // the word stands for the last piece, which was being typed
  function take(option) {
    box.value = [...box.value.trim().split(/\s+/).slice(0, -1), option.dataset.word].join(" ");
    show([]);
    box.form.requestSubmit();
  }

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  box.addEventListener("keydown", (event) => {
    const acts = { ArrowDown: () => step(1), ArrowUp: () => step(-1), Escape: () => show([]), Enter: active() && (() => take(active())) };
    if (list.hidden || event.isComposing || !acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  });
  box.addEventListener("blur", () => show([]));
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps its focus
  list.addEventListener("click", (event) => take(event.target.closest("li")));
}
