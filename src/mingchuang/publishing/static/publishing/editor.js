// The editor's page: words for the rich-text boxes, what the machine found beside each field.
// The other scripts of the editor hang on `window.editorPage`; each works without the rest.
(function () {
  var form = document.getElementById("editor");
  if (!form) return;
  // The rich-text module asks window.gettext for its words; this script stands before it.
  var words = JSON.parse(form.dataset.words);
  window.gettext = function (word) { return words[word] || word; };
  var page = window.editorPage = { form: form, say: JSON.parse(form.dataset.states), editors: {} };

  document.addEventListener("prose-editor:ready", function (event) {
    page.editors[event.detail.textarea.name] = event.detail.editor;
    document.dispatchEvent(new CustomEvent("editor:ready", { detail: event.detail }));
  });

  // What each field holds, without the page's own fields.
  var own = { csrfmiddlewaretoken: 1, revision: 1, base: 1, by: 1 };
  page.fields = function () {
    var out = {};
    new FormData(form).forEach(function (value, name) {
      if (!own[name] && typeof value === "string") out[name] = value;
    });
    return out;
  };
  // HTML as a document; style attributes under another name, so that the page's policy is not asked.
  page.parse = function (html) {
    html = html.replace(/<(style|xml)\b[\s\S]*?<\/\1>/gi, "").replace(/<[a-z][^>]*>/gi, function (tag) {
      return tag.replace(/\sstyle\s*=/gi, " data-style=");
    });
    return new DOMParser().parseFromString(html, "text/html");
  };
  // Two texts are the same when their words, blocks, links and pictures are: markup may differ.
  page.same = function (one, other) {
    return one === other || shape(one) === shape(other);
  };
  function shape(html) {
    var out = [], body = page.parse(html).body;
    body.querySelectorAll("h2,h3,h4,li,tr,th,td,a,img,strong,em").forEach(function (el) {
      out.push(el.tagName + (el.getAttribute("href") || el.getAttribute("src") || ""));
    });
    return out.join() + "|" + body.textContent.replace(/\s+/g, "");
  }
  page.put = function (name, value) {
    var field = form.elements[name], editor = page.editors[name];
    if (!field) return;
    if (editor) editor.commands.setContent(value, { emitUpdate: true });
    field.value = value;
  };
  page.token = function () {
    var found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    return found ? found[1] : form.elements.csrfmiddlewaretoken.value;
  };
  // Signing in again changes the token; forms of this page must not be refused for that.
  page.freshTokens = function () {
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach(function (field) { field.value = page.token(); });
  };

  // Three of a kind stand there, the others behind their number; folds that are open stay open.
  function folded(lines, here, open) {
    var seen = {}, folds = {}, out = [];
    lines.forEach(function (line, i) {
      var key = here[i].fold;
      seen[key] = (seen[key] || 0) + 1;
      if (key === undefined || seen[key] <= 3) { out.push(line); return; }
      if (!folds[key]) {
        folds[key] = document.createElement("details");
        folds[key].className = "fold";
        folds[key].dataset.fold = key;
        folds[key].open = open.indexOf(String(key)) >= 0;
        folds[key].append(document.createElement("summary"));
        out.push(folds[key]);
      }
      folds[key].append(line);
      folds[key].firstChild.textContent = page.say.more.replace("%(n)s", seen[key] - 3);
    });
    return out;
  }
  page.show = function (findings) {
    form.querySelectorAll(".el[data-field]").forEach(function (el) {
      var here = findings[el.dataset.field] || [], box = el.querySelector(".find");
      var stops = here.some(function (f) { return f.blocking; });
      el.classList.toggle("has", stops);
      el.classList.toggle("tip", here.length > 0 && !stops);
      var lines = here.map(function (f) {
        var line = document.createElement("div"), b = document.createElement("b"), what = document.createElement("span");
        b.className = f.blocking ? "late" : "due";
        b.textContent = f.blocking ? page.say.mend : page.say.look;
        what.textContent = f.what + " ";
        if (f.excerpt) { var m = document.createElement("mark"); m.textContent = f.excerpt; what.append(m); }
        if (f.mask) line.dataset.mask = f.mask;
        line.append(b, what);
        return line;
      });
      var open = Array.prototype.map.call(box.querySelectorAll("details[open]"), function (d) { return d.dataset.fold; });
      box.replaceChildren.apply(box, folded(lines, here, open));
      if (page.offerMasks) page.offerMasks(box);
    });
  };

  // The rich-text boxes come from a module of their own; each gets its field's label for a name.
  function name() {
    document.querySelectorAll("#editor .tiptap:not([aria-labelledby])").forEach(function (box) {
      var field = box.closest(".el").dataset.field;
      box.setAttribute("aria-labelledby", "l-" + field);
      if (document.getElementById("id_" + field + "_helptext")) box.setAttribute("aria-describedby", "id_" + field + "_helptext");
    });
    document.querySelectorAll("#editor .prose-menubar [title], #editor .prose-menubar [aria-label]").forEach(function (button) {
      ["title", "aria-label"].forEach(function (attribute) {
        var word = words[button.getAttribute(attribute)];
        if (word && word !== button.getAttribute(attribute)) button.setAttribute(attribute, word);
      });
    });
    document.querySelectorAll("#editor .prose-menubar__option > *").forEach(function (option) {
      var word = words[option.textContent];
      if (word && word !== option.textContent) option.textContent = word;
    });
  }
  new MutationObserver(name).observe(form, { childList: true, subtree: true });
  name();
})();
