// Pointer, touch and wheel on the canvas. Keys arrive through the mirror's elements. Nothing here touches an event
// that the lab does not use: the wheel belongs to the page until the reader has clicked or focused the lab, and Esc
// gives it back.
import { PointerKind, PointerPhase } from './bridge.mjs';

const HOLD = 500;       // ms that a finger stays to ask for help
const TREMBLE = 10;     // CSS pixels it may move meanwhile
const WHEEL_LINE = 16;  // CSS pixels in a line, where a wheel counts lines

export class Input {
  #canvas;
  #bridge;
  #want_frame;
  #draw_now;
  #is_active = false;
  #touches = new Map();  // pointerId → {x, y}, of fingers on the canvas
  #pinch = null;         // where the two fingers were and how far apart, while they pinch
  #hold = null;          // {timer, x, y} of a finger that has not moved yet
  #is_held = false;      // it has stayed: it was no press

  /** `frames`: {want(): one is due, now(): draws one at once} */
  constructor(canvas, bridge, frames) {
    this.#canvas = canvas;
    this.#bridge = bridge;
    this.#want_frame = frames.want;
    this.#draw_now = frames.now;
    canvas.addEventListener('pointerdown', (event) => this.#down(event));
    canvas.addEventListener('pointermove', (event) => this.#move(event));
    canvas.addEventListener('pointerup', (event) => this.#up(event));
    canvas.addEventListener('pointercancel', (event) => this.#cancel(event));
    canvas.addEventListener('pointerleave', (event) => {
      if (!this.#is_held) this.#send(event, PointerPhase.leave);  // what was asked for stays to be read
    });
    canvas.addEventListener('contextmenu', (event) => {
      if (this.#is_held) event.preventDefault();
    });
    canvas.addEventListener('touchstart', (event) => this.#touch_start(event), { passive: false });
    window.addEventListener('blur', () => this.set_active(false));
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.set_active(false);
    });
  }

  /** Active = the reader is working here: the wheel and the pinch may zoom the picture. */
  set_active(is_active) {
    if (is_active === this.#is_active) return;
    this.#is_active = is_active;
    this.#canvas.classList.toggle('holds-gestures', is_active);
    // Listening is enough for WebKit to keep the wheel in this frame, even if nothing is prevented.
    if (is_active) this.#canvas.addEventListener('wheel', this.#on_wheel, { passive: false });
    else this.#canvas.removeEventListener('wheel', this.#on_wheel);
  }

  #position(event) {
    const box = this.#canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  #send(event, phase) {
    const { x, y } = this.#position(event);
    this.#bridge.pointer(PointerKind[event.pointerType] ?? PointerKind.mouse, phase, x, y);
    this.#want_frame();
  }

  /** A point of a plane goes where the finger goes; everywhere else the page scrolls. */
  #touch_start(event) {
    if (event.touches.length !== 1 || !event.cancelable) return;
    const { x, y } = this.#position(event.touches[0]);
    if (this.#bridge.wants_drag(x, y)) event.preventDefault();
  }

  #down(event) {
    if (event.button !== 0) return;
    this.set_active(true);
    this.#canvas.setPointerCapture(event.pointerId);
    if (event.pointerType === 'touch') {
      this.#touches.set(event.pointerId, this.#position(event));
      if (this.#touches.size === 2) return this.#start_pinch(event);
      if (this.#touches.size > 2) return;
      this.#start_hold(event);
    } else this.#is_held = false;
    this.#send(event, PointerPhase.move);  // the position comes before the press
    this.#send(event, PointerPhase.down);
  }

  #move(event) {
    if (this.#touches.has(event.pointerId)) this.#touches.set(event.pointerId, this.#position(event));
    if (this.#pinch !== null) return this.#continue_pinch();
    if (this.#hold && Math.hypot(event.clientX - this.#hold.x, event.clientY - this.#hold.y) > TREMBLE) this.#end_hold();
    if (event.pointerType !== 'touch') this.#is_held = false;
    if (!this.#is_held) this.#send(event, PointerPhase.move);
  }

  #up(event) {
    if (event.button !== 0) return;
    this.#end_hold();
    if (this.#end_touch(event) || this.#is_held) return;
    this.#send(event, PointerPhase.up);
    if (event.pointerType !== 'touch') return;
    // A phone shows its keyboard only for a field that gets the focus while the tap is being handled: the frames in
    // which the press and the release arrive are drawn now.
    this.#draw_now();
    this.#draw_now();
  }

  #start_hold(event) {
    this.#is_held = false;
    const { x, y } = this.#position(event);
    if (this.#bridge.wants_drag(x, y)) return;  // that finger may think before it drags
    this.#hold = { x: event.clientX, y: event.clientY, timer: setTimeout(() => {
      this.#hold = null;
      this.#is_held = true;
      this.#send(event, PointerPhase.hold);
    }, HOLD) };
  }

  #end_hold() {
    clearTimeout(this.#hold?.timer);
    this.#hold = null;
  }

  #cancel(event) {
    this.#end_hold();
    this.#is_held = false;
    if (!this.#end_touch(event)) this.#send(event, PointerPhase.cancel);
  }

  /** @returns whether the finger belonged to a pinch, which is not a click */
  #end_touch(event) {
    this.#touches.delete(event.pointerId);
    const was_pinch = this.#pinch !== null;
    if (was_pinch && this.#touches.size === 0) {
      this.#pinch = null;
      this.#send(event, PointerPhase.leave);
    }
    return was_pinch;
  }

  #fingers() {
    const [a, b] = this.#touches.values();
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, distance: Math.max(1, Math.hypot(a.x - b.x, a.y - b.y)) };
  }

  #start_pinch(event) {
    this.#end_hold();
    this.#send(event, PointerPhase.cancel);  // what the first finger began is not a drag
    this.#pinch = this.#fingers();
  }

  #continue_pinch() {
    if (this.#touches.size < 2) return;
    const { x, y, distance } = this.#fingers();
    this.#bridge.pointer(PointerKind.touch, PointerPhase.move, x, y);
    const before = this.#pinch;
    this.#pinch = { x, y, distance };
    this.#want_frame();
    if (!this.#bridge.wants_wheel(x, y)) return;
    this.#bridge.pan(x - before.x, y - before.y);
    // The same scale as a trackpad's pinch, which browsers report as a wheel with Ctrl: e^(−delta/100).
    this.#bridge.wheel(0, -100 * Math.log(distance / before.distance), true);
  }

  #on_wheel = (event) => {
    const { x, y } = this.#position(event);
    if (!this.#bridge.wants_wheel(x, y)) return;
    event.preventDefault();
    const unit = [1, WHEEL_LINE, this.#canvas.clientHeight][event.deltaMode];
    this.#bridge.wheel(event.deltaX * unit, event.deltaY * unit, event.ctrlKey);
    this.#want_frame();
  };
}
