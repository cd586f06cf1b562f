// Masking (去标识化): asks the server (`/desk/mask/`, keeps nothing) and puts the masked words in
// their places; the button beside a finding. The menu of the rich-text boxes is in maskmenu.js.
(function () {
  var page = window.editorPage;
  if (!page) return;
  var form = page.form, say = page.say;

  // Resolves to one answer { text, masked } a text; rejects with words to show.
  function ask(texts, kind) {
    return fetch(form.dataset.mask, {
      method: "POST", redirect: "manual", body: JSON.stringify({ texts: texts, kind: kind }),
      headers: { "Content-Type": "application/json", "X-CSRFToken": page.token() }
    })
      .then(function (answer) { return answer.json(); })
      .catch(function () { return {}; })
      .then(function (body) {
        if (!body.texts) throw new Error(body.error || say.mask_failed);
        return body.texts;
      });
  }

  // A stretch of a document: its characters, as Python counts them, and where each stands. What
  // parts blocks stands nowhere. Cells are parted by tabs as in the text that the checks read.
  function gather(doc, from, to) {
    var chars = [], at = [], gap = "\n";
    function add(c, place) { chars.push(c); at.push(place); }
    doc.nodesBetween(from, to, function (node, pos, parent, index) {
      if (node.type.name === "tableRow") gap = "\n";
      if (/^table(Cell|Header)$/.test(node.type.name) && index > 0) gap = "\t";
      if (node.isTextblock) {
        if (chars.length) add(gap, null);
        gap = "\n";
      }
      if (node.type.name === "hardBreak") add("\n", null);
      if (node.isText) Array.from(node.text).forEach(function (c) {
        if (pos >= from && pos + c.length <= to) add(c, pos);
        pos += c.length;
      });
    });
    return { chars: chars, at: at };
  }
  // The same, each block by itself: a cell's lines are one value each.
  function blocks(doc, from, to) {
    var found = [];
    doc.nodesBetween(from, to, function (node, pos) {
      if (!node.isTextblock) return true;
      found.push(gather(doc, Math.max(from, pos + 1), Math.min(to, pos + 1 + node.content.size)));
      return false;
    });
    return found;
  }
  // Stretches without a break that characters `from` to `to` take up in the document.
  function runs(unit, from, to) {
    var out = [], last = null;
    for (var i = from; i < to; i++) {
      var place = unit.at[i];
      if (place === null) { last = null; continue; }
      if (!last || last.to !== place) out.push(last = { from: place, to: place });
      last.to = place + unit.chars[i].length;
    }
    return out;
  }

  page.stretch = gather;
  page.blocks = blocks;

  function told(textarea, n) {
    page.tell(n ? say.mask_done.replace("%(n)s", n) : say.mask_none, textarea);
  }
  // Masks units of a rich-text box in one transaction; `pick` chooses among what was masked.
  page.maskUnits = function (detail, units, kind, pick) {
    var editor = detail.editor, doc = editor.state.doc;
    units = units.filter(function (unit) { return unit.chars.length; });
    if (!units.length) { told(detail.textarea, 0); return; }
    ask(units.map(function (unit) { return unit.chars.join(""); }), kind).then(function (answers) {
      if (!editor.state.doc.eq(doc)) throw new Error(say.mask_changed);
      var pieces = [], n = 0, change = editor.state.tr;
      units.forEach(function (unit, i) {
        (pick ? pick(answers[i].masked) : answers[i].masked).forEach(function (one) {
          n += 1;
          runs(unit, one.from, one.to).forEach(function (run, k) {
            pieces.push({ from: run.from, to: run.to, now: k ? "" : one.now });
          });
        });
      });
      pieces.sort(function (a, b) { return b.from - a.from; }).forEach(function (piece) {
        if (piece.now) change.insertText(piece.now, piece.from, piece.to); else change.delete(piece.from, piece.to);
      });
      // A step of its own for undo, however soon after the last key: prosemirror-history's closeHistory.
      if (n) editor.view.dispatch(change.setMeta("closeHistory$", true).scrollIntoView());
      editor.view.focus();
      told(detail.textarea, n);
    }).catch(function (error) { page.tell(error.message, detail.textarea); });
  };
  // Masks what is found in a plain field; typed in, so that the browser's own undo knows it.
  function maskField(field, pick) {
    var before = field.value, chars = Array.from(before);
    ask([before], "auto").then(function (answers) {
      if (field.value !== before) throw new Error(say.mask_changed);
      var found = pick(answers[0].masked);
      field.focus();
      found.slice().reverse().forEach(function (one) {
        var from = chars.slice(0, one.from).join("").length, to = chars.slice(0, one.to).join("").length;
        field.setSelectionRange(from, to);
        if (!document.execCommand("insertText", false, one.now)) field.setRangeText(one.now, from, to, "end");
      });
      field.dispatchEvent(new Event("input", { bubbles: true }));
      told(field, found.length);
    }).catch(function (error) { page.tell(error.message, field); });
  }

  // Beside a finding: masks that finding. Where its words alone do not say which, all of its kind.
  page.offerMasks = function (box) {
    box.querySelectorAll("[data-mask]").forEach(function (line) {
      var button = document.createElement("button"), mark = line.querySelector("mark");
      var name = line.closest(".el").dataset.field, field = form.elements[name];
      if (!field || !/^(textarea|text)$/.test(field.type)) return;
      button.type = "button"; button.className = "btn line"; button.textContent = say.mask_it;
      function pick(masked) {
        var kind = masked.filter(function (one) { return one.kind === line.dataset.mask; });
        var same = kind.filter(function (one) { return mark && one.now === mark.textContent; });
        return same.length ? same : kind.length ? kind : masked;
      }
      button.addEventListener("click", function () {
        var editor = page.editors[name];
        if (!editor) { maskField(field, pick); return; }
        var doc = editor.state.doc;
        page.maskUnits({ editor: editor, textarea: field }, [gather(doc, 0, doc.content.size)], "auto", pick);
      });
      line.append(button);
    });
  };
  form.querySelectorAll(".find").forEach(page.offerMasks);
})();
