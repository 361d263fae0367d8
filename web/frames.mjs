// When to draw: once after something has happened, again while the lab asks for it, never while nobody can see it.

export class Frames {
  drawn = 0;  // frames since the start
  #draw;
  #failed;
  #request = 0;
  #isWanted = false;
  #isOnScreen = true;
  #waiting = [];

  /**
   * `draw(seconds)` draws one frame and returns {wantsFrame, isDrawn}. What it throws is told to `failed`, and no
   * frame follows until something happens again.
   */
  constructor(canvas, draw, failed) {
    this.#draw = draw;
    this.#failed = failed;
    document.addEventListener('visibilitychange', () => this.#schedule());
    new IntersectionObserver((entries) => {
      this.#isOnScreen = entries[entries.length - 1].isIntersecting;
      this.#schedule();
    }).observe(canvas);
  }

  /** Something has happened: a frame is due. */
  want() {
    this.#isWanted = true;
    this.#schedule();
  }

  /** Draws now, inside the current task: after a resize, which has emptied the canvas. */
  drawNow() {
    cancelAnimationFrame(this.#request);
    this.#frame(performance.now());
  }

  /** Resolves when no frame is due, or none can be drawn for now. */
  whenIdle() {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      setTimeout(() => this.#answerIfIdle());
    });
  }

  #canDraw() { return this.#isOnScreen && !document.hidden; }

  #schedule() {
    if (!this.#canDraw()) {
      cancelAnimationFrame(this.#request);
      this.#request = 0;
      this.#answerIfIdle();
    } else if (this.#isWanted && !this.#request) {
      this.#request = requestAnimationFrame((time) => this.#frame(time));
    }
  }

  #frame(time) {
    this.#request = 0;
    this.#isWanted = false;
    try {
      const { wantsFrame, isDrawn } = this.#draw(time / 1000);
      this.#isWanted ||= wantsFrame;
      if (isDrawn) this.drawn += 1;
    } catch (error) {
      this.#failed(error);
    }
    this.#schedule();
    if (!this.#isWanted) setTimeout(() => this.#answerIfIdle());
  }

  #answerIfIdle() {
    if (this.#isWanted && this.#canDraw()) return;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
