// The Mask button of each rich-text box: masks what is selected, a column of a table, or the whole text.
(function () {
  var page = window.editorPage;
  if (!page || !page.maskUnits) return;
  var say = page.say, gather = page.stretch, blocks = page.blocks, maskUnits = page.maskUnits, made = 0;
  var KINDS = Object.keys(say).filter(function (n) { return n.indexOf("as_") === 0; }).map(function (n) { return n.slice(3); });

  // The cell in which the cursor stands, and its table; null outside of tables.
  function placeOf(selection) {
    var $at = selection.$anchorCell;
    if ($at) return { cell: $at.pos, table: $at.node(-1), start: $at.start(-1) };
    for (var d = selection.$from.depth; d > 1; d--) {
      if (/^table(Cell|Header)$/.test(selection.$from.node(d).type.name)) {
        return { cell: selection.$from.before(d), table: selection.$from.node(d - 2), start: selection.$from.start(d - 2) };
      }
    }
    return null;
  }
  // The cells below the headings in the columns of the cursor's cell. Merged cells count for every
  // column they cover; a table without heading cells has its headings in the first row.
  function columnOf(place) {
    var cells = [], taken = {}, heads = 0, own = null;
    place.table.forEach(function (row, offset, r) {
      var c = 0, plain = false;
      row.forEach(function (node, inner) {
        while (taken[r + "," + c]) c += 1;
        var wide = node.attrs.colspan || 1, high = node.attrs.rowspan || 1;
        for (var i = 0; i < high; i++) for (var j = 0; j < wide; j++) taken[(r + i) + "," + (c + j)] = true;
        var cell = { pos: place.start + offset + 1 + inner, size: node.nodeSize, row: r, from: c, to: c + wide };
        if (cell.pos === place.cell) own = cell;
        if (node.type.name !== "tableHeader") plain = true;
        cells.push(cell);
        c += wide;
      });
      if (!plain && heads === r) heads = r + 1;
    });
    return cells.filter(function (cell) {
      return own && cell.row >= Math.max(1, heads) && cell.from < own.to && cell.to > own.from;
    });
  }

  function maskColumn(detail, kind) {
    var doc = detail.editor.state.doc, place = placeOf(detail.editor.state.selection);
    var units = place ? columnOf(place).reduce(function (all, cell) {
      var from = cell.pos + 1, to = cell.pos + cell.size - 1;
      return all.concat(kind === "auto" ? [gather(doc, from, to)] : blocks(doc, from, to));
    }, []) : [];
    maskUnits(detail, units, kind);
  }
  function maskSelection(detail, kind) {
    var doc = detail.editor.state.doc, units = [];
    detail.editor.state.selection.ranges.forEach(function (range) {
      var from = range.$from.pos, to = range.$to.pos;
      units = units.concat(kind === "auto" ? [gather(doc, from, to)] : blocks(doc, from, to));
    });
    maskUnits(detail, units, kind);
  }
  function maskAll(detail, kind) {
    var doc = detail.editor.state.doc;
    maskUnits(detail, [gather(doc, 0, doc.content.size)], kind);
  }

  function menu(detail) {
    var editor = detail.editor, root = detail.textarea.closest(".prose-editor"), bar = root.querySelector(".prose-menubar");
    var box = document.createElement("div"), button = document.createElement("button"), list = document.createElement("div");
    made += 1;
    list.id = "maskers-" + made; list.className = "maskers"; list.hidden = true;
    box.className = "prose-menubar__group";
    button.type = "button"; button.className = "prose-menubar__button";
    button.textContent = say.mask; button.title = say.mask_keys;
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-controls", list.id);
    button.setAttribute("aria-keyshortcuts", "Alt+F10");
    box.append(button); bar.append(box); bar.after(list);

    function group(words, kinds, act) {
      var row = document.createElement("div"), name = document.createElement("span");
      name.textContent = words; name.id = list.id + "-" + list.children.length;
      row.setAttribute("role", "group"); row.setAttribute("aria-labelledby", name.id);
      row.append(name);
      kinds.forEach(function (kind) {
        var choice = document.createElement("button");
        choice.type = "button"; choice.className = "btn line"; choice.textContent = say["as_" + kind];
        choice.addEventListener("click", function () { close(); act(detail, kind); editor.view.focus(); });
        row.append(choice);
      });
      list.append(row);
    }
    function open() {
      var selection = editor.state.selection;
      list.replaceChildren();
      if (selection.empty) group(say.mask_text, ["auto"], maskAll); else group(say.mask_selection, KINDS, maskSelection);
      if (placeOf(selection)) group(say.mask_column, KINDS, maskColumn);
      list.hidden = false;
      button.setAttribute("aria-expanded", "true");
      list.querySelector("button").focus();
    }
    function close() {
      list.hidden = true;
      button.setAttribute("aria-expanded", "false");
    }
    button.addEventListener("click", function () { if (list.hidden) open(); else { close(); editor.view.focus(); } });
    editor.on("focus", close);
    root.addEventListener("keydown", function (event) {
      // Tab moves within a table, so there has to be another way out of it.
      if (event.altKey && event.key === "F10") { event.preventDefault(); open(); }
      if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); editor.view.focus(); }
    });
    list.addEventListener("keydown", function (event) {
      var all = Array.from(list.querySelectorAll("button")), i = all.indexOf(document.activeElement);
      var to = { ArrowRight: i + 1, ArrowDown: i + 1, ArrowLeft: i - 1, ArrowUp: i - 1, Home: 0, End: -1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      all[(to + all.length) % all.length].focus();
    });
  }
  document.addEventListener("editor:ready", function (event) {
    var detail = event.detail;
    // The bar is made when the editor has begun, a moment after it is ready.
    if (detail.textarea.closest(".prose-editor").querySelector(".prose-menubar")) menu(detail);
    else detail.editor.on("create", function () { menu(detail); });
  });
})();
