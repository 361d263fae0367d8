// The lab without a window: what a platform feeds it and what it takes from it.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/keyboard.h"
#include "app/outbox.h"
#include "formats/tensor_file.h"
#include "scenes/take_away.h"
#include "view/accessible.h"
#include "view/action.h"
#include "view/glyphs.h"

struct ImDrawList;
struct ImDrawCmd;

namespace scenes {
class Scene;
}

namespace view {
struct DrawnCard;
struct DrawnText;
}  // namespace view

namespace app {

enum class PointerKind { kMouse, kTouch, kPen };
enum class PointerPhase { kMove, kDown, kUp, kCancel, kLeave, kHold };  // kHold: a finger asks for help by staying

struct PointerEvent {
  PointerKind kind = PointerKind::kMouse;
  PointerPhase phase = PointerPhase::kMove;
  float x = 0, y = 0;  // CSS pixels in the viewport
};

/// What kind of platform it is, and the renderer's part in drawing.
struct Platform {
  bool edits_text_itself = true;  // false: the platform lays its own input over text fields
  bool has_printing = false;      // false: SVG and PNG only
  bool has_file_dialog = true;    // false: files are dropped on the window or named on the command line
  bool shows_licences = false;    // false: they lie beside the program
  void (*draw_heatmap)(const ImDrawList*, const ImDrawCmd*) = nullptr;  // see view/heatmap.h; null: not drawn
  void* renderer = nullptr;
  view::GlyphPainter draw_glyph = {};  // for characters that the interface's font lacks; none: boxes with their numbers
};

class App {
 public:
  explicit App(const Platform& platform = {});
  /// With other scenes than those of the list, at least one.
  App(const Platform& platform, std::vector<std::unique_ptr<scenes::Scene>> scenes);
  ~App();

  // Input, at any time between frames. Whatever comes from outside is validated; nothing here throws.
  void resize(float width, float height, float pixel_ratio);  // CSS pixels; backing store = CSS size × ratio
  void set_scroll(float y);                                   // the page's scroll position, CSS pixels
  void pointer(const PointerEvent& event);
  void wheel(float delta_x, float delta_y, bool zooms);  // CSS pixels, at the last pointer position; zooms: with Ctrl
  void pan(float delta_x, float delta_y);                // two fingers have moved, CSS pixels
  /// Is there something under this point that this turn of the wheel moves or zooms? Else it scrolls the page.
  bool wants_wheel(float x, float y, float delta_x, float delta_y, bool zooms) const;
  bool wants_drag(float x, float y) const;  // does something lie there that a finger drags in any direction?
  void act(view::Action action);
  bool opens_files() const;                               // does the scene that is shown?
  void focus(std::string_view node_id, bool is_visible);  // "" = nothing has the keyboard
  bool key(Key key);                                      // desktop; true if it was of use
  /// Desktop: what is on the clipboard, as a block of numbers into the table that has the keyboard, or else as a file
  /// into the scene that is shown, if it opens files. True if it was of use, or is said not to be.
  bool paste(std::string text);
  bool open_file(std::string name, std::string bytes);  // false: the lab says why, the picture stays
  bool adopt_file(formats::ReadResult read);            // the same with what was read elsewhere
  /// Files that are adopted after begin_files() wait for end_files(), which opens them as one, side by side. What could
  /// not be read is noted there, or is the problem if nothing could. forget_begun_files() gives them up.
  void begin_files();
  bool end_files();
  void forget_begun_files();
  /// A file is being read elsewhere, 0…1 of it so far: said again as it goes on, until end_reading().
  void show_reading(std::string file_name, double share);
  void end_reading();
  /// What became of a download, where the platform writes files itself: it lies there, or nowhere, and why.
  void tell_saved(const std::string& place);
  void tell_not_saved(const std::string& name, const std::string& reason);
  void forget_files();  // those that are shown or could be undone, so that their memory becomes free
  void set_fragment(std::string_view fragment);  // without '#'
  /// For the browser's Back and Forward: keeps the scene's state under the name of an entry of its history; with the
  /// fragment of that entry it comes back exactly, with everything that no link says.
  void keep_state(std::string entry, std::string_view scene_id);
  void return_to(std::string entry, std::string_view fragment);
  void set_language(std::string_view language);  // "zh", "en"; others are ignored
  void set_theme(std::string_view theme);        // "light", "dark"; others are ignored
  // Language and theme from the platform hold until the fragment or the reader says otherwise.
  /// Six colours as "rrggbb,…" in the order of view::SystemColors: these are used, whatever the theme. "" = none.
  void set_system_colors(std::string_view colors);
  void set_reduced_motion(bool is_reduced);
  void set_font(std::string font_file);  // OpenType bytes; without it only ASCII is drawn

  /// Computes if the input changed, lays out and draws into ImGui's draw lists, which the platform then renders.
  void frame(double seconds);

  /// Another frame is wanted: something has arrived since the last one, something moves, or work goes on.
  bool wants_frame() const;
  void want_frame();  // what was drawn is lost, as when a window comes to the front

  /// Instead of a frame, while a scene computes or a file is written and nothing else happens: there need not be more
  /// than ten frames a second then. True if it was so, and the last frame stays on the screen.
  bool work_instead_of_frame(double seconds);

  float content_height() const;  // CSS pixels, of the last frame; may exceed the viewport
  Outbox take_outbox();
  /// Renders `area` of the content, in pixels of the lab, at another resolution: calls `render` after each frame, top
  /// to bottom, with the content row it starts at and how many CSS pixels of it are new; then everything is as before.
  void draw_enlarged(const PictureRequest& request, const std::function<void(float row, float rows)>& render);

  /// The platform could not make the picture that was asked for: says so.
  void picture_was_not_made(const std::string& name);
  /// The platform could make the picture only with fewer device pixels to a CSS pixel than were wanted: says so.
  void picture_is_smaller(float made, float wanted);

  /// The scene's picture for a printed page, as SVG: as wide as a sheet, in the light look.
  std::string printed_figure();

  /// Adopts the fragment that has arrived and computes to the end, without drawing: a lab that nobody can see draws no
  /// frames, and yet answers for its numbers.
  void settle();

  // ---- for tests, the command line, the page around the lab and the debug panel ----
  std::string fragment();    // the whole current state, with the fragment that has arrived
  std::string says() const;  // the live sentences of the last frame
  /// What of the last fragment was not understood or not taken as it was, a sentence each, in the interface's language.
  std::vector<std::string> remarks();
  std::string problem() const;                   // what the lab says was wrong with the last file; "" if nothing
  scenes::TakeAway take_away() const;            // the scene's numbers, named in the interface's language
  const std::vector<view::Node>& nodes() const;  // of the last frame, in pixels of the lab
  float magnification() const;                   // CSS pixels per pixel of the lab, see Implementation::Viewport
  const std::vector<std::unique_ptr<scenes::Scene>>& scenes() const;
  const std::vector<std::string>& cut_texts() const;        // of the last frame: words that did not fit
  void keep_texts();                                        // from now on …
  const std::vector<view::DrawnCard>& drawn_cards() const;  // … all cards and …
  const std::vector<view::DrawnText>& drawn_texts() const;  // … all words of the last frame, in pixels of the lab
  int frames() const;                                       // drawn so far
  int computations() const;                                 // run so far
  void toggle_debug_panel();

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace app
