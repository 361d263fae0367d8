// A still picture of the wished scene, where the lab itself cannot run.
import { pageLanguage } from './notice.mjs';

export function showStill() {
  const html = document.documentElement;
  const scene = /(?:^|&)scene=([\w-]+)/.exec(location.hash.slice(1))?.[1] ?? 'cues';
  const picture = new Image();
  picture.id = 'still';
  picture.alt = '';  // the notice says what is wrong; a picture of numbers that cannot be asked says nothing more
  picture.addEventListener('error', () => picture.remove());  // no such scene
  picture.src = new URL(`posters/${scene}-${pageLanguage()}-${html.dataset.theme ?? 'light'}.svg`, document.baseURI).href;
  document.getElementById('lab').append(picture);
}
