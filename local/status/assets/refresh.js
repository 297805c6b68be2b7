// Keeps the page as new as the cloud: fetches it again, and puts in what has changed. What is not new stays, and with it what one has selected.
const EVERY_MS = 2_000;
const connection = document.getElementById('connection');

const refresh = async () => {
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), 'text/html');
  for (const fresh of page.querySelectorAll('[data-live]')) {
    const shown = document.getElementById(fresh.id);
    if (shown && shown.innerHTML !== fresh.innerHTML) shown.innerHTML = fresh.innerHTML;
  }
};

const say = (text) => {
  if (connection.textContent !== text) connection.textContent = text;
};

const keepFresh = async () => {
  if (!document.hidden) {
    await refresh().then(
      () => say('Live'),
      () => say('Stopped: the local cloud does not answer'),
    );
  }
  setTimeout(keepFresh, EVERY_MS);
};

setTimeout(keepFresh, EVERY_MS);
