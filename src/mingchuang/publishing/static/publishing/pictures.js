// Pictures in the text: one of those attached, or one pasted, which is attached on the way.
(function () {
  var page = window.editorPage;
  if (!page) return;
  var form = page.form, say = page.say, known = document.getElementById("pictures").content;

  // A line under the rich-text box, for what happened to it just now.
  page.tell = function (words, textarea) {
    var box = textarea.closest(".el"), line = box.querySelector(".told");
    if (!line) {
      line = document.createElement("p");
      line.className = "note told";
      line.setAttribute("role", "status");
      box.firstElementChild.append(line);
    }
    line.textContent = words;
  };
  function put(detail, src, alt) {
    detail.editor.chain().focus().setImage({ src: src, alt: alt }).run();
  }
  page.attach = function (file, detail) {
    var data = new FormData();
    data.set("file", file, file.name || "picture.png");
    data.set("pasted", "1");
    page.tell(say.sending_picture, detail.textarea);
    fetch(form.dataset.upload, { method: "POST", body: data, redirect: "manual", headers: { "X-CSRFToken": page.token() } })
      .then(function (answer) { return answer.json(); })
      .then(function (body) {
        if (!body.src) throw new Error(body.error || "");
        page.tell("", detail.textarea);
        var made = document.createElement("button");
        made.type = "button"; made.className = "btn line"; made.textContent = body.title;
        made.dataset.src = body.src; made.dataset.alt = "";
        known.append(made);
        put(detail, body.src, "");
      })
      .catch(function (error) { page.tell(say.picture_failed + (error.message || ""), detail.textarea); });
  };

  document.addEventListener("editor:ready", function (event) {
    var detail = event.detail, box = document.createElement("details"), summary = document.createElement("summary"), row = document.createElement("div");
    box.className = "more pictures";
    summary.textContent = say.picture;
    row.className = "row";
    box.append(summary, row);
    box.addEventListener("toggle", function () {
      if (!box.open) return;
      row.replaceChildren();
      if (!known.children.length) row.textContent = say.no_pictures;
      Array.prototype.forEach.call(known.children, function (one) {
        var button = one.cloneNode(true);
        if (!one.dataset.alt) button.append(" (" + say.alt + ")");
        button.addEventListener("click", function () { put(detail, one.dataset.src, one.dataset.alt); box.open = false; });
        row.append(button);
      });
    });
    detail.textarea.closest(".prose-editor").after(box);
  });
})();
