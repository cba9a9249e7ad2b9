/* A form that is filled without signal stays on this phone and is sent, once, when signal is back;
   without a lock only on a phone that is the person's own (shared.js).

   <form data-outbox="what it is"> with a hidden once_key (the server does the work once per key) and
   csrf_token. On submit the form is written down first and then sent by the browser as usual. The page
   that answers either shows the form again or carries [data-outbox-done=key]: both forget the entry.
   Until then any later page sends it again. Written for old browsers: no arrow functions.

   With data-outbox-lock what is written down is sealed (seal.js), so that this phone cannot read it
   again, and belongs to data-outbox-owner: only on that person's pages is it shown and sent. A browser
   that cannot seal keeps nothing of such a form. The page after signing out carries
   [data-outbox-wipe]. */
(function (window, document) {
  'use strict';
  var STORE = 'yimenzhu.outbox', DAYS = 7, PAUSE = 60000, KEY_HOURS = 70; /* the service knows a key for 72 */
  var TOKEN_PAGE = '/text-size'; /* the smallest page with a form of ours */

  function read() {
    try {
      var all = JSON.parse(window.localStorage.getItem(STORE) || '[]');
      return all.filter(function (one) { return Date.now() - one.kept_at < DAYS * 864e5; });
    } catch (e) { return []; }
  }
  function write(all) {
    try {
      if (all.length) { window.localStorage.setItem(STORE, JSON.stringify(all)); }
      else { window.localStorage.removeItem(STORE); }
      return true;
    } catch (e) { return false; }
  }
  function forget(key) { write(read().filter(function (one) { return one.key !== key; })); }
  function keep(entry) {
    return write(read().filter(function (one) { return one.key !== entry.key; }).concat([entry]));
  }
  function fieldsOf(form) {
    var found = [], i, one;
    for (i = 0; i < form.elements.length; i++) {
      one = form.elements[i];
      if (!one.name || one.disabled || one.type === 'file' || one.type === 'password' || one.type === 'submit' || one.type === 'button' || one.name === 'csrf_token') { continue; }
      if ((one.type === 'checkbox' || one.type === 'radio') && !one.checked) { continue; }
      found.push([one.name, one.value]);
    }
    return found;
  }
  function newKey() {
    var bytes = new Uint8Array(16), key = '', i;
    window.crypto.getRandomValues(bytes);
    for (i = 0; i < 16; i++) { key += ('0' + bytes[i].toString(16)).slice(-2); }
    return key;
  }
  /* Ask for a fresh token; this also proves that the line is up. */
  function withToken(go, stay) {
    var ask = new XMLHttpRequest();
    ask.open('GET', TOKEN_PAGE);
    ask.timeout = 15000;
    ask.onload = function () {
      var found = /name="csrf_token" value="([^"]+)"/.exec(ask.responseText);
      if (ask.status === 200 && found) { go(found[1]); } else { stay(); }
    };
    ask.onerror = ask.ontimeout = stay;
    ask.send();
  }
  function send(entry, stay) {
    withToken(function (token) {
      var form = document.createElement('form'), own = entry.sealed ? [['once_key', entry.key], ['sealed', entry.sealed]] : entry.fields;
      form.method = 'post';
      form.action = entry.action;
      form.hidden = true;
      own.concat([['csrf_token', token]]).forEach(function (pair) {
        var one = document.createElement('input');
        one.type = 'hidden';
        one.name = pair[0];
        one.value = pair[1];
        form.appendChild(one);
      });
      entry.tried_at = Date.now();
      entry.first_at = entry.first_at || entry.tried_at;
      keep(entry);
      document.body.appendChild(form);
      form.submit();
    }, stay || function () {});
  }

  function note(entry, words, only) {
    var box = document.getElementById('outbox') || document.createElement('section');
    var text = document.createElement('p'), now = document.createElement('button'), drop = document.createElement('button');
    box.id = 'outbox';
    box.className = 'card';
    box.setAttribute('role', 'status');
    box.innerHTML = '';
    text.textContent = words;
    now.type = drop.type = 'button';
    now.textContent = '现在送出';
    drop.textContent = '不要了，删掉';
    drop.className = 'plain';
    now.onclick = function () { send(entry, function () { note(entry, '还是没有信号。“' + entry.name + '”存在这部手机里，有信号会自动送出。'); }); };
    drop.onclick = function () {
      forget(entry.key);
      if (window.Photos) { window.Photos.drop(entry.key); }
      box.parentNode.removeChild(box);
    };
    (only ? [text] : [text, now, drop]).forEach(function (one) { box.appendChild(one); });
    var main = document.getElementById('main');
    main.insertBefore(box, main.firstChild);
    return box;
  }
  var owner = (function () {
    var marked = document.querySelector('[data-outbox-owner]');
    return marked ? marked.getAttribute('data-outbox-owner') : '';
  })();
  function mine() { return read().filter(function (one) { return !one.owner || one.owner === owner; }); }
  function isUnsure(entry) { return entry.first_at && Date.now() - entry.first_at > KEY_HOURS * 36e5; }
  var SEALED = '加了锁，这部手机自己也打不开。', PLAIN = '不是您自己的手机，请送出后再走，或者点“删掉”。';
  function retry() {
    var entry = mine()[0];
    if (!entry) { return; }
    if (isUnsure(entry)) {
      note(entry, '“' + entry.name + '”三天前送过，没收到回音。先看看登记过的里面有没有，没有再点“现在送出”。');
      return;
    }
    note(entry, '“' + entry.name + '”还没送出去，存在这部手机里，有信号会自动送出，最多存 ' + DAYS + ' 天。' + (entry.sealed ? SEALED : PLAIN));
    if (window.navigator.onLine !== false && Date.now() - (entry.tried_at || 0) > PAUSE) { send(entry); }
  }
  function lost(entry) {
    entry.tried_at = entry.first_at = 0;
    if (keep(entry)) {
      note(entry, '现在没有信号。填的都存在这部手机里了，有信号会自动送出，送出后给您编号。这一页可以关，别清除浏览器数据。' + (entry.sealed ? SEALED : '')).scrollIntoView();
    }
  }
  function entryOf(form) {
    return { key: form.elements.once_key.value, action: form.getAttribute('action'), name: form.getAttribute('data-outbox'), kept_at: Date.now(), tried_at: Date.now(), first_at: Date.now() };
  }
  function watch(form) {
    var key = form.elements.once_key;
    forget(key.value); /* the server has shown this one back: it is in the person's hands again */
    if (form.getAttribute('data-outbox-fresh') === 'yes') { key.value = newKey(); }
    if (form.getAttribute('data-outbox-lock')) {
      if (window.PhoneSeal) { window.PhoneSeal.watch(form, { entryOf: entryOf, fieldsOf: fieldsOf, keep: keep, lost: lost }); }
      return;
    }
    form.addEventListener('submit', function (event) {
      if (event.submitter && event.submitter.getAttribute('formaction')) { return; } /* not handed in: shown again */
      var entry = entryOf(form), own = window.Shared && window.Shared.isOwn();
      if (!own && window.navigator.onLine === false) {
        event.preventDefault();
        note(entry, '现在没有信号，还没交。先别关这一页，等有信号再点一次“交上去”。', true).scrollIntoView();
      }
      if (!own) { return; }
      entry.fields = fieldsOf(form);
      if (!keep(entry)) { return; }
      if (window.navigator.onLine === false) {
        event.preventDefault();
        lost(entry);
      }
    });
  }
  /* 我说完了: what lies here unlocked is dropped, and pages the browser brings back are left. */
  var LEFT = 'yimenzhu.left', opened = Date.now();
  function wipe() {
    write(read().filter(function (one) { return one.owner; }));
    [window.localStorage, window.sessionStorage].forEach(function (from) {
      Object.keys(from).forEach(function (key) { if (/^yimenzhu\.(draft|own)/.test(key)) { from.removeItem(key); } });
    });
    window.localStorage.setItem(LEFT, Date.now());
    if (window.caches) {
      window.caches.open('pages').then(function (kept) {
        kept.keys().then(function (all) { all.forEach(function (one) { if (one.url.indexOf('/field/') < 0) { kept['delete'](one); } }); });
      });
    }
  }
  function beLeft(form) {
    form.addEventListener('submit', function (event) {
      var waiting = read().filter(function (one) { return !one.owner; })[0];
      if (waiting && !window.confirm('“' + waiting.name + '”还没送出去，清掉就没了。清掉吗？')) { event.preventDefault(); } else { wipe(); }
    });
  }
  window.addEventListener('pageshow', function (event) {
    if (event.persisted && window.localStorage.getItem(LEFT) > opened) { window.location.replace('/'); }
  });
  function start() {
    var i, forms = document.querySelectorAll('form[data-outbox]'), done = document.querySelectorAll('[data-outbox-done]');
    for (i = 0; i < done.length; i++) { forget(done[i].getAttribute('data-outbox-done')); }
    for (i = 0; i < forms.length; i++) { watch(forms[i]); }
    var leaves = document.querySelectorAll('form[data-leave]');
    for (i = 0; i < leaves.length; i++) { beLeft(leaves[i]); }
    if (window.PhoneSeal) { window.PhoneSeal.begin({ read: read, write: write, mine: mine }); }
    retry();
    window.addEventListener('online', function () {
      var entry = mine()[0];
      if (entry && !isUnsure(entry)) { send(entry); }
    });
  }
  if (!window.localStorage || !window.crypto || !document.querySelectorAll) { return; }
  window.Outbox = { waiting: read, send: send, forget: forget, withToken: withToken };
  start();
})(window, document);
