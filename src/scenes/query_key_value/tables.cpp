// The matrices as tables, and the panel that explains the selected number.
#include <algorithm>
#include <cmath>

#include "scenes/query_key_value/scene.h"
#include "view/icons.h"

namespace scenes::query_key_value {

namespace {

using view::Color;
using view::Rect;
using view::Text;

constexpr Text kShaped{"{0} ({1} × {2})", "{0} ({1} × {2})"};
constexpr Text kTitles[kTableCount] = {{"X 输入", "X inputs"},
                                       {"W_Q", "W_Q"},
                                       {"W_K", "W_K"},
                                       {"W_V", "W_V"},
                                       {"Q 查询", "Q queries"},
                                       {"K 键", "K keys"},
                                       {"V 值", "V values"},
                                       {"S 得分", "S scores"},
                                       {"A 权重", "A weights"},
                                       {"O 输出", "O output"},
                                       {"掩蔽：1 = 可见", "Mask: 1 = visible"},
                                       {"加性打分 W_q", "Additive W_q"},
                                       {"加性打分 W_k", "Additive W_k"},
                                       {"加性打分 w_v", "Additive w_v"},
                                       {"双线性 M", "Bilinear M"}};
constexpr const char* kTableIds[kTableCount] = {"x",       "wq",         "wk",         "wv",         "q",
                                                "k",       "v",          "scores",     "weights",    "output",
                                                "painted", "additive-q", "additive-k", "additive-v", "bilinear"};
constexpr Text kEditHelp{"点一个数就能修改；方向键移动，回车修改。",
                         "Press a number to change it; arrow keys move, Enter edits."};
constexpr Text kExplainHelp{"选一个数，看它怎样算出来。", "Choose a number and see where it comes from."};
constexpr Text kMaskHelp{"点或拖过格子来涂改；空格或回车也可以。",
                         "Press or drag over the cells to paint; Space and Enter do it too."};
constexpr Text kLengthHelp{"点一个格子：这一行看到这个键为止；再点一次，少看一个。",
                           "Press a cell: this row sees the keys up to it; press it again for one less."};
constexpr Text kHint{"选中任何一个得分、权重或输出，这里就一步步算给你看。",
                     "Select any score, weight or output, and its digits are worked out here, step by step."};
constexpr Text kScoreTitle{"得分：查询“{0}”，键“{1}”", "Score: query \"{0}\", key \"{1}\""};
constexpr Text kWeightTitle{"权重：查询“{0}”，键“{1}”", "Weight: query \"{0}\", key \"{1}\""};
constexpr Text kOutputTitle{"输出：查询“{0}”，列“{1}”", "Output: query \"{0}\", column \"{1}\""};
constexpr Text kPanel{"这个数怎么来", "Where this number comes from"};

constexpr Text kAddQuery{"增加一个查询", "Add a query"}, kDropQuery{"去掉最后一个查询", "Remove the last query"};
constexpr Text kAddKey{"增加一个键值对", "Add a key–value pair"},
    kDropKey{"去掉最后一个键值对", "Remove the last key–value pair"};
constexpr Text kAddWord{"增加一个词", "Add a word"}, kDropWord{"去掉最后一个词", "Remove the last word"};

constexpr float kFormulaLine = 24;

/// A table's numbers and how they are shown. Points into the state and the result.
struct Shown {
  int rows = 0, columns = 0;
  const std::vector<double>* values = nullptr;
  const std::vector<double>* before = nullptr;
  std::vector<double>* editable = nullptr;
  std::vector<std::string> row_names, column_names;
};

bool same_sizes(const Problem& a, const Problem& b) {
  return a.queries == b.queries && a.keys == b.keys && a.width == b.width && a.value_width == b.value_width &&
         a.hidden == b.hidden;
}

Shown matrix(Problem& problem, const Problem& before, const Result& result, int which) {
  const bool is_free = !problem.is_self_attention;
  const int n = problem.queries, m = problem.keys, d = problem.width, p = problem.value_width, h = problem.hidden;
  const auto given = [&](int rows, int columns, std::vector<double> Problem::*table) {
    return Shown{rows, columns, &(problem.*table), &(before.*table), &(problem.*table), {}, {}};
  };
  const auto computed = [&](int rows, int columns, std::vector<double> Numbers::*table) {
    return Shown{rows, columns, &(result.now.*table), &(result.before.*table), nullptr, {}, {}};
  };
  switch (which) {
    case kTableX:
      return given(m, d, &Problem::x);
    case kTableWq:
      return given(d, d, &Problem::w_q);
    case kTableWk:
      return given(d, d, &Problem::w_k);
    case kTableWv:
      return given(d, p, &Problem::w_v);
    case kTableQ:
      return is_free ? given(n, d, &Problem::q) : computed(n, d, &Numbers::q_table);
    case kTableK:
      return is_free ? given(m, d, &Problem::k) : computed(m, d, &Numbers::k_table);
    case kTableV:
      return is_free ? given(m, p, &Problem::v) : computed(m, p, &Numbers::v_table);
    case kTableScores:
      return computed(n, m, &Numbers::scores);
    case kTableWeights:
      return computed(n, m, &Numbers::weights);
    case kTableOutput:
      return computed(n, p, &Numbers::output);
    case kTableAdditiveQ:
      return given(h, d, &Problem::additive_q);
    case kTableAdditiveK:
      return given(h, d, &Problem::additive_k);
    case kTableAdditiveV:
      return given(1, h, &Problem::additive_v);
    default:
      return given(d, d, &Problem::bilinear);
  }
}

void name_axes(const view::Ui& ui, const Problem& problem, int which, float room, Shown& shown) {
  const auto names = [&](int count, auto&& name) {
    std::vector<std::string> all;
    for (int i = 0; i < count; ++i) all.push_back(name(i));
    return all;
  };
  const auto queries = [&](int i) { return query_name(ui, problem, i); };
  const auto keys = [&](int i) { return key_name(ui, problem, i); };
  const auto dimensions = [&](int i) { return dimension_name(ui, problem, i); };
  const auto value_columns = [&](int i) { return value_column_name(ui, problem, i); };
  if (which == kTableQ || which == kTableScores || which == kTableWeights || which == kTableOutput)
    shown.row_names = names(shown.rows, queries);
  if (which == kTableK || which == kTableX) shown.row_names = names(shown.rows, keys);
  if (which == kTableV) shown.row_names = names(shown.rows, keys);
  if (which == kTableScores || which == kTableWeights) shown.column_names = names(shown.columns, keys);
  if (which == kTableQ || which == kTableK || which == kTableX) shown.column_names = names(shown.columns, dimensions);
  if (which == kTableV || which == kTableOutput) shown.column_names = names(shown.columns, value_columns);
  constexpr float kLongestName = 96;  // CSS pixels
  const bool has_long_names = std::any_of(shown.row_names.begin(), shown.row_names.end(), [&](const std::string& name) {
    return ui.text_width(name, view::kCaption) > kLongestName;
  });
  const char* letter = which == kTableK || which == kTableV || which == kTableX ? "k" : "q";
  if (has_long_names) shown.row_names = names(shown.rows, [&](int i) { return letter + std::to_string(i + 1); });
  // Where words do not fit above the columns, letters do.
  float widest = 0, row_names = 0;
  for (const std::string& name : shown.column_names)
    widest = std::max(widest, ui.text_width(name, view::kCaption) + view::kSpace2);
  for (const std::string& name : shown.row_names)
    row_names = std::max(row_names, ui.text_width(name, view::kCaption) + view::kSpace2);
  if (std::ceil(widest) <= kLongestName && row_names + widest * static_cast<float>(shown.columns) <= room) return;
  const bool is_of_keys = which == kTableScores || which == kTableWeights;
  shown.column_names = names(shown.columns, [&](int i) { return (is_of_keys ? "k" : "") + std::to_string(i + 1); });
}

/// Which cells the selected number is made of.
std::vector<std::uint8_t> involved(const Problem& problem, const Selection& at, int which, int rows, int columns) {
  std::vector<std::uint8_t> cells(static_cast<std::size_t>(rows * columns), 0);
  const auto mark = [&](int row, int column) { cells[static_cast<std::size_t>(row * columns + column)] = 1; };
  const auto mark_row = [&](int row) {
    for (int c = 0; c < columns; ++c) mark(row, c);
  };
  if (at.kind == kNothing) return cells;
  const bool needs_key = at.kind != kOutput;
  if (which == kTableQ && needs_key) mark_row(at.query);
  if (which == kTableK && needs_key) mark_row(at.column);
  if (which == kTableScores && at.kind == kWeight) mark_row(at.query);
  if (which == kTableWeights && at.kind == kOutput) mark_row(at.query);
  if (which == kTableV && at.kind == kOutput)
    for (int r = 0; r < problem.keys; ++r) mark(r, at.column);
  return cells;
}

int kind_of(int which) {
  return which == kTableScores ? kScore : which == kTableWeights ? kWeight : which == kTableOutput ? kOutput : kNothing;
}

view::ColorScale scale_of(const std::vector<double>& values, bool is_from_zero) {
  double least = is_from_zero ? 0 : INFINITY, largest = is_from_zero ? 1 : -INFINITY;
  for (double value : values) {
    if (!std::isfinite(value)) continue;
    least = std::min(least, value);
    largest = std::max(largest, value);
  }
  return largest > least ? view::ColorScale{static_cast<float>(least), static_cast<float>(largest)}
                         : view::ColorScale{0, 1};
}

/// The mask as it acts on the scores, painted by hand or set as lengths.
void draw_mask(view::Ui& ui, State& next, const Result& result) {
  Problem& problem = next.input.now;
  std::vector<double> visible;
  std::vector<std::string> rows, columns;
  for (int i = 0; i < problem.queries; ++i) rows.push_back(query_name(ui, problem, i));
  for (int j = 0; j < problem.keys; ++j) columns.push_back(key_name(ui, problem, j));
  for (double score : result.now.scores) visible.push_back(std::isinf(score) ? 0 : 1);
  const view::NumberTable table{.rows = problem.queries,
                                .columns = problem.keys,
                                .values = visible,
                                .row_names = rows,
                                .column_names = columns,
                                .range = {.minimum = 0, .maximum = 1, .step = 1, .decimals = 0},
                                .map = 1,
                                .scale = {0, 1.6f},
                                .name_color = ui.theme().will_blue,
                                .shows_selection = false};
  const bool is_painted = problem.mask == kPaintedMask, has_lengths = problem.mask == kValidLengthMask;
  const view::TableEvents events =
      view::number_table(ui,
                         {std::string("query_key_value/") + kTableIds[kTableMask], ui.tr(kTitles[kTableMask]),
                          is_painted    ? ui.tr(kMaskHelp)
                          : has_lengths ? ui.tr(kLengthHelp)
                                        : ""},
                         table, next.cursors[kTableMask]);
  const auto cell = [&](const view::TableCell& at) -> double& {
    return problem.painted[static_cast<std::size_t>(at.row * problem.keys + at.column)];
  };
  if (is_painted && events.held.exists()) {
    if (next.painting == 0) next.painting = cell(events.held) != 0 ? 1 : 2;
    cell(events.held) = next.painting == 2;
  } else if (is_painted && events.activated.exists() && next.painting == 0) {
    cell(events.activated) = cell(events.activated) == 0;
  }
  if (!events.held.exists()) next.painting = 0;
  if (has_lengths && events.activated.exists()) {
    double& length = problem.valid_lengths[static_cast<std::size_t>(events.activated.row)];
    const int pressed = events.activated.column + 1;
    length = length == pressed ? pressed - 1 : pressed;
  }
}

/// Under a table of given rows: one row more, one row less.
void draw_row_buttons(view::Ui& ui, const State& state, int which, float table_width, std::optional<State>& instead) {
  const Problem& problem = state.input.now;
  const bool is_self = problem.is_self_attention, is_query = which == kTableQ;
  if (which != (is_self ? kTableX : kTableK) && (is_self || !is_query)) return;
  const int rows = is_query ? problem.queries : problem.keys;
  const std::string id = std::string("query_key_value/") + kTableIds[which];
  const float size = ui.target_height();
  ui.gap(-view::kSpace3);  // they belong to the table
  const view::Rect line = ui.place(size);
  const float x = line.x + std::max(0.0f, table_width - 2 * size);  // under the numbers
  const Text add = is_self    ? kAddWord
                   : is_query ? kAddQuery
                              : kAddKey,
             drop = is_self    ? kDropWord
                    : is_query ? kDropQuery
                               : kDropKey;
  int more = 0;
  if (view::icon_button_at(ui, {x, line.y, size, size}, {id + "/add", ui.tr(add)}, view::Icon::kPlus, rows < kMostRows))
    ++more;
  if (view::icon_button_at(ui, {x + size, line.y, size, size}, {id + "/drop", ui.tr(drop)}, view::Icon::kMinus,
                           rows > 1))
    --more;
  if (more == 0) return;
  if (!instead) instead = state;
  Sizes sizes = sizes_of(instead->input.now);
  int& changed = is_query ? sizes.queries : sizes.keys;
  changed = std::clamp(changed + more, 1, kMostRows);  // another preset may have been chosen in the same frame
  resize(instead->input.now, sizes);
}

/// Tables side by side as far as they fit.
void draw_row_of_tables(view::Ui& ui, State& next, const Result& result, std::initializer_list<int> tables,
                        std::optional<State>& instead) {
  const float left = ui.column_x(), room = ui.column_width();
  float x = left, top = ui.column_y(), bottom = top;
  for (const int which : tables) {
    if (ui.is_left_out(std::string("query_key_value/") + kTableIds[which])) continue;
    Shown shown = matrix(next.input.now, next.input.before, result, which);
    name_axes(ui, next.input.now, which, room, shown);
    const view::NumberTable measured{.rows = shown.rows,
                                     .columns = shown.columns,
                                     .values = *shown.values,
                                     .row_names = shown.row_names,
                                     .column_names = shown.column_names,
                                     .typical = -9.99};
    const std::string title =
        ui.tr(kShaped, {ui.tr(kTitles[which]), std::to_string(shown.rows), std::to_string(shown.columns)});
    const float width = std::min(
        room, std::max(view::number_table_width(ui, measured), std::ceil(ui.text_width(title, view::kCaption)) + 1));
    if (x > left && x + width > left + room) {
      x = left;
      top = bottom + view::kSpace2;
    }
    ui.push_column({x, top, width, 0});
    draw_table(ui, next, result, which);
    draw_row_buttons(ui, next, which, std::min(width, view::number_table_width(ui, measured)), instead);
    bottom = std::max(bottom, ui.pop_column());
    x += width + view::kSpace5;
  }
  if (bottom > ui.column_y()) ui.gap(bottom - ui.column_y() + view::kSpace3);
}

// ---- the explanation -------------------------------------------------------------------------------------------

Color tone_color(const view::Theme& theme, Tone tone) {
  switch (tone) {
    case Tone::kQuery:
      return theme.will_blue;
    case Tone::kKey:
      return theme.cue_red;
    case Tone::kValue:
      return theme.good;
    case Tone::kResult:
      return theme.accent;
    default:
      return theme.text;
  }
}

std::string formula_text(const std::vector<Piece>& formula) {
  std::string text;
  for (const Piece& piece : formula) text += (text.empty() ? "" : " ") + piece.text;
  return text;
}

/// The pieces one after another, broken between them. Returns the height; draws only if `is_drawn`.
float draw_formula(view::Ui& ui, float left, float top, float width, const std::vector<Piece>& formula, bool is_drawn) {
  const float space = ui.text_width(" ", view::kBody);
  float x = left, y = top;
  for (const Piece& piece : formula) {
    const float wanted = ui.text_width(piece.text, view::kBody);
    if (x > left && x + wanted > left + width) {
      x = left;
      y += kFormulaLine;
    }
    const Color color = tone_color(ui.theme(), piece.tone);
    if (wanted > width) {  // a vector of eight numbers is wrapped by itself
      y += ui.wrapped_text(left, y, width, piece.text, {.color = color}, is_drawn);
      continue;
    }
    if (is_drawn) ui.text({x, y, wanted + 1, kFormulaLine}, piece.text, {.color = color});
    if (is_drawn && piece.tone == Tone::kResult)
      ui.line(x, y + kFormulaLine - 2, x + wanted, y + kFormulaLine - 2, color, 1);
    x += wanted + space;
  }
  return (x > left ? y + kFormulaLine : y) - top;
}

std::string explanation_title(const view::Ui& ui, const Problem& problem, const Selection& at) {
  const std::string query = query_name(ui, problem, at.query);
  if (at.kind == kOutput) return ui.tr(kOutputTitle, {query, value_column_name(ui, problem, at.column)});
  return ui.tr(at.kind == kScore ? kScoreTitle : kWeightTitle, {query, key_name(ui, problem, at.column)});
}

}  // namespace

void draw_table(view::Ui& ui, State& next, const Result& result, int which) {
  if (which == kTableMask) {
    draw_mask(ui, next, result);
    return;
  }
  Problem& problem = next.input.now;
  Shown shown = matrix(problem, next.input.before, result, which);
  name_axes(ui, problem, which, ui.column_width(), shown);
  const Selection at = fitted(next.input.selection, problem);
  const std::vector<std::uint8_t> emphasised = involved(problem, at, which, shown.rows, shown.columns);
  const int kind = kind_of(which);
  const view::Theme& theme = ui.theme();
  const bool is_query_row =
      which == kTableQ || which == kTableScores || which == kTableWeights || which == kTableOutput;
  view::NumberTable table{
      .rows = shown.rows,
      .columns = shown.columns,
      .values = *shown.values,
      .row_names = shown.row_names,
      .column_names = shown.column_names,
      .range = {.minimum = -kLargestNumber, .maximum = kLargestNumber, .step = 0.1, .initial = 0, .decimals = 2},
      .typical = -9.99,
      .emphasised = emphasised,
      .emphasis = which == kTableK   ? theme.cue_red
                  : which == kTableQ ? theme.will_blue
                                     : 0,
      .name_color = is_query_row              ? theme.will_blue
                    : shown.row_names.empty() ? 0
                                              : theme.cue_red,
      .is_editable = shown.editable != nullptr};
  if (same_sizes(problem, next.input.before) && problem.preset == next.input.before.preset)
    table.before = *shown.before;
  table.has_room_for_before = true;
  if (kind == kWeight) table.map = 0, table.scale = {0, 1};
  if (kind == kScore) table.map = 1, table.scale = scale_of(*shown.values, false);
  if (kind == kScore) table.scale.maximum += (table.scale.maximum - table.scale.minimum) * 0.6f;
  table.shows_selection = kind != kNothing;
  view::TableCell selected =
      kind != kNothing && at.kind == kind ? view::TableCell{at.query, at.column} : view::TableCell{};
  view::TableCell& cursor = kind != kNothing ? selected : next.cursors[static_cast<std::size_t>(which)];
  const std::string help = ui.tr(shown.editable ? kEditHelp : kExplainHelp);
  const std::string title =
      ui.tr(kShaped, {ui.tr(kTitles[which]), std::to_string(shown.rows), std::to_string(shown.columns)});
  const std::string id = std::string("query_key_value/") + kTableIds[which];
  const view::TableEvents events = view::number_table(ui, {id, title, help}, table, cursor);
  if (shown.editable)
    for (const auto& [cell, value] : events.edits)
      (*shown.editable)[static_cast<std::size_t>(cell.row * shown.columns + cell.column)] = value;
  if (kind != kNothing && events.selected.exists())
    next.input.selection = {kind, events.selected.row, events.selected.column};
}

void draw_tables(view::Ui& ui, State& next, const Result& result, std::optional<State>& instead) {
  if (next.input.now.is_self_attention)
    draw_row_of_tables(ui, next, result, {kTableX, kTableWq, kTableWk, kTableWv}, instead);
  draw_row_of_tables(ui, next, result, {kTableQ, kTableK, kTableV}, instead);
  draw_row_of_tables(ui, next, result, {kTableScores, kTableWeights, kTableOutput}, instead);
}

void draw_explanation(view::Ui& ui, const State& state, const Result& result) {
  const view::Theme& theme = ui.theme();
  const Selection at = fitted(state.input.selection, state.input.now);
  if (at.kind == kNothing) {
    view::paragraph(ui, "query_key_value/explanation", ui.tr(kHint), {.color = theme.muted});
    ui.gap(view::kSpace2);
    return;
  }
  const float pad = view::kSpace3, left = ui.column_x() + pad, width = ui.column_width() - 2 * pad;
  const std::string title = explanation_title(ui, state.input.now, at),
                    value = view::short_number_text(result.explanation.value, 4);
  const float value_width = std::ceil(ui.text_width(value, view::kTitle)) + 1,
              title_width = width - value_width - view::kSpace2;
  const float title_height = std::max(28.0f, ui.wrapped_text_height(title_width, title, view::kBody));
  const bool is_broad = width >= 520;  // labels beside the formulas, else above them
  float label_width = 0;
  for (const Step& step : result.explanation.steps)
    label_width = std::max(label_width, std::ceil(ui.text_width(ui.tr(step.what), view::kCaption)) + view::kSpace4);
  const float indent = is_broad ? label_width : 0, label_line = is_broad ? 0 : 20;
  const auto step_height = [&](const Step& step) {
    return label_line + draw_formula(ui, 0, 0, width - indent, step.formula, false);
  };
  float height = 2 * pad + title_height + view::kSpace1;
  for (const Step& step : result.explanation.steps) height += step_height(step);

  const Rect card = ui.place(height, view::kSpace4);
  ui.fill(card, theme.surface, view::kRadius);
  ui.outline(card, theme.line, view::kRadius);
  ui.begin_group("query_key_value/explanation", ui.tr(kPanel));
  const Rect title_rect{left, card.y + pad, title_width, title_height};
  ui.wrapped_text(left, card.y + pad + 2, title_width, title);
  ui.text({left + width - value_width, card.y + pad, value_width, 28}, value,
          {.size = view::kTitle, .color = theme.accent, .align = view::Align::kRight});
  ui.record({.id = "query_key_value/explanation/title",
             .role = view::Role::kHeading,
             .name = title + " = " + value,
             .level = 3,
             .rect = title_rect});
  float y = card.y + pad + title_height + view::kSpace1;
  for (std::size_t i = 0; i < result.explanation.steps.size(); ++i) {
    const Step& step = result.explanation.steps[i];
    const std::string what = ui.tr(step.what);
    ui.text({left, y, is_broad ? label_width : width, is_broad ? kFormulaLine : label_line}, what,
            {.size = view::kCaption, .color = theme.muted});
    draw_formula(ui, left + indent, y + label_line, width - indent, step.formula, true);
    const float used = step_height(step);
    ui.record({.id = "query_key_value/explanation/" + std::to_string(i),
               .role = view::Role::kText,
               .name = what + ": " + formula_text(step.formula),
               .rect = {left, y, width, used}});
    y += used;
  }
  ui.end_group();
}

}  // namespace scenes::query_key_value
