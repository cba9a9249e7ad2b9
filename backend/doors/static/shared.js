/* What is typed and not yet sent, and what stays on the screen: phones and computers are shared.

   Only who has said "this is my own phone" (remembered for half a year) has what is typed kept, for a
   day, and gets the browser's own suggestions. Everyone else's is kept from the press on the button to
   the answer, ten minutes at most and in this tab alone, so that a line that breaks just then costs
   nothing. A page of private things that nobody has touched for half an hour is left. Written for old
   browsers: no arrow functions. */
(function (window, document) {
  'use strict';
  var OWN = 'yimenzhu.own', DRAFT = 'yimenzhu.draft ', KINDS = 'text,tel,textarea', REST = 18e5;
  var LASTS = { own: 864e5, other: 6e5 }, REMEMBERED = 180 * 864e5;

  function isOwn() {
    try { return Date.now() - (window.localStorage.getItem(OWN) || 0) < REMEMBERED; } catch (e) { return false; }
  }
  function store(own) { return own ? window.localStorage : window.sessionStorage; }
  function texts(form, work) {
    for (var i = 0; i < form.elements.length; i++) {
      if (form.elements[i].name && KINDS.indexOf(form.elements[i].type) >= 0) { work(form.elements[i]); }
    }
  }
  function keep(form, own) {
    var fields = {}, entry = { until: Date.now() + (own ? LASTS.own : LASTS.other), fields: fields };
    texts(form, function (one) { if (one.value) { fields[one.name] = one.value; } });
    try { store(own).setItem(DRAFT + form.getAttribute('action'), JSON.stringify(entry)); } catch (e) { /* storage is shut */ }
  }
  /* Drop every draft that is over; with `all`, the others too. */
  function tidy(all) {
    [true, false].forEach(function (own) {
      try {
        var from = store(own);
        Object.keys(from).forEach(function (key) {
          if (key.indexOf(DRAFT) === 0 && (all || !(JSON.parse(from.getItem(key)).until > Date.now()))) { from.removeItem(key); }
        });
      } catch (e) { /* storage is shut */ }
    });
  }
  function bringBack(form) {
    [true, false].forEach(function (own) {
      try {
        var kept = JSON.parse(store(own).getItem(DRAFT + form.getAttribute('action')) || 'null');
        if (kept) { texts(form, function (one) { if (!one.value && kept.fields[one.name]) { one.value = kept.fields[one.name]; } }); }
      } catch (e) { /* storage is shut */ }
    });
  }
  function suggest(form) {
    var own = isOwn();
    for (var i = 0; i < form.elements.length; i++) {
      var word = form.elements[i].getAttribute('data-own');
      if (word) { form.elements[i].setAttribute('autocomplete', own ? word : 'off'); }
    }
  }
  function askWhose(form) {
    var label = document.createElement('label'), box = document.createElement('input'), words = document.createElement('span');
    label.className = 'choice no-print';
    box.type = 'checkbox';
    box.id = 'own-phone';
    box.checked = isOwn();
    words.textContent = '这是我自己的手机、电脑：填到一半断了还在，没信号先存着、有信号自动送。公用的、别人的不要勾。';
    box.onchange = function () {
      try {
        if (box.checked) { window.localStorage.setItem(OWN, Date.now()); keep(form, true); }
        else { window.localStorage.removeItem(OWN); tidy(true); }
      } catch (e) { box.checked = false; }
      suggest(form);
    };
    label.appendChild(box);
    label.appendChild(words);
    form.insertBefore(label, form.firstChild);
  }
  function watch(form) {
    if (form.getAttribute('data-draft') === 'sent') { tidy(true); }
    bringBack(form);
    suggest(form);
    if (form.querySelector('[data-own]')) { askWhose(form); }
    form.addEventListener('input', function () { if (isOwn()) { keep(form, true); } });
    form.addEventListener('submit', function () { keep(form, isOwn()); });
  }
  tidy(document.querySelector('[data-outbox-done]'));
  var forms = document.querySelectorAll('form[data-draft]'), i;
  for (i = 0; i < forms.length; i++) { watch(forms[i]); }

  function isTyping() {
    var boxes = document.querySelectorAll('textarea'), n;
    for (n = 0; n < boxes.length; n++) { if (boxes[n].value !== boxes[n].defaultValue) { return true; } }
    return false;
  }
  var leave = document.querySelector('form[data-leave=idle]'), touched = Date.now();
  if (leave) {
    ['click', 'keydown', 'scroll', 'touchstart'].forEach(function (kind) {
      window.addEventListener(kind, function () { touched = Date.now(); }, true);
    });
    window.setInterval(function () {
      if (Date.now() - touched > REST && !isOwn() && !isTyping()) { touched = Date.now(); leave.querySelector('button').click(); }
    }, 3e4);
  }
  window.Shared = { isOwn: isOwn };
})(window, document);
