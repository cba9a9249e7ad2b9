/* Keeps open pages (guides, schemes, the home page, empty forms) for when there is no signal.
   Nothing of a person is ever kept here: only GET pages of the lists below. */
'use strict';
var SHELL = 'shell-{{ version }}', PAGES = 'pages', SLOW = 4000, MOST = 60;
var FIRST = ['/offline', '/put-away', {% for asset in assets %}'{{ asset }}'{{ ", " if not loop.last }}{% endfor %}];
/* Posts that show something, or carry a key by which the server knows a second sending. */
var SHOWN = /^\/(chat|screen|status|ask|apply\/\w+)$/;
var OPEN = /^\/($|g\/|schemes|apply|privacy$|screen$|field\/refer$)/;

self.addEventListener('install', function (event) {
  event.waitUntil(caches.open(SHELL).then(function (cache) { return cache.addAll(FIRST); }).then(function () { return self.skipWaiting(); }));
});
self.addEventListener('activate', function (event) {
  event.waitUntil(caches.keys().then(function (names) {
    return Promise.all(names.map(function (name) { return name === SHELL || name === PAGES ? null : caches.delete(name); }));
  }).then(function () { return self.clients.claim(); }));
});

function tidy(cache) {
  return cache.keys().then(function (keys) {
    return Promise.all(keys.slice(0, Math.max(0, keys.length - MOST)).map(function (key) { return cache.delete(key); }));
  });
}
function kept(request) { return caches.match(request); }
function live(request) {
  return fetch(request).then(function (answer) {
    if (answer.ok && answer.type === 'basic') {
      var copy = answer.clone();
      caches.open(PAGES).then(function (cache) { return cache.put(request, copy).then(function () { return tidy(cache); }); });
    }
    return answer;
  });
}
/* what only staff pages need is kept when a staff page has asked for it */
function asset(request) {
  return fetch(request).then(function (answer) {
    var copy = answer.clone();
    if (answer.ok && /[?]v=/.test(request.url)) { caches.open(SHELL).then(function (cache) { return cache.put(request, copy); }); }
    return answer;
  });
}
function offline() { return caches.match('/offline'); }
function page(request) {
  return new Promise(function (give) {
    var waiting = setTimeout(function () { kept(request).then(function (copy) { if (copy) { give(copy); } }); }, SLOW);
    live(request).then(function (answer) { clearTimeout(waiting); give(answer); }, function () {
      clearTimeout(waiting);
      kept(request).then(function (copy) { give(copy || offline()); });
    });
  });
}
/* A browser that goes back to what a form has shown looks in its cache alone, and nothing of a person
   lies there. The form is sent again; the server knows whether the same person still sits here. */
function again(request) {
  if (!SHOWN.test(new URL(request.url).pathname)) { return caches.match('/put-away'); }
  return request.blob().then(function (body) {
    return fetch(new Request(request.url, {
      method: 'POST', body: body, headers: request.headers, credentials: 'same-origin', redirect: 'manual', cache: 'no-store'
    }));
  });
}
function sent(request) {
  if (!request.isHistoryNavigation) { return fetch(request).catch(offline); }
  return again(request).catch(offline);
}
self.addEventListener('fetch', function (event) {
  var request = event.request, url = new URL(request.url);
  if (url.origin !== self.location.origin) { return; }
  if (request.method === 'GET' && url.pathname.indexOf('/static/') === 0) {
    event.respondWith(caches.match(request).then(function (copy) { return copy || asset(request); }));
  } else if (request.method === 'GET' && OPEN.test(url.pathname) && (request.mode === 'navigate' || /\/qr\.svg$/.test(url.pathname))) {
    event.respondWith(page(request));
  } else if (request.mode === 'navigate') {
    event.respondWith(request.method === 'POST' ? sent(request) : fetch(request).catch(offline));
  }
});
