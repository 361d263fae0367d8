#include "scenes/parts/masks.h"

#include <cmath>

#include "index.h"

namespace scenes {

namespace {

using view::Text;

constexpr Text kMask{"掩蔽", "Mask"};
constexpr Text kMaskNames[kMaskCount] = {
    {"无", "None"}, {"因果", "Causal"}, {"有效长度", "Valid length"}, {"逐格", "Cell by cell"}};
constexpr Text kMaskHelp{"被掩蔽的键权重恰好为 0。", "A masked key gets a weight of exactly 0."};
constexpr Text kLength{"查询 {0} 的有效长度", "Valid length of query {0}"};
constexpr Text kLengthHelp{"只看前面这么多个键；0 = 一个也看不见。",
                           "Only so many of the first keys are seen; 0 = none."};
constexpr Text kTable{"掩蔽：1 = 可见", "Mask: 1 = visible"};
constexpr Text kPaintHelp{"点或拖过格子，遮住或放开；空格或回车也可以。",
                          "Press or drag over the cells to hide or show them; Space and Enter do it too."};
constexpr Text kPressHelp{"点一个格子：这一行看到这个键为止；再点一次，少看一个。",
                          "Press a cell: this row sees the keys up to it; press it again for one less."};

/// Takes what the pointer or the keyboard did to the table's cells.
bool paint(MaskOptions& options, int keys, const view::TableEvents& events, MaskHand& hand) {
  const auto cell = [&](const view::TableCell& at) -> double& {
    return nth(options.painted, at.row * keys + at.column);
  };
  bool is_changed = false;
  if (events.held.exists()) {
    if (hand.painting == 0) hand.painting = cell(events.held) != 0 ? 1 : 2;
    is_changed = cell(events.held) != (hand.painting == 2);
    cell(events.held) = hand.painting == 2;
  } else if (events.activated.exists() && hand.painting == 0) {
    cell(events.activated) = cell(events.activated) == 0;
    is_changed = true;
  }
  return is_changed;
}

bool draw_table(view::Ui& ui, const std::string& id, MaskOptions& options, const MaskShown& shown, MaskHand& hand) {
  const int keys = count_of(shown.keys);
  std::vector<double> visible;
  for (const double score : shown.scores) visible.push_back(std::isinf(score) ? 0 : 1);
  const bool is_painted = options.mask == kPaintedMask, has_lengths = options.mask == kValidLengthMask;
  const view::TableEvents events = view::number_table(ui,
                                                      {id, ui.tr(kTable),
                                                       is_painted    ? ui.tr(kPaintHelp)
                                                       : has_lengths ? ui.tr(kPressHelp)
                                                                     : ""},
                                                      {.rows = count_of(shown.queries),
                                                       .columns = keys,
                                                       .values = visible,
                                                       .row_names = shown.queries,
                                                       .column_names = shown.keys,
                                                       .range = {.minimum = 0, .maximum = 1, .step = 1, .decimals = 0},
                                                       .map = 1,
                                                       .scale = {0, 1.6f},
                                                       .name_color = ui.theme().will_blue,
                                                       .shows_selection = false},
                                                      hand.cursor);
  const bool is_changed = is_painted && paint(options, keys, events, hand);
  if (!events.held.exists()) hand.painting = 0;
  if (!has_lengths || !events.activated.exists()) return is_changed;
  double& length = nth(options.valid_lengths, events.activated.row);
  const int pressed = events.activated.column + 1;
  length = length == pressed ? pressed - 1 : pressed;
  return true;
}

}  // namespace

core::Mask core_mask(const MaskOptions& options, int queries, int keys) {
  core::Mask mask;
  if (options.mask == kCausalMask) mask.is_causal = true;
  if (options.mask == kValidLengthMask) {
    core::IntegerTensor lengths{{1, queries}, {}};
    for (const double length : options.valid_lengths) lengths.data.push_back(static_cast<std::int32_t>(length));
    mask.valid_lengths = std::move(lengths);
  }
  if (options.mask == kPaintedMask) {
    core::ByteTensor allowed{{queries, keys}, {}};
    for (const double cell : options.painted) allowed.data.push_back(cell != 0);
    mask.allowed = std::move(allowed);
  }
  return mask;
}

bool mask_controls(view::Ui& ui, std::string_view prefix, MaskOptions& options, const MaskShown& shown,
                   MaskHand& hand) {
  const std::string start(prefix);
  std::vector<std::string> names;
  for (const Text& name : kMaskNames) names.push_back(ui.tr(name));
  bool is_changed = view::choice(ui, {start + "mask", ui.tr(kMask), ui.tr(kMaskHelp)}, options.mask, names);
  if (options.mask == kNoMask) return is_changed;
  if (options.mask == kValidLengthMask) {
    const double all = count_of(shown.keys);
    is_changed |=
        view::slider(ui, {start + "lengths", ui.tr(kLength, {nth(shown.queries, shown.query)}), ui.tr(kLengthHelp)},
                     nth(options.valid_lengths, shown.query),
                     {.minimum = 0, .maximum = all, .step = 1, .initial = all, .decimals = 0});
  }
  is_changed |= draw_table(ui, start + "painted", options, shown, hand);
  ui.gap(view::kSpace2);
  return is_changed;
}

}  // namespace scenes
