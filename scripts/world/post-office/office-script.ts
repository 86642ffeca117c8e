/**
 * The script of the page: takes in what is new every two seconds while somebody looks. What is there stays as it is: an
 * opened letter stays open, and a frame is not loaded again.
 */
export const officeScript = `
const list = document.querySelector('#letters');
const state = document.querySelector('#state');
async function renew() {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href, { cache: 'no-store' });
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const count of fresh.querySelectorAll('[data-count]')) {
      const here = document.querySelector('[data-count="' + count.dataset.count + '"]');
      if (here.textContent !== count.textContent) here.textContent = count.textContent;
    }
    take([...fresh.querySelector('#letters').children]);
    say('');
  } catch {
    say('The post office is closed: it is gone with its Tower.');
  }
}
function take(items) {
  const ids = new Set(items.map((item) => item.id));
  for (const item of [...list.children]) if (!ids.has(item.id)) item.remove();
  let next = list.firstElementChild;
  for (const item of items) {
    const here = document.getElementById(item.id);
    if (!here) {
      list.insertBefore(document.adoptNode(item), next);
      continue;
    }
    if (here.dataset.version !== item.dataset.version) {
      const open = here.querySelector('details')?.open;
      here.replaceChildren(...item.childNodes);
      here.dataset.version = item.dataset.version;
      if (open) here.querySelector('details').open = true;
    }
    next = here.nextElementSibling;
  }
}
function say(words) {
  if (state.textContent !== words) state.textContent = words;
}
setInterval(renew, 2000);
document.addEventListener('visibilitychange', renew);
`;
