// Autosave: two seconds after the last change, with the revision, so that two savers meet instead
// of overwriting each other. A line that is down, a sign-in that ended and a closed window lose
// nothing: the text is kept on this computer (kept.js) until a save is confirmed.
// Without script the Save button does the same.
(function () {
  var page = window.editorPage;
  if (!page) return;
  var form = page.form, say = page.say, saved = document.getElementById("saved");
  var last = JSON.stringify(page.fields()), running = null, stopped = false, tries = 0, unanswered = null;
  var keeping = null, saving = null;
  var WAIT = 2000, KEEP = 300, LONGEST = 60, PATIENCE = 20000;

  function dirty() { return JSON.stringify(page.fields()) !== last; }
  // The same words again leave the line alone: a link must not change under somebody's click.
  function state(kind, words, more) {
    if (saved.className === kind && saved.dataset.words === words) return;
    saved.dataset.words = words;
    saved.className = kind;
    saved.replaceChildren(words);
    if (more) saved.append(" ", more);
  }
  function keep() { return !dirty() || page.keep(); }
  function unsaved(words) { state("due", keep() ? words : say.unkept); }

  page.changed = function () {
    clearTimeout(keeping); clearTimeout(saving);
    keeping = setTimeout(function () { if (dirty() && !keep()) state("late", say.unkept); }, KEEP);
    if (stopped) return;
    saving = setTimeout(function () { tries = 0; save(); }, WAIT);
    if (!running && saved.className === "ok") state("due", say.changed);
  };
  function later() {
    tries += 1;
    clearTimeout(saving);
    saving = setTimeout(save, Math.min(LONGEST, Math.pow(2, tries)) * 1000);
  }

  // Resolves to whether everything on the page is saved.
  function save() {
    if (running) return running.then(function (ok) { return ok && dirty() ? save() : ok; });
    clearTimeout(saving);
    if (!dirty()) { page.drop(); return Promise.resolve(true); }
    keep();
    if (stopped) return Promise.resolve(false);
    running = send().finally(function () { running = null; });
    return running;
  }
  page.save = function () { tries = 0; return save(); };
  page.dirty = dirty;

  function send() {
    var data = new FormData(form), sent = page.fields(), now = JSON.stringify(sent), stop = new AbortController();
    var patience = setTimeout(function () { stop.abort(); }, PATIENCE);
    data.delete("csrfmiddlewaretoken");
    return fetch(form.dataset.save, { method: "POST", body: data, redirect: "manual", signal: stop.signal, headers: { "X-CSRFToken": page.token() } })
      .then(function (answer) {
        var words = (answer.headers.get("content-type") || "").indexOf("json") > 0 ? answer.json() : Promise.resolve({});
        return words.then(function (body) { return took(answer, body, now); });
      })
      .catch(function () { unanswered = sent; unsaved(say.kept); later(); return false; })
      .finally(function () { clearTimeout(patience); });
  }
  function took(answer, body, now) {
    if (answer.ok && body.revision) {
      tries = 0;
      unanswered = null;
      form.elements.revision.value = body.revision;
      form.elements.base.value = body.base;
      last = now;
      page.show(body.findings);
      if (dirty()) { page.changed(); } else { page.drop(); state("ok", say.saved + " " + body.at); }
      return true;
    }
    keep();
    // A refusal without words is one for the form's token, which signing in brings anew.
    if (answer.status === 401 || answer.type === "opaqueredirect" || (answer.status === 403 && !body.error)) {
      var link = document.createElement("a");
      link.className = "btn line"; link.href = form.dataset.signIn; link.target = "_blank"; link.textContent = say.sign_in;
      state("late", (body.error ? body.error + " " : "") + say.out, link);
      later();
      return false;
    }
    if (answer.status === 409 && ours(body)) {
      form.elements.revision.value = body.revision;
      form.elements.base.value = body.base;
      last = JSON.stringify(unanswered);
      unanswered = null;
      later();
      return !dirty();
    }
    if (answer.status === 409) {
      var button = document.createElement("button");
      button.type = "button"; button.className = "btn line"; button.textContent = say.compare;
      button.addEventListener("click", function () { page.compare(page.copy()); });
      stopped = "met";
      state("late", say.met, button);
      return false;
    }
    if (body.error || answer.status === 404) {
      stopped = true;
      state("late", (body.error ? body.error + " " : "") + say.refused);
      return false;
    }
    unsaved(say.kept);
    later();
    return false;
  }

  // Whether what stands saved is our own text, whose answer was lost on the line.
  function ours(body) {
    return unanswered && body.fields && Object.keys(unanswered).every(function (n) {
      return page.same(unanswered[n], body.fields[n] === undefined ? "" : body.fields[n]);
    });
  }

  form.addEventListener("input", function () { page.changed(); });
  form.addEventListener("change", function () { if (dirty()) page.changed(); });
  function again() { if (dirty() && !stopped) { tries = 0; save(); } }
  window.addEventListener("online", again);
  window.addEventListener("focus", again);
  document.addEventListener("visibilitychange", function () { if (document.hidden) keep(); else again(); });
  window.addEventListener("pagehide", keep);

  document.addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") { event.preventDefault(); page.save(); }
  });

  // Every button of the page acts on what is saved, so what is typed is saved first.
  var passed = null;
  document.addEventListener("submit", function (event) {
    var sent = event.target, button = event.submitter;
    page.freshTokens();
    if (sent === form && stopped === "met") {
      event.preventDefault();
      page.compare(page.copy());
      return;
    }
    if (sent === form && button && button.name === "save") {
      event.preventDefault();
      page.save().then(function (ok) { if (ok && !saved.textContent.match(/\d/)) state("ok", say.saved); });
      return;
    }
    if (sent === passed || (!dirty() && !running)) { passed = null; page.leaving = true; return; }
    event.preventDefault();
    event.stopPropagation();
    page.save().then(function (ok) {
      // Signing out asks on its own whether kept text may go (desk.js).
      if (!ok && !sent.matches("[data-sign-out]")) { saved.scrollIntoView({ block: "center" }); return; }
      passed = sent;
      sent.requestSubmit(button);
    });
  }, true);
  document.addEventListener("submit", function (event) {
    if (event.defaultPrevented) page.leaving = false;
    else if (event.target.matches("[data-sign-out]")) page.keep = function () { return true; };
  });
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a[data-saved-first]");
    if (!link || !dirty()) return;
    event.preventDefault();
    page.save().then(function () { window.open(link.href, link.target || "_self"); });
  });
  window.addEventListener("pageshow", function () { page.leaving = false; });
  window.addEventListener("beforeunload", function (event) {
    if (!page.leaving && dirty()) event.preventDefault();
  });
})();
