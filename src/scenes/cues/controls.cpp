// The column of controls.
#include <algorithm>
#include <string>
#include <vector>

#include "index.h"
#include "scenes/cues/panels.h"
#include "scenes/cues/words.h"
#include "view/widgets.h"

namespace scenes::cues {

namespace {

using view::Align;

constexpr Text kDismiss{"知道了", "Got it"};

constexpr Text kWishLabel{"意愿", "Wish"};
constexpr Text kWishHelp{"想要什么：它就是查询。目光会移到键能回应它的东西上。",
                         "What you want: the query. The gaze moves to things whose keys answer it."};
constexpr Text kWishOptions[kWishes + 1] = {
    {"无", "None"}, {"喝咖啡", "Drink"}, {"读书", "Read"}, {"看新闻", "News"}, {"记笔记", "Write"}};
constexpr Text kMixLabel{"混合几种意愿", "Mix several wishes"};
constexpr Text kMixHelp{"每种意愿各占多少；它们相加成为一个查询。",
                        "How much of each wish; together they make one query."};
constexpr Text kMixNames[kWishes] = {{"想喝咖啡", "To drink coffee"},
                                     {"想读书", "To read a book"},
                                     {"想看新闻", "To hear the news"},
                                     {"想记笔记", "To take notes"}};
constexpr Text kWillLabel{"意志有多强？", "How strong is the will?"};
constexpr Text kWillHelp{
    "左端只看显著性，右端只看意愿。查询 q = (1 − u, u)：目光只有一份，分给意愿的多了，留给显著性的就少了。",
    "Left: only what catches the eye. Right: only what is wanted. The query is q = (1 − u, u): there is one gaze, and "
    "the "
    "more of it the wish takes, the less is left for salience."};
constexpr Text kEyeEnd{"非自主：显著性", "Non-volitional"};
constexpr Text kWillEnd{"自主：意愿", "Volitional"};
constexpr Text kNoWishYet{"先选一个意愿，意志才有所指。", "Choose a wish first: without one there is nothing to will."};
constexpr Text kTemperatureLabel{"温度", "Temperature"};
constexpr Text kTemperatureHelp{
    "低：最合适的独占目光；高：目光散开，趋近平均汇聚。卷积的得分也除以温度，所以卷积那一行跟着动。",
    "Low: the best match takes all. High: the gaze spreads towards average pooling. The convolution's scores are "
    "divided "
    "by it, too, so that row moves along."};
constexpr Text kRedLabel{"什么是红色的？", "What is red?"};
constexpr Text kRedHelp{"红色使一样东西更显眼：它的显著性加 0.80。",
                        "Red makes a thing stand out: 0.80 is added to its salience."};
constexpr Text kNone{"无", "None"};
constexpr Text kDrunkLabel{"咖啡喝完了", "The coffee is drunk"};
constexpr Text kDrunkHelp{"杯子空了：它的键里“可喝”变成 0，红色还在。",
                          "The cup is empty: \"drinkable\" in its key becomes 0, the red stays."};
constexpr Text kSalienceHeading{"显著性", "Salience"};
constexpr Text kSalienceHelp{"它有多抢眼 (不算颜色)：这就是键的第一个分量。",
                             "How much it catches the eye, colour aside: the first component of its key."};
constexpr Text kRedSalience{"{0} (红色另加 0.80)", "{0} (red adds 0.80)"};

/// 0 = none, i = only wish i in full, −1 = a mixture.
int simple_wish(const Input& input) {
  int chosen = 0;
  for (int i = 0; i < kWishes; ++i) {
    const double wish = nth(input.wish, i);
    if (wish == 0) continue;
    if (chosen != 0 || wish != 1) return -1;
    chosen = i + 1;
  }
  return chosen;
}

class Controls {
 public:
  Controls(view::Ui& ui, State& next, const Result& result) : ui_(ui), next_(next), result_(result) {}

  void draw_main() {
    wish();
    will();
    temperature();
  }
  void draw_others() {
    red();
    salience();
  }

 private:
  view::Ui& ui_;
  State& next_;
  const Result& result_;

  void changed(Change change) { note_change(ui_, next_, result_, change); }

  void slide(const view::Label& label, double& value, const view::NumberRange& range, Change change) {
    if (view::slider(ui_, label, value, range)) changed(change);
  }

