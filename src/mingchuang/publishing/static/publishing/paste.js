// What is pasted becomes what will be kept, before it stands in the text: the same rules as
// records/office.py and richtext.clean, tested with the same samples (tests/records/office).
(function () {
  var page = window.editorPage;
  if (!page) return;
  var OFFICE = /mso-|class=["']?(?:Mso|xl\d|et\d|font\d)|urn:schemas-microsoft-com/i;
  var UNSEEN = "style,script,title,meta,link,xml,del,rt,rp,template,iframe,object,svg,math,input,select,textarea,button";
  var KEPT = { P: 1, H2: 1, H3: 1, H4: 1, UL: 1, OL: 1, LI: 1, TABLE: 1, TBODY: 1, THEAD: 1, TR: 1, TH: 1, TD: 1, A: 1, STRONG: 1, EM: 1, BR: 1, IMG: 1 };
  var SAME = { B: "strong", I: "em", H1: "h2", H5: "h4", H6: "h4", DIV: "p", BLOCKQUOTE: "p", PRE: "p", CAPTION: "p" };
  var DEEPER = { H1: "h2", H2: "h3", H3: "h4", H4: "h4" };
  var LINK = /^(https?:\/\/\S+|mailto:\S+|tel:[0-9+ -]+|\/(?!\/)\S*|#[\w-]+)$/;
  var PLACE = /^files\/[0-9a-z]{1,32}$/;

  function rename(el, name) {
    var made = el.ownerDocument.createElement(name);
    while (el.firstChild) made.append(el.firstChild);
    for (var i = 0; i < el.attributes.length; i++) made.setAttribute(el.attributes[i].name, el.attributes[i].value);
    el.replaceWith(made);
    return made;
  }
  function styleOf(el) { return el.getAttribute("data-style") || ""; }

  // Word writes a list as paragraphs whose style says so, with number or bullet as marked words.
  function lists(body) {
    var open = [], before = null;
    body.querySelectorAll("p,h1,h2,h3,h4,li,table").forEach(function (p) {
      var found = p.tagName === "P" && /mso-list:\s*\S*\s*level(\d+)/i.exec(styleOf(p));
      var last = before;
      before = p;
      if (!found) { if (!p.closest("li")) open = []; return; }
      if (last && open.length && nextTo(open[0].list) !== p) open = [];
      var level = +found[1], mark = "", marked = Array.prototype.find.call(p.querySelectorAll("span"), function (s) { return /mso-list:\s*ignore/i.test(styleOf(s)); });
      if (marked) { mark = marked.textContent.replace(/\s+/g, " ").trim(); marked.remove(); }
      var number = /^(\d{1,3})[.、．)）]?$/.exec(mark), kind = number ? "OL" : "UL";
      while (open.length && open[open.length - 1].level > level) open.pop();
      var top = open[open.length - 1], same = top && top.level === level && top.list.tagName === kind;
      if ((number && !same && number[1] !== "1") || (!number && (mark.length > 1 || /[\u2460-\u2473\u4e00-\u9fff]/.test(mark)))) {
        open = [];
        p.prepend(mark + (/^[\x00-\x7f]*$/.test(mark) ? " " : ""));
        return;
      }
      var item = p.ownerDocument.createElement("li"), inner = p.ownerDocument.createElement("p");
      while (p.firstChild) inner.append(p.firstChild);
      item.append(inner);
      if (same) { top.list.append(item); p.remove(); before = top.list; return; }
      if (top && top.level === level) { open.pop(); top = open[open.length - 1]; }
      var list = p.ownerDocument.createElement(kind.toLowerCase());
      list.append(item);
      if (top) { top.list.lastElementChild.append(list); p.remove(); } else { p.replaceWith(list); }
      open.push({ level: level, list: list });
      before = list;
    });
  }
  function nextTo(el) {
    var next = el.nextSibling;
    while (next && (next.nodeType === 8 || (next.nodeType === 3 && !next.textContent.trim()))) next = next.nextSibling;
    return next;
  }

  function walk(el, names) {
    Array.prototype.slice.call(el.children).forEach(function (child) {
      walk(child, names);
      var name = names[child.tagName] || SAME[child.tagName];
      if (child.tagName === "SPAN" || child.tagName === "FONT") {
        if (/font-weight:\s*(bold|[6-9]00)/i.test(styleOf(child)) && child.textContent.trim()) name = "strong";
      }
      if (name) child = rename(child, name);
      if (!KEPT[child.tagName]) { child.replaceWith.apply(child, Array.prototype.slice.call(child.childNodes)); return; }
      bare(child);
    });
  }
  function bare(el) {
    var keep = {};
    if (el.tagName === "TD" || el.tagName === "TH") {
      ["colspan", "rowspan"].forEach(function (n) { var v = +el.getAttribute(n); if (v > 1 && v <= 100) keep[n] = v; });
    }
    if (el.tagName === "A" && LINK.test(el.getAttribute("href") || "")) keep.href = el.getAttribute("href");
    if (el.tagName === "IMG" && PLACE.test(el.getAttribute("src") || "")) { keep.src = el.getAttribute("src"); keep.alt = el.getAttribute("alt") || ""; }
    while (el.attributes.length) el.removeAttribute(el.attributes[0].name);
    Object.keys(keep).forEach(function (n) { el.setAttribute(n, keep[n]); });
    if (el.tagName === "A" && !keep.href) el.replaceWith.apply(el, Array.prototype.slice.call(el.childNodes));
  }
  // The first row of a table without headings holds them: the server sees it that way too.
  function heads(table) {
    var rows = table.querySelectorAll("tr");
    if (rows.length < 2 || rows[0].querySelector("th")) return;
    rows[0].querySelectorAll("td").forEach(function (cell) { rename(cell, "th"); });
  }
  function filled(el) { return el.textContent.replace(/[\s\u00a0]+/g, "") || el.querySelector("img,table"); }

  // Returns { html, pictures }: pictures counts those that stand nowhere but in the other program.
  page.tidy = function (html) {
    var office = OFFICE.test(html), doc = page.parse(html), body = doc.body, n = 0;
    body.querySelectorAll(UNSEEN).forEach(function (el) { el.remove(); });
    body.querySelectorAll("[data-style]").forEach(function (el) {
      if (/display:\s*none|mso-hide:\s*all|mso-element:\s*comment/i.test(styleOf(el))) el.remove();
    });
    var comments = doc.createTreeWalker(body, NodeFilter.SHOW_COMMENT), gone = [];
    while (comments.nextNode()) gone.push(comments.currentNode);
    gone.forEach(function (node) { node.remove(); });
    lists(body);
    walk(body, office ? DEEPER : {});
    body.querySelectorAll("img").forEach(function (img) { if (!img.getAttribute("src")) { n += 1; img.remove(); } });
    body.querySelectorAll("table").forEach(heads);
    body.querySelectorAll("p,h2,h3,h4").forEach(function (p) { if (!filled(p) && !p.closest("td,th")) p.remove(); });
    var words = doc.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) words.currentNode.data = words.currentNode.data.replace(/[ \t\r\n\u00a0]+/g, " ");
    return { html: body.innerHTML, pictures: n };
  };

  document.addEventListener("editor:ready", function (event) {
    var editor = event.detail.editor;
    editor.setOptions({
      editorProps: {
        transformPastedHTML: function (html) {
          var plain = page.tidy(html);
          if (plain.pictures) page.tell(page.say.left_pictures.replace("%(n)s", plain.pictures), event.detail.textarea);
          return plain.html;
        },
        // A picture alone on the clipboard (a screenshot) is attached and put in. Excel and Word
        // put a picture of the cells beside the HTML; that one is not meant.
        handlePaste: function (view, paste) {
          var data = paste.clipboardData;
          var file = data && Array.prototype.find.call(data.files, function (f) { return /^image\/(png|jpeg)$/.test(f.type); });
          if (!file || data.types.indexOf("text/html") >= 0 || !page.attach) return false;
          page.attach(file, event.detail);
          return true;
        }
      }
    });
  });
})();
