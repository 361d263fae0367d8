// When to draw: once after something has happened, again while the lab asks for it, never while nobody can see it.

export class Frames {
  drawn = 0;  // frames since the start
  #draw;
  #failed;
  #request = 0;
  #is_wanted = false;
  #is_on_screen = true;
  #waiting = [];

  /**
   * `draw(seconds)` draws one frame and returns {wants_another, is_drawn}. What it throws is told to `failed`, and no
   * frame follows until something happens again.
   */
  constructor(canvas, draw, failed) {
    this.#draw = draw;
    this.#failed = failed;
    document.addEventListener('visibilitychange', () => this.#schedule());
    new IntersectionObserver((entries) => {
      this.#is_on_screen = entries[entries.length - 1].isIntersecting;
      this.#schedule();
    }).observe(canvas);
  }

  /** Something has happened: a frame is due. */
  want() {
    this.#is_wanted = true;
    this.#schedule();
  }

  /** Draws now, inside the current task: after a resize, which has emptied the canvas. */
  draw_now() {
    cancelAnimationFrame(this.#request);
    this.#frame(performance.now());
  }

  /** Resolves when no frame is due, or none can be drawn for now. */
  when_idle() {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      setTimeout(() => this.#answer_if_idle());
    });
  }

  #can_draw() { return this.#is_on_screen && !document.hidden; }

  #schedule() {
    if (!this.#can_draw()) {
      cancelAnimationFrame(this.#request);
      this.#request = 0;
      this.#answer_if_idle();
    } else if (this.#is_wanted && !this.#request) {
      this.#request = requestAnimationFrame((time) => this.#frame(time));
    }
  }

  #frame(time) {
    this.#request = 0;
    this.#is_wanted = false;
    try {
      const { wants_another, is_drawn } = this.#draw(time / 1000);
      this.#is_wanted ||= wants_another;
      if (is_drawn) this.drawn += 1;
    } catch (error) {
      this.#failed(error);
    }
    this.#schedule();
    if (!this.#is_wanted) setTimeout(() => this.#answer_if_idle());
  }

  #answer_if_idle() {
    if (this.#is_wanted && this.#can_draw()) return;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
