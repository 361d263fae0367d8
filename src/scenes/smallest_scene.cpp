// The smallest scene: two scores and their softmax. Not in the list but there to be copied; tested like the others.
#include "core/attention.h"
#include "scenes/parts/python.h"
#include "scenes/scene_list.h"
#include "scenes/scene_of.h"
#include "view/plot.h"

namespace scenes {
namespace {

using view::Text;

constexpr Text kPicture{"两个权重", "The two weights"};
constexpr Text kDifference{"得分之差", "Difference of the scores"};
constexpr Text kSays{"得分相差 {0}，第一个的权重是 {1}。", "With scores {0} apart the first weight is {1}."};

struct Smallest {
  static constexpr const char* kId = "smallest";
  static constexpr Text kTitle{"最小的场景", "Smallest scene"};
  struct State {
    double difference = 1;
    bool operator==(const State&) const = default;
  };
  using Result = core::Tensor;  // (1, 2) weights

  static void fields(State& state, FieldVisitor& visitor) { visitor.number("difference", state.difference, -5, 5); }
  static core::Tensor scores(const State& state) { return {{1, 2}, {static_cast<float>(state.difference), 0}}; }
  static Result compute(const State& state) { return *core::masked_softmax(scores(state)); }
  static TakeAway take_away(view::Language, const State&, const Result& weights) { return {{{"weights", weights}}}; }
  static std::string program(view::Language language, const State& state, const Result&) {
    PythonProgram python(language);
    python.code("import torch").vector("scores", scores(state).data);
    return python.print("[('weights', torch.softmax(scores, -1)[None])]").done();
  }
  static void draw(view::Ui& ui, State& next, const Result& weights) {
    const std::vector<double> xs{0, 1}, ys(weights.data.begin(), weights.data.end());
    if (ui.shows_panel("picture")) {
      ui.begin_picture();
      const view::Rect area = ui.place(300);
      view::Plot plot = view::Plot::within(ui, area, {-0.6, 1.6, "", {"1", "2"}}, {0, 1});
      plot.grid();
      plot.numbers();
      plot.bars({ui.tr(kPicture), ui.theme().will_blue, xs, ys}, 0.6);
      plot.finish({"weights", ui.tr(kPicture)});
      ui.end_picture(area);
    }
    const std::string says = ui.tr(kSays, {view::number_text(next.difference, 2), view::number_text(ys[0], 4)});
    if (ui.shows_panel("says")) view::narration(ui, "says", says, says);
    ui.to_side_column();
    if (ui.shows_panel("controls"))
      view::slider(ui, {"difference", ui.tr(kDifference)}, next.difference,
                   {.minimum = -5, .maximum = 5, .initial = 1});
  }
};

}  // namespace

std::unique_ptr<Scene> make_smallest() { return std::make_unique<SceneOf<Smallest>>(); }

}  // namespace scenes
