/* Small helps; every page works without them. Written for old browsers. */
(function (window, document) {
  'use strict';
  var main = document.getElementById('main');

  /* Pages once opened can be read again without signal: see /sw.js */
  if ('serviceWorker' in window.navigator) { window.navigator.serviceWorker.register('/sw.js'); }

  /* Read the page aloud, sentence by sentence, where the phone can speak. */
  var place = document.querySelector('[data-read-aloud]');
  if (place && window.speechSynthesis && window.SpeechSynthesisUtterance) {
    var button = document.createElement('button'), speaking = false;
    button.type = 'button';
    button.className = 'plain no-print';
    button.textContent = '念给我听';
    button.setAttribute('aria-pressed', 'false');
    button.onclick = function () {
      window.speechSynthesis.cancel();
      speaking = !speaking;
      button.textContent = speaking ? '停下来' : '念给我听';
      button.setAttribute('aria-pressed', String(speaking));
      if (!speaking) { return; }
      var lines = main.innerText.split('\n').filter(function (line) { return line.trim() && line !== button.textContent; });
      lines.forEach(function (line, at) {
        var one = new window.SpeechSynthesisUtterance(line);
        one.lang = 'zh-CN';
        one.rate = 0.9;
        if (at === lines.length - 1) { one.onend = function () { if (speaking) { button.onclick(); } }; }
        window.speechSynthesis.speak(one);
      });
    };
    place.appendChild(button);
  }
})(window, document);
