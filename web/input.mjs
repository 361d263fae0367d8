// Pointer, touch and wheel. Keys arrive through the mirror's elements, which lie over the canvas: what a real pointer
// does to one of them is the canvas's business, by its place; what comes without a pointer (a key, a screen reader, a
// script) is the element's own. Nothing here touches an event that the lab does not use: the wheel belongs to the page
// until the reader has clicked or focused the lab, and Esc gives it back.
import { PointerKind, PointerPhase } from './bridge.mjs';

const HOLD = 500;       // ms that a finger stays to ask for help
const TREMBLE = 10;     // CSS pixels it may move meanwhile
const WHEEL_LINE = 16;  // CSS pixels in a line, where a wheel counts lines

export class Input {
  #root;    // the canvas and, over it, the mirror
  #canvas;
  #bridge;
  #wantFrame;
  #drawNow;
  #isActive = false;
  #touches = new Map();  // pointerId → {x, y}, of fingers on the canvas
  #pinch = null;         // where the two fingers were and how far apart, while they pinch
  #hold = null;          // {timer, x, y} of a finger that has not moved yet
  #isHeld = false;      // it has stayed: it was no press
  #undecided = null;     // {x, y} where a finger went down that may tap, drag sideways, or scroll the page
  #isScrolling = false;  // … and it was the last
  #downAt = 0;          // ms
  #isDown = false;      // a pointer is down here, …
  #wasDown = false;     // … or was: the click that follows has been seen already

