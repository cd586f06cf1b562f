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
