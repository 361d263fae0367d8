// Pointer, touch and wheel on the canvas. Keys arrive through the mirror's elements. Nothing here touches an event
// that the lab does not use: the wheel belongs to the page until the reader has clicked or focused the lab, and Esc
// gives it back.
import { PointerKind, PointerPhase } from './bridge.mjs';

const WHEEL_LINE = 16;  // CSS pixels in a line, where a wheel counts lines

export class Input {
  #canvas;
  #bridge;
  #want_frame;
  #is_active = false;
  #touches = new Map();  // pointerId → {x, y}, of fingers on the canvas
  #pinch = null;         // the two fingers' last distance, while they pinch

  constructor(canvas, bridge, want_frame) {
    this.#canvas = canvas;
    this.#bridge = bridge;
    this.#want_frame = want_frame;
    canvas.addEventListener('pointerdown', (event) => this.#down(event));
    canvas.addEventListener('pointermove', (event) => this.#move(event));
    canvas.addEventListener('pointerup', (event) => this.#up(event));
    canvas.addEventListener('pointercancel', (event) => this.#cancel(event));
    canvas.addEventListener('pointerleave', (event) => this.#send(event, PointerPhase.leave));
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
    }
    this.#send(event, PointerPhase.move);  // the position comes before the press
    this.#send(event, PointerPhase.down);
  }

  #move(event) {
    if (this.#touches.has(event.pointerId)) this.#touches.set(event.pointerId, this.#position(event));
    if (this.#pinch !== null) return this.#continue_pinch();
    this.#send(event, PointerPhase.move);
  }

  #up(event) {
    if (event.button !== 0) return;
    if (this.#end_touch(event)) return;
    this.#send(event, PointerPhase.up);
  }

  #cancel(event) {
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
    this.#send(event, PointerPhase.cancel);  // what the first finger began is not a drag
    this.#pinch = this.#fingers().distance;
  }

  #continue_pinch() {
    if (this.#touches.size < 2) return;
    const { x, y, distance } = this.#fingers();
    this.#bridge.pointer(PointerKind.touch, PointerPhase.move, x, y);
    // The same scale as a trackpad's pinch, which browsers report as a wheel with Ctrl: e^(−delta/100).
    if (this.#bridge.wants_wheel(x, y)) this.#bridge.wheel(0, -100 * Math.log(distance / this.#pinch), true);
    this.#pinch = distance;
    this.#want_frame();
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
