// Autosave of the editor: two seconds after the last change, with the revision, so that two savers
// meet instead of overwriting each other. Without script the Save button does the same.
(function () {
  var form = document.getElementById("editor");
  if (!form) return;
  // The editor asks window.gettext for its words; this script stands before its modules.
  var words = JSON.parse(form.dataset.words);
  window.gettext = function (word) { return words[word] || word; };
  var saved = document.getElementById("saved"), timer = null, busy = false, again = false, stopped = false, sending = false;
  var first = new FormData(form), last = text(first);
  function text(data) {
    var out = [];
    data.forEach(function (v, k) { if (k !== "revision" && k !== "csrfmiddlewaretoken") out.push(k + "=" + v); });
    return out.join("\n");
  }
  function say(kind, words) {
    saved.className = kind;
    saved.textContent = words;
  }
  function show(findings) {
    document.querySelectorAll("#editor .el[data-field]").forEach(function (el) {
      var here = findings[el.dataset.field] || [], box = el.querySelector(".find");
      el.classList.toggle("has", here.some(function (f) { return f.blocking; }));
      el.classList.toggle("tip", here.length > 0 && !here.some(function (f) { return f.blocking; }));
      var words = here.map(function (f) {
        var line = document.createElement("div"), b = document.createElement("b"), what = document.createElement("span");
        b.className = f.blocking ? "late" : "due";
        b.textContent = f.blocking ? form.dataset.fix : form.dataset.look;
        what.textContent = f.what + " ";
        if (f.excerpt) { var m = document.createElement("mark"); m.textContent = f.excerpt; what.append(m); }
        line.append(b, what);
        return line;
      });
      box.replaceChildren.apply(box, words);
    });
  }
  function save() {
    if (busy) { again = true; return; }
    if (stopped || sending) return;
    var data = new FormData(form), now = text(data);
    if (now === last) return;
    busy = true;
    fetch(form.dataset.save, { method: "POST", body: data, headers: { "X-CSRFToken": data.get("csrfmiddlewaretoken") } })
      .then(function (answer) { return answer.json().then(function (body) { return [answer, body]; }); })
      .then(function (pair) {
        if (!pair[0].ok) { stopped = pair[0].status === 409; say("late", form.dataset.unsaved + pair[1].error); return; }
        form.elements.revision.value = pair[1].revision;
        last = now;
        show(pair[1].findings);
        say("ok", form.dataset.saved + " " + pair[1].at);
      })
      .catch(function () { say("late", form.dataset.unsaved + form.dataset.offline); timer = setTimeout(save, 5000); })
      .finally(function () { busy = false; if (again) { again = false; plan(); } });
  }
  function plan() { clearTimeout(timer); timer = setTimeout(save, 2000); }
  // The rich-text boxes come from a module of their own; each gets its field's label for a name.
  function name() {
    document.querySelectorAll("#editor .tiptap:not([aria-labelledby])").forEach(function (box) {
      var field = box.closest(".el").dataset.field;
      box.setAttribute("aria-labelledby", "l-" + field);
      if (document.getElementById("id_" + field + "_helptext")) box.setAttribute("aria-describedby", "id_" + field + "_helptext");
    });
    document.querySelectorAll("#editor [title]").forEach(function (button) {
      if (words[button.title] && words[button.title] !== button.title) button.title = words[button.title];
    });
  }
  new MutationObserver(name).observe(form, { childList: true, subtree: true });
  name();
  form.addEventListener("input", plan);
  form.addEventListener("change", plan);
  form.addEventListener("keyup", plan);
  // The buttons wait for a save on its way: two saves of one window must not meet as strangers.
  form.addEventListener("submit", function (event) {
    if (busy) {
      event.preventDefault();
      var button = event.submitter, wait = setInterval(function () {
        if (!busy) { clearInterval(wait); form.requestSubmit(button); }
      }, 50);
      return;
    }
    sending = true;
    clearTimeout(timer);
  });
  window.addEventListener("beforeunload", function (event) {
    if (!sending && text(new FormData(form)) !== last) event.preventDefault();
  });
})();