  /** `frames`: {want(): one is due, now(): draws one at once} */
  constructor(root, canvas, bridge, frames) {
    this.#root = root;
    this.#canvas = canvas;
    this.#bridge = bridge;
    this.#wantFrame = frames.want;
    this.#drawNow = frames.now;
    const listen = (kind, handle, options) => root.addEventListener(kind, (event) => {
      if (!isLeftAlone(event.target)) handle(event);
    }, options);
    listen('pointerdown', (event) => this.#down(event));
    listen('pointermove', (event) => this.#move(event));
    listen('pointerup', (event) => this.#up(event));
    listen('pointercancel', (event) => this.#cancel(event));
    root.addEventListener('pointerleave', (event) => {
      if (!this.#isHeld) this.#send(event, PointerPhase.leave);  // what was asked for stays to be read
    });
    listen('contextmenu', (event) => {
      if (this.#isHeld) event.preventDefault();
    });
    listen('touchstart', (event) => this.#touchStart(event), { passive: false });
    // The lab gives the focus itself; and no slider slides, no list opens beside what is drawn.
    listen('mousedown', (event) => {
      if (event.target.closest('.control')) event.preventDefault();
    });
    listen('click', (event) => this.#leaveToCanvas(event), { capture: true });
    listen('input', (event) => this.#leaveToCanvas(event), { capture: true });
    window.addEventListener('blur', () => this.setActive(false));
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.setActive(false);
    });
  }

  get isDown() { return this.#isDown; }
  /** Resolves at the next end of a press, wherever it ends. */
  released() {
    return new Promise((resolve) => {
      for (const kind of ['pointerup', 'pointercancel']) window.addEventListener(kind, resolve, { once: true });
    });
  }

  /** Active = the reader is working here: the wheel and the pinch may zoom the picture. */
  setActive(isActive) {
    if (isActive === this.#isActive) return;
    this.#isActive = isActive;
    this.#root.classList.toggle('holds-gestures', isActive);
    // Listening is enough for WebKit to keep the wheel in this frame, even if nothing is prevented.
    if (isActive) this.#root.addEventListener('wheel', this.#onWheel, { passive: false });
    else this.#root.removeEventListener('wheel', this.#onWheel);
  }

  #position(event) {
    const box = this.#canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  #send(event, phase) {
    const { x, y } = this.#position(event);
    this.#bridge.pointer(PointerKind[event.pointerType] ?? PointerKind.mouse, phase, x, y);
    this.#wantFrame();
  }

  /** What an element of the mirror makes of a real pointer is dropped: the canvas has had it. */
  #leaveToCanvas(event) {
    if (event.type === 'click' ? !this.#wasDown || event.detail === 0 : !this.#isDown) return;
    if (event.type === 'click') {
      this.#wasDown = false;
      event.preventDefault();
    } else event.target.value = event.target.defaultValue;  // a native slider under a finger
    event.stopImmediatePropagation();
  }

  /** A point that has been tapped goes where the finger goes; everywhere else the page scrolls. */
  #touchStart(event) {
    if (event.touches.length !== 1 || !event.cancelable) return;
    const { x, y } = this.#position(event.touches[0]);
    if (this.#bridge.wantsDrag(x, y)) event.preventDefault();
  }

  #down(event) {
    if (event.button !== 0) return;
    this.#isDown = this.#wasDown = true;
    this.#downAt = event.timeStamp;
    this.#canvas.setPointerCapture(event.pointerId);
    if (event.pointerType === 'touch') {
      this.#touches.set(event.pointerId, this.#position(event));
      if (this.#touches.size === 2) return this.#startPinch(event);
      if (this.#touches.size > 2) return;
      this.#startHold(event);
    } else this.#isHeld = false;
    this.#undecided = this.#position(event);
    const { x, y } = this.#undecided;
    // What a finger that scrolls the page passes over is not pressed: it is known later what it does.
    if (event.pointerType === 'mouse' || this.#bridge.wantsDrag(x, y)) this.#press(event);
  }

  /** The pointer that went down undecided takes what lies there. */
  #press(event) {
    const { x, y } = this.#undecided;
    this.#undecided = null;
    this.setActive(true);
    const kind = PointerKind[event.pointerType] ?? PointerKind.mouse;
    this.#bridge.pointer(kind, PointerPhase.move, x, y);  // the position comes before the press
    this.#bridge.pointer(kind, PointerPhase.down, x, y);
    this.#wantFrame();
  }

  #move(event) {
    if (this.#touches.has(event.pointerId)) this.#touches.set(event.pointerId, this.#position(event));
    if (this.#pinch !== null) return this.#continuePinch();
    if (this.#hold && Math.hypot(event.clientX - this.#hold.x, event.clientY - this.#hold.y) > TREMBLE) this.#endHold();
    if (event.pointerType !== 'touch') this.#isHeld = false;
    if (this.#isHeld) return;
    if (event.pointerType !== 'mouse' && this.#isDown) {
      if (this.#undecided && !this.#decide(event)) return;
      if (this.#isScrolling) return;
    }
    this.#send(event, PointerPhase.move);
  }

  /** Sideways: a drag; up or down: the page's, whether it can scroll or not. @returns whether it is decided */
  #decide(event) {
    const { x, y } = this.#position(event);
    const [across, along] = [Math.abs(x - this.#undecided.x), Math.abs(y - this.#undecided.y)];
    if (Math.max(across, along) <= TREMBLE) return false;
    this.#isScrolling = along >= across;
    if (this.#isScrolling) this.#undecided = null;
    else this.#press(event);
    return true;
  }

  #up(event) {
    if (event.button !== 0) return;
    this.#isDown = this.#touches.size > 1;
    this.#endHold();
    if (event.timeStamp - this.#downAt < HOLD) this.#isHeld = false;  // it did not stay: the page was slow
    const wasTap = this.#undecided !== null, wasScrolling = this.#isScrolling;
    this.#isScrolling = false;
    if (this.#endTouch(event) || this.#isHeld || wasScrolling) {
      this.#undecided = null;
      return;
    }
    if (wasTap) this.#press(event);
    this.#send(event, PointerPhase.up);
    // The frames in which the press and the release arrive are drawn now: what is typed right after a click belongs to
    // the field that was clicked, and a phone shows its keyboard only for a field that has the focus before the tap is over.
    this.#drawNow();
    this.#drawNow();
  }

  #startHold(event) {
    this.#isHeld = false;
    const { x, y } = this.#position(event);
    if (this.#bridge.wantsDrag(x, y)) return;  // that finger may think before it drags
    this.#hold = { x: event.clientX, y: event.clientY, timer: setTimeout(() => {
      this.#hold = null;
      this.#isHeld = true;
      this.#send(event, PointerPhase.hold);
    }, HOLD) };
  }

  #endHold() {
    clearTimeout(this.#hold?.timer);
    this.#hold = null;
  }

  #cancel(event) {
    this.#endHold();
    this.#isHeld = this.#isDown = this.#wasDown = this.#isScrolling = false;
    this.#undecided = null;
    if (!this.#endTouch(event)) this.#send(event, PointerPhase.cancel);
  }

  /** @returns whether the finger belonged to a pinch, which is not a click */
  #endTouch(event) {
    this.#touches.delete(event.pointerId);
    const wasPinch = this.#pinch !== null;
    if (wasPinch && this.#touches.size === 0) {
      this.#pinch = null;
      this.#send(event, PointerPhase.leave);
    }
    return wasPinch;
  }

  #fingers() {
    const [a, b] = this.#touches.values();
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, distance: Math.max(1, Math.hypot(a.x - b.x, a.y - b.y)) };
  }

  #startPinch(event) {
    this.#endHold();
    this.#undecided = null;
    this.#isScrolling = false;
    this.#send(event, PointerPhase.cancel);  // what the first finger began is not a drag
    this.#pinch = this.#fingers();
  }

  #continuePinch() {
    if (this.#touches.size < 2) return;
    const { x, y, distance } = this.#fingers();
    this.#bridge.pointer(PointerKind.touch, PointerPhase.move, x, y);
    const before = this.#pinch;
    this.#pinch = { x, y, distance };
    this.#wantFrame();
    if (!this.#bridge.wantsWheel(x, y, 0, 0, true)) return;
    this.#bridge.pan(x - before.x, y - before.y);
    // The same scale as a trackpad's pinch, which browsers report as a wheel with Ctrl: e^(−delta/100).
    this.#bridge.wheel(0, -100 * Math.log(distance / before.distance), true);
  }

  /** With Ctrl or ⌘, as a trackpad's pinch comes, it zooms; else it moves a zoomed picture, and at its ends the page. */
  #onWheel = (event) => {
    if (isLeftAlone(event.target)) return;
    const { x, y } = this.#position(event);
    const zooms = event.ctrlKey || event.metaKey;
    const unit = [1, WHEEL_LINE, this.#canvas.clientHeight][event.deltaMode];
    const [across, along] = [event.deltaX * unit, event.deltaY * unit];
    if (!this.#bridge.wantsWheel(x, y, across, along, zooms)) return;
    event.preventDefault();
    this.#bridge.wheel(across, along, zooms);
    this.#wantFrame();
  };
}

/** A text field that has the keyboard has the pointer, too: to place the caret and to select. So has a link. */
const isLeftAlone = (target) => target.closest?.('.field:focus, a') != null;
