// Signing out takes texts off this computer that the desk keeps here until they are saved: keys
// `kept:<person>:…` in localStorage. Where there are any, it asks first; other people's stay.
(function () {
  function kept(person) {
    var keys = [];
    try {
      for (var i = 0; i < localStorage.length; i++) {
        if (localStorage.key(i).indexOf("kept:" + person + ":") === 0) keys.push(localStorage.key(i));
      }
    } catch (error) { /* a browser that keeps nothing */ }
    return keys;
  }
  document.addEventListener("submit", function (event) {
    if (event.defaultPrevented || !event.target.matches("[data-sign-out]")) return;
    var keys = kept(event.target.dataset.person);
    if (keys.length && !confirm(event.target.dataset.signOut)) { event.preventDefault(); return; }
    keys.forEach(function (key) { localStorage.removeItem(key); });
  });
})();

// A long list of boxes gets a field: it shows the boxes whose words hold what is typed, and every
// ticked one. Without the script the whole list is there.
document.querySelectorAll("[data-choices]").forEach(function (list) {
  var labels = Array.from(list.querySelectorAll("label")).filter(function (label) {
    return label.querySelector("input");
  });
  if (labels.length < 12) return;
  var field = document.createElement("input");
  field.type = "search";
  field.className = "in";
  field.placeholder = list.dataset.find;
  field.setAttribute("aria-label", list.dataset.find);
  list.before(field);
  field.addEventListener("input", function () {
    var wanted = field.value.trim().toLowerCase();
    labels.forEach(function (label) {
      label.parentElement.hidden = !label.querySelector("input").checked
        && label.textContent.toLowerCase().indexOf(wanted) < 0;
    });
    list.querySelectorAll("[data-group]").forEach(function (group) {
      group.hidden = Array.from(group.children).slice(1).every(function (box) { return box.hidden; });
    });
  });
  field.addEventListener("keydown", function (event) {
    if (event.key === "Enter") event.preventDefault();
  });
});
