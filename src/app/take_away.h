// "Take it away": the link, the picture, the numbers and a program, for whatever scene is shown.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/outbox.h"
#include "core/steps.h"
#include "scenes/scene.h"
#include "view/ui.h"

namespace app {

/// A figure to be drawn once more, as wide as a report wants it. Its labels are then 8 pt high, the least that
/// journals ask for.
struct FigureWish {
  std::string name;  // of the file; "" = it is printed
  view::Ui::SvgWish svg;
  float column_width = 0;  // CSS pixels that it may be wide; 0 = as on the screen
};

/// A file that is being written, some of it in every frame.
struct Saving {
  app::Download part;                         // its name and type, and what has been written since the last frame
  std::vector<scenes::TakenMatrix> matrices;  // what it is written of
  std::optional<core::Steps> steps;           // refers to the two above
  std::string remark;                         // what is to be said when it is saved, with a blank before it
  static constexpr std::size_t kMostHeld = std::size_t{16} << 20;  // bytes, until they are handed over
};

class TakeAwayPanel {
 public:
  /// Draws the fold-out at the top of the current column and answers to it. `fragment` is the whole state.
  void draw(view::Ui& ui, const scenes::Scene& scene, const std::string& fragment, bool has_printing, Outbox& outbox);

  void copy_link(const view::Ui& ui, const scenes::Scene& scene, const std::string& fragment, Outbox& outbox);

  /// The figure that was asked for in the last frame, once.
  std::optional<FigureWish> take_wish() { return std::exchange(wish_, std::nullopt); }
  /// Goes on with the file that is being written, for about this many seconds.
  void work_for(double seconds);
  /// Hands over what of it has been written.
  void hand_over(const view::Ui& ui, Outbox& outbox);
  /// That file; null if there is none.
  const Saving* saving() const { return saving_.get(); }
  void give_up_saving(Outbox& outbox);
  /// The platform has saved what it was handed over last, there; or could not, and wants no more of it.
  void tell_saved(const view::Ui& ui, const std::string& place);
  void tell_not_saved(Outbox& outbox);
  /// The picture was made, with `made` device pixels to a CSS pixel instead of `wanted`.
  void tell_smaller(const view::Ui& ui, float made, float wanted, Outbox& outbox);
  /// What was said to be saved is not.
  void take_back_done() { done_.clear(); }
  /// It was drawn.
  void deliver(const FigureWish& wish, std::string svg, const view::Ui& ui, Outbox& outbox);

 private:
  bool is_open_ = false;
  std::optional<FigureWish> wish_;
  int matrix_ = 0;       // which of the scene's matrices
  int enlargement_ = 1;  // index of the PNG's scale: 1× … 4×
  bool shows_program_ = false;
  int ground_ = 0;      // of the SVG: white, transparent, as on the screen
  int width_ = 0;       // of the SVG: as on the screen, a column, the text
  std::string done_;    // "link copied", until the next press
  std::string remark_;  // what was said besides about the last matrix or archive
  std::unique_ptr<Saving> saving_;

  void draw_picture_buttons(view::Ui& ui, const scenes::Scene& scene, const std::string& caption, bool has_printing,
                            Outbox& outbox);
  void draw_matrix_buttons(view::Ui& ui, const scenes::TakeAway& take_away, Outbox& outbox);
  void draw_archive_buttons(view::Ui& ui, const scenes::TakeAway& take_away, Outbox& outbox);
  /// Begins a file of these matrices; what was being written is given up.
  void begin_saving(const std::string& name, const char* mime_type, std::vector<scenes::TakenMatrix> matrices,
                    Outbox& outbox);
  void save_archive(const view::Ui& ui, const std::string& name, std::vector<scenes::TakenMatrix> matrices,
                    Outbox& outbox);
  /// As far as that goes in a moment; the rest comes with the frames.
  void save_at_once(const view::Ui& ui, Outbox& outbox);
};

}  // namespace app