  void wish() {
    std::vector<std::string> options;
    for (const Text& option : kWishOptions) options.push_back(ui_.tr(option));
    int chosen = simple_wish(next_.input);
    if (view::choice(ui_, {"wish", ui_.tr(kWishLabel), ui_.tr(kWishHelp)}, chosen, options)) {
      next_.input.wish = {};
      if (chosen > 0) nth(next_.input.wish, chosen - 1) = 1;
      changed(Change::kWish);
    }
    view::disclosure(ui_, {"mix", ui_.tr(kMixLabel), ui_.tr(kMixHelp)}, next_.shows_mix);
    if (!next_.shows_mix) return;
    for (std::size_t i = 0; i < kWishes; ++i)
      slide({std::string("mix/") + kWishIds[i], ui_.tr(kMixNames[i]), ui_.tr(kMixHelp)}, next_.input.wish[i],
            {.ticks = {0, 0.5, 1}}, Change::kWish);
  }

  void will() {
    if (ui_.is_left_out("will")) return;
    ui_.gap(view::kSpace1);
    slide({"will", ui_.tr(kWillLabel), ui_.tr(kWillHelp)}, next_.input.will, {.initial = kUsualWill}, Change::kWill);
    const view::Theme& theme = ui_.theme();
    ui_.gap(-view::kSpace2);
    if (strongest_wish(next_.input) <= 0) {
      view::paragraph(ui_, "will/hint", ui_.tr(kNoWishYet), {.size = view::kCaption, .color = theme.muted});
    } else {
      const float half = ui_.column_width() / 2 - view::kSpace1;
      const std::string eye = ui_.tr(kEyeEnd), wanted = ui_.tr(kWillEnd);
      const float height = std::max(ui_.wrapped_text_height(half, eye, view::kCaption),
                                    ui_.wrapped_text_height(half, wanted, view::kCaption));
      const view::Rect ends = ui_.place(height);
      ui_.wrapped_text(ends.x, ends.y, half, eye, {.size = view::kCaption, .color = theme.cue_red});
      ui_.wrapped_text(ends.x + ends.width - half, ends.y, half, wanted,
                       {.size = view::kCaption, .color = theme.will_blue, .align = Align::kRight});
    }
  }

  void temperature() {
    slide({"temperature", ui_.tr(kTemperatureLabel), ui_.tr(kTemperatureHelp)}, next_.input.temperature,
          {.minimum = kColdest,
           .maximum = kHottest,
           .step = 0.05,
           .initial = kUsualTemperature,
           .ticks = {kUsualTemperature, 1}},
          Change::kTemperature);
  }

  void red() {
    std::vector<std::string> options{ui_.tr(kNone)};
    for (std::size_t i = 0; i < kThings; ++i) options.push_back(thing_name(ui_, next_.input, i));
    if (view::choice(ui_, {"red", ui_.tr(kRedLabel), ui_.tr(kRedHelp)}, next_.input.red, options))
      changed(Change::kRed);
    if (view::toggle(ui_, {"drunk", ui_.tr(kDrunkLabel), ui_.tr(kDrunkHelp)}, next_.input.is_coffee_drunk))
      changed(Change::kCup);
  }

  void salience() {
    if (ui_.is_left_out("salience")) return;
    ui_.gap(view::kSpace2);
    view::heading(ui_, "salience", ui_.tr(kSalienceHeading), 3);
    for (std::size_t i = 0; i < kThings; ++i) {
      const std::string name = is_red(next_.input, i) ? ui_.tr(kRedSalience, {thing_name(ui_, next_.input, i)})
                                                      : thing_name(ui_, next_.input, i);
      slide({std::string("salience/") + kThingIds[i], name, ui_.tr(kSalienceHelp)}, next_.input.salience[i],
            {.initial = kUsualSalience}, Change::kSalience);
    }
  }
};

}  // namespace

void draw_card(view::Ui& ui, State& next, const Result& result) {
  if (next.card == 0) return;
  if (view::note_card(ui, "card", card_of(ui, next, result), ui.tr(kDismiss), possible_cards(ui, next.card),
                      view::usual_note(ui)))
    next.card = 0;
}

void draw_main_controls(view::Ui& ui, State& next, const Result& result) { Controls(ui, next, result).draw_main(); }
void draw_other_controls(view::Ui& ui, State& next, const Result& result) { Controls(ui, next, result).draw_others(); }

}  // namespace scenes::cues
