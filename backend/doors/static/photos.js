/* Photos a grid worker takes while there is no signal: made small, sealed (seal.js), kept on this phone
   in IndexedDB under the referral's once_key, sent after its receipt, each with a key of its own, and
   deleted when the service has said it has them, at sign-out, and after DAYS. */
(function (window, document) {
  'use strict';
  var DAYS = 7, ONE_FORM = 6, ALL = 30, SIDE = 2000, BYTES = 4e6, RETRY_HOURS = 70, IDLE = 72e5;
  var NUMBERS = 'yimenzhu.numbers', asking = null, sending = false;
  var done = document.querySelector('[data-outbox-number]'), marked = document.querySelector('[data-outbox-owner]');
  var owner = marked ? marked.getAttribute('data-outbox-owner') : '', form = document.querySelector('form[data-outbox-lock]');

  function database() {
    asking = asking || new Promise(function (give, fail) {
      var ask = window.indexedDB.open('yimenzhu.field', 1);
      ask.onupgradeneeded = function () { ask.result.createObjectStore('photos', { keyPath: 'key' }); };
      ask.onsuccess = function () { give(ask.result); };
      ask.onerror = fail;
    });
    return asking;
  }
  function store(mode, work) {
    return database().then(function (db) {
      return new Promise(function (give, fail) {
        var move = db.transaction('photos', mode), ask = work(move.objectStore('photos'));
        move.oncomplete = function () { give(ask.result); };
        move.onerror = move.onabort = fail;
      });
    });
  }
  function all() { return store('readonly', function (photos) { return photos.getAll(); }); }
  function put(photo) { return store('readwrite', function (photos) { return photos.put(photo); }); }
  function drop(key) { return store('readwrite', function (photos) { return photos['delete'](key); }); }
  function dropWhere(test) {
    return all().then(function (photos) { return Promise.all(photos.filter(test).map(function (one) { return drop(one.key); })); });
  }
  function numbers(change) {
    var known = {};
    try { known = JSON.parse(window.localStorage.getItem(NUMBERS) || '{}'); } catch (e) { /* begins anew */ }
    if (change) { window.localStorage.setItem(NUMBERS, JSON.stringify(change(known))); }
    return known;
  }
  function key() {
    return Array.prototype.map.call(window.crypto.getRandomValues(new Uint8Array(16)), function (one) { return ('0' + one.toString(16)).slice(-2); }).join('');
  }

  /* Making it small: a paper stays readable at 2000 pixels, and what the camera wrote into it is gone. */
  function picture(file) {
    if (window.createImageBitmap) { return window.createImageBitmap(file); }
    return new Promise(function (give, fail) {
      var reader = new FileReader(), image = new Image();
      reader.onload = function () { image.onload = function () { give(image); }; image.onerror = fail; image.src = reader.result; };
      reader.onerror = fail;
      reader.readAsDataURL(file);
    });
  }
  function small(file) {
    return picture(file).then(function (image) {
      var factor = Math.min(1, SIDE / Math.max(image.width, image.height)), canvas = document.createElement('canvas');
      canvas.width = Math.round(image.width * factor);
      canvas.height = Math.round(image.height * factor);
      canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
      return new Promise(function (give) { canvas.toBlob(function (blob) { give(blob || file); }, 'image/jpeg', 0.85); });
    })['catch'](function () { return file; });
  }
  function bytes(blob) {
    return new Promise(function (give, fail) {
      var reader = new FileReader();
      reader.onload = function () { give(new Uint8Array(reader.result)); };
      reader.onerror = fail;
      reader.readAsArrayBuffer(blob);
    });
  }
  function keep(file, kept) {
    var name = key();
    if (kept.filter(function (one) { return one.form === form.elements.once_key.value; }).length >= ONE_FORM) { return Promise.reject('一户最多 ' + ONE_FORM + ' 张。'); }
    if (kept.length >= ALL) { return Promise.reject('这部手机里存了 ' + ALL + ' 张，满了。有信号送出去以后再拍。'); }
    return small(file).then(bytes).then(function (raw) {
      if (raw.length > BYTES) { throw '这张太大，请把相机调到普通清晰度再拍。'; }
      return window.PhoneSeal.seal(raw, form.getAttribute('data-outbox-lock'), owner + '|' + name);
    }).then(function (box) {
      return put({ key: name, form: form.elements.once_key.value, owner: owner, blob: new Blob([box]), size: box.length, kept_at: Date.now() });
    });
  }

  /* The page's own part: choosing, and what has been chosen. */
  function make(tag, words, into, kind) {
    var one = document.createElement(tag);
    if (words) { one.textContent = words; }
    if (kind) { one.className = kind; }
    into.appendChild(one);
    return one;
  }
  function button(words, into, act) {
    var one = make('button', words, into, 'plain');
    one.type = 'button';
    one.onclick = act;
    return one;
  }
  function chooser(into) {
    var box = make('fieldset', '', into), label, consent, file, list, said;
    make('legend', '拍照（可不拍）', box);
    label = make('label', '', box, 'choice');
    consent = make('input', '', label);
    consent.type = 'checkbox';
    consent.id = 'photo-consent';
    label.appendChild(document.createTextNode('本人（或监护人）当面同意留照片'));
    label = make('label', '一户最多 ' + ONE_FORM + ' 张', box);
    label.htmlFor = 'photo-file';
    file = make('input', '', box);
    file.type = 'file';
    file.id = 'photo-file';
    file.accept = 'image/*';
    file.multiple = file.disabled = true;
    consent.onchange = function () { file.disabled = !consent.checked; };
    said = make('p', '', box, 'small');
    said.setAttribute('role', 'status');
    list = make('ul', '', box, 'papers');
    function show() {
      return all().then(function (photos) {
        list.innerHTML = '';
        photos.filter(function (one) { return one.form === form.elements.once_key.value; }).forEach(function (one, at) {
          var line = make('li', '照片 ' + (at + 1) + '，' + Math.ceil(one.size / 1024) + ' KB ', list);
          button('删掉', line, function () { drop(one.key).then(show); });
        });
      });
    }
    file.onchange = function () {
      var chosen = Array.prototype.slice.call(file.files), work = Promise.resolve();
      said.textContent = '正在存……';
      chosen.forEach(function (one) { work = work.then(all).then(function (kept) { return keep(one, kept); }); });
      work.then(function () { said.textContent = '存好了，登记送出后跟着送，送到就从手机里删。'; }, function (why) {
        said.textContent = typeof why === 'string' ? why : '这张没存住。请登记好以后再传。';
      }).then(function () { file.value = ''; return show(); });
    };
    show();
  }

  function note(words, photos) {
    var box = document.getElementById('kept-photos'), main = document.getElementById('main');
    if (!box) {
      box = make('section', '', main, 'card');
      box.id = 'kept-photos';
      box.setAttribute('role', 'status');
      main.insertBefore(box, main.firstChild);
    }
    box.innerHTML = '';
    make('p', words, box);
    photos.filter(function (one) { return one.fault; }).forEach(function (one, at) { make('p', '没收下的第 ' + (at + 1) + ' 张：' + one.fault, box, 'fault'); });
    if (!photos.length) { return; }
    button('现在送', box, function () { photos.forEach(function (one) { one.first_at = 0; }); Promise.all(photos.map(put)).then(send); });
    button('全部删掉', box, function () { dropWhere(function (one) { return photos.some(function (other) { return other.key === one.key; }); }).then(function () { note('照片从这部手机里删掉了。', []); }); });
  }
  function isMine(one) { return one.owner === owner && one.number; }
  function tell(sent) {
    return all().then(function (photos) {
      var mine = photos.filter(isMine), words = sent ? sent + ' 张照片送到了，已从这部手机删掉。' : '';
      if (mine.length) { words += '这部手机里还存着 ' + mine.length + ' 张照片没送到，有信号自动送，最多存 ' + DAYS + ' 天。照片加了锁，这部手机自己也打不开。'; }
      if (words) { note(words, mine); }
    });
  }
  function post(photo, token) {
    return new Promise(function (give, fail) {
      var ask = new XMLHttpRequest(), data = new FormData();
      data.append('csrf_token', token);
      data.append('once_key', photo.key);
      data.append('sealed', 'yes');
      data.append('sensitive_consent', 'yes');
      data.append('file', photo.blob, 'photo');
      ask.open('POST', '/field/referrals/' + photo.number + '/papers');
      ask.setRequestHeader('Accept', 'application/json');
      ask.timeout = 120000;
      ask.onload = function () { give(ask); };
      ask.onerror = ask.ontimeout = fail;
      ask.send(data);
    });
  }
  function due(one) { return isMine(one) && !one.fault && (!one.first_at || Date.now() - one.first_at < RETRY_HOURS * 36e5); }
  function send() {
    var count = 0;
    if (sending || window.navigator.onLine === false) { return; }
    sending = true;
    function next(token) {
      return all().then(function (photos) {
        var photo = photos.filter(due)[0];
        if (!photo) { return; }
        photo.first_at = photo.first_at || Date.now();
        return put(photo).then(function () { return post(photo, token); }).then(function (ask) {
          var said = '';
          if (ask.status === 201) { count++; return drop(photo.key).then(function () { return next(token); }); }
          if ([404, 409, 413, 422].indexOf(ask.status) < 0) { return; } /* not now: signed out, busy */
          try { said = JSON.parse(ask.responseText).detail; } catch (e) { /* then in our own words */ }
          photo.fault = said || '窗口那边没有收下。';
          return put(photo).then(function () { return next(token); });
        });
      });
    }
    all().then(function (photos) {
      if (!photos.some(due)) { return tell(0); }
      return new Promise(function (give) { window.Outbox.withToken(give, function () { give(''); }); })
        .then(function (token) { return token ? next(token) : null; })
        .then(function () { return tell(count); }, function () { return tell(count); });
    }).then(function () { sending = false; }, function () { sending = false; });
  }
  function begin() {
    var waiting = window.Outbox.waiting().map(function (one) { return one.key; }), known = numbers();
    all().then(function (photos) {
      return Promise.all(photos.map(function (one) {
        var old = Date.now() - one.kept_at, mine = form && form.elements.once_key.value === one.form;
        if (known[one.form] && !one.number) { one.number = known[one.form]; return put(one); }
        if (old > DAYS * 864e5 || (!one.number && !mine && old > IDLE && waiting.indexOf(one.form) < 0)) { return drop(one.key); }
      }));
    }).then(function () {
      if (window.localStorage.getItem(NUMBERS)) { numbers(function () { return {}; }); }
      send();
    });
    window.addEventListener('online', send);
  }

  window.Photos = { drop: function () { return Promise.resolve(); }, count: function () { return Promise.resolve(0); } };
  if (!window.indexedDB || !window.PhoneSeal || !window.PhoneSeal.can || !HTMLCanvasElement.prototype.toBlob) { return; }
  window.Photos = {
    drop: function (ofForm) { return dropWhere(function (one) { return !ofForm || one.form === ofForm; }); },
    count: function () { return all().then(function (photos) { return photos.filter(function (one) { return one.owner === owner; }).length; }); },
    all: all
  };
  if (done) { numbers(function (known) { known[done.getAttribute('data-outbox-done')] = done.getAttribute('data-outbox-number'); return known; }); }
  if (form && document.getElementById('photos')) { chooser(document.getElementById('photos')); }
  document.addEventListener('DOMContentLoaded', begin);
})(window, document);
