/* Seal something to the service: this phone cannot open it again. See field/phone_box.py.

   PhoneSeal.seal(bytes, lock, bound) gives a promise of bytes; PhoneSeal.can tells whether this browser
   is able to. A browser that cannot keeps nothing. */
(function (window, document) {
  'use strict';
  var subtle = window.crypto && window.crypto.subtle, can = !!(subtle && window.Promise && window.TextEncoder);
  function text(words) { return new window.TextEncoder().encode(words); }
  function unpacked(base64) {
    var raw = window.atob(base64), bytes = new Uint8Array(raw.length), i;
    for (i = 0; i < raw.length; i++) { bytes[i] = raw.charCodeAt(i); }
    return bytes;
  }
  function packed(bytes) {
    var out = '', i;
    for (i = 0; i < bytes.length; i += 4096) { out += String.fromCharCode.apply(null, bytes.subarray(i, i + 4096)); }
    return window.btoa(out);
  }
  function joined(parts) {
    var size = 0, at = 0, out;
    parts.forEach(function (one) { size += one.length; });
    out = new Uint8Array(size);
    parts.forEach(function (one) { out.set(one, at); at += one.length; });
    return out;
  }
  function seal(bytes, lock, bound) {
    var dot = lock.lastIndexOf('.'), kid = lock.slice(0, dot), theirs = unpacked(lock.slice(dot + 1)), curve = { name: 'ECDH', namedCurve: 'P-256' };
    var nonce = window.crypto.getRandomValues(new Uint8Array(12)), point;
    return Promise.all([subtle.importKey('raw', theirs, curve, false, []), subtle.generateKey(curve, false, ['deriveBits'])]).then(function (keys) {
      return Promise.all([
        subtle.exportKey('raw', keys[1].publicKey),
        subtle.deriveBits({ name: 'ECDH', 'public': keys[0] }, keys[1].privateKey, 256)
      ]);
    }).then(function (made) {
      point = new Uint8Array(made[0]);
      return subtle.importKey('raw', made[1], 'HKDF', false, ['deriveKey']);
    }).then(function (shared) {
      return subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt: point, info: text('yimenzhu phone box') }, shared, { name: 'AES-GCM', length: 256 }, false, ['encrypt']);
    }).then(function (key) {
      return subtle.encrypt({ name: 'AES-GCM', iv: nonce, additionalData: text(bound) }, key, bytes);
    }).then(function (sealed) {
      return joined([text('YMP1'), new Uint8Array([kid.length]), text(kid), point, nonce, new Uint8Array(sealed)]);
    });
  }

  /* For outbox.js: forms written down sealed, and leaving nothing behind at sign-out. */
  function sealed(form, outbox) {
    var entry = outbox.entryOf(form), words = JSON.stringify(outbox.fieldsOf(form));
    entry.owner = form.getAttribute('data-outbox-owner');
    return seal(text(words), form.getAttribute('data-outbox-lock'), entry.owner + '|' + entry.key).then(function (box) {
      entry.sealed = packed(box);
      return entry;
    });
  }
  function watch(form, outbox) {
    var pressed = null, busy = false;
    if (!can) { return; }
    form.addEventListener('click', function (event) { if (event.target.type === 'submit') { pressed = event.target; } });
    form.addEventListener('submit', function (event) {
      if (pressed && pressed.name) { pressed = null; return; } /* another button: looking up, not sending */
      event.preventDefault();
      if (busy) { return; }
      busy = true;
      sealed(form, outbox).then(function (entry) {
        busy = false;
        if (window.navigator.onLine === false) { outbox.lost(entry); } else { outbox.keep(entry); form.submit(); }
      }, function () { busy = false; form.submit(); });
    });
  }
  /* Whoever signs out leaves nothing of a household on this phone; first they are told what is unsent. */
  function watchSignOut(form, outbox) {
    var told = false;
    form.addEventListener('submit', function (event) {
      if (told) { return; }
      event.preventDefault();
      told = true;
      window.Photos.count().then(function (photos) {
        var texts = outbox.mine().filter(function (one) { return one.sealed; }).length, box;
        if (!texts && !photos) { form.submit(); return; }
        box = document.createElement('p');
        box.className = 'faults';
        box.setAttribute('role', 'alert');
        box.textContent = '还有' + (texts ? ' ' + texts + ' 份登记' : '') + (photos ? ' ' + photos + ' 张照片' : '') + '没送出去。退出就从这部手机删掉，找不回来。真的退出，再点一次“退出”。';
        document.getElementById('main').insertBefore(box, document.getElementById('main').firstChild);
        box.scrollIntoView();
      }, function () { form.submit(); });
    });
  }
  function wipe(outbox) {
    outbox.write(outbox.read().filter(function (one) { return !one.sealed; }));
    if (window.Photos) { window.Photos.drop(); }
  }
  function begin(outbox) {
    var forms = document.querySelectorAll('form[action="/console/sign-out"]'), i;
    if (document.querySelector('[data-outbox-wipe]')) { wipe(outbox); }
    for (i = 0; i < forms.length; i++) { watchSignOut(forms[i], outbox); }
  }
  window.PhoneSeal = { can: can, seal: seal, watch: watch, begin: begin };
})(window, document);
