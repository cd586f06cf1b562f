// Copies of unsaved text on this computer, in localStorage: `kept:<person>:<draft>:<window>`.
// Written with every change, dropped after a confirmed save; signing out drops them all (desk.js).
(function () {
  var page = window.editorPage;
  if (!page) return;
  var form = page.form, say = page.say;
  var mine = "kept:" + form.dataset.person + ":" + form.dataset.draft + ":";
  var key = mine + Math.random().toString(36).slice(2, 10);

  page.keep = function () {
    try {
      localStorage.setItem(key, JSON.stringify({
        at: new Date().toISOString(), revision: form.elements.revision.value,
        base: form.elements.base.value, fields: page.fields()
      }));
      return true;
    } catch (error) { return false; }
  };
  page.drop = function () { drop(key); };
  function drop(k) { try { localStorage.removeItem(k); } catch (error) { /* nothing was kept */ } }

  function found() {
    var out = [];
    try {
      for (var i = 0; i < localStorage.length; i++) {
        var k = localStorage.key(i);
        if (k.indexOf(mine) !== 0 || k === key) continue;
        try { var copy = JSON.parse(localStorage.getItem(k)); copy.key = k; out.push(copy); } catch (error) { drop(k); i -= 1; }
      }
    } catch (error) { return []; }
    return out.sort(function (a, b) { return a.at < b.at ? 1 : -1; });
  }
  // Of documents that nobody opened again, texts go after a season; the store is small.
  var SEASON = 90 * 24 * 3600 * 1000;
  try {
    Object.keys(localStorage).forEach(function (k) {
      if (k.indexOf("kept:" + form.dataset.person + ":") !== 0) return;
      var at = Date.parse((JSON.parse(localStorage.getItem(k)) || {}).at);
      if (Date.now() - at > SEASON) drop(k);
    });
  } catch (error) { /* a browser that keeps nothing */ }
  function differs(copy) {
    var now = page.fields();
    return Object.keys(copy.fields).some(function (n) { return n in now && !page.same(now[n], copy.fields[n]); });
  }
  // Both texts go to the page where they meet; that page needs nothing of this one.
  page.compare = function (copy) {
    var post = document.createElement("form");
    post.method = "post"; post.action = form.dataset.meet; post.hidden = true;
    function add(name, value) {
      var field = document.createElement("textarea");
      field.name = name; field.value = value; post.append(field);
    }
    Object.keys(copy.fields).forEach(function (n) { add(n, copy.fields[n]); });
    add("revision", copy.revision); add("base", copy.base || ""); add("csrfmiddlewaretoken", page.token());
    document.body.append(post);
    page.leaving = true;
    post.submit();
  };
  page.copy = function () {
    return { revision: form.elements.revision.value, base: form.elements.base.value, fields: page.fields() };
  };

  function button(words, kind, act) {
    var b = document.createElement("button");
    b.type = "button"; b.className = "btn " + kind; b.textContent = words;
    b.addEventListener("click", act);
    return b;
  }
  function offer() {
    var box = document.getElementById("kept"), copies = found();
    box.replaceChildren();
    if (new URLSearchParams(location.search).get("kept") === "settled") {
      copies.forEach(function (copy) { drop(copy.key); });
      history.replaceState(null, "", location.pathname);
      return;
    }
    while (copies.length && !differs(copies[0])) drop(copies.shift().key);
    document.getElementById("kept-box").hidden = !copies.length;
    if (!copies.length) return;
    var copy = copies[0], current = copy.revision === form.elements.revision.value;
    var at = new Date(copy.at).toLocaleString(document.documentElement.lang, { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
    var words = document.createElement("p"), row = document.createElement("div");
    words.textContent = say.found.replace("%(at)s", at) + (current ? "" : " " + say.older);
    row.className = "row gap-m";
    if (current) row.append(button(say.take, "", function () {
      Object.keys(copy.fields).forEach(function (n) { page.put(n, copy.fields[n]); });
      drop(copy.key);
      page.changed();
      offer();
      form.querySelector("input:not([type=hidden])").focus();
    }));
    row.append(button(say.compare, current ? "line" : "", function () { page.compare(copy); }));
    row.append(button(say.drop, "warn", function () { if (confirm(say.sure)) { drop(copy.key); offer(); } }));
    box.append(words, row);
  }
  offer();
})();
