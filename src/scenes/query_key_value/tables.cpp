// The matrices as tables, and the panel that explains the selected number.
#include <algorithm>
#include <cmath>

#include "index.h"
#include "scenes/query_key_value/scene.h"
#include "view/icons.h"

namespace scenes::query_key_value {

namespace {

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
                                       {"加性打分 W_q", "Additive W_q"},
                                       {"加性打分 W_k", "Additive W_k"},
                                       {"加性打分 w_v", "Additive w_v"},
                                       {"双线性 M", "Bilinear M"}};
constexpr const char* kTableIds[kTableCount] = {"x",          "wq",         "wk",         "wv",      "q",
                                                "k",          "v",          "scores",     "weights", "output",
                                                "additive-q", "additive-k", "additive-v", "bilinear"};
constexpr Text kEditHelp{"点一个数就能修改；方向键移动，回车修改。",
                         "Press a number to change it; arrow keys move, Enter edits."};
constexpr Text kExplainHelp{"选一个数，看它怎样算出来。", "Choose a number and see where it comes from."};
constexpr Text kHint{"选中任何一个得分、权重或输出，这里就一步步算给你看。",
                     "Select any score, weight or output, and its digits are worked out here, step by step."};
constexpr Text kScoreTitle{"得分：查询“{0}”，键“{1}”", "Score: query \"{0}\", key \"{1}\""};
constexpr Text kWeightTitle{"权重：查询“{0}”，键“{1}”", "Weight: query \"{0}\", key \"{1}\""};
constexpr Text kOutputTitle{"输出：查询“{0}”，列“{1}”", "Output: query \"{0}\", column \"{1}\""};

constexpr double kTypical = -9.99;   // cells are as wide as this needs
constexpr float kOperatorLine = 44;  // CSS pixels: a fraction, where it stands above its matrix
constexpr float kSign = 32;          // not wider than this is "=", with its room

constexpr Text kAddQuery{"增加一个查询", "Add a query"}, kDropQuery{"去掉最后一个查询", "Remove the last query"};
constexpr Text kAddKey{"增加一个键值对", "Add a key–value pair"},
    kDropKey{"去掉最后一个键值对", "Remove the last key–value pair"};
constexpr Text kAddWord{"增加一个词", "Add a word"}, kDropWord{"去掉最后一个词", "Remove the last word"};

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

Shown matrix(Input& input, const Result& result, int which) {
  Problem& problem = input.now;
  const Problem& before = input.before.value_or(problem);
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

void name_axes(const view::Ui& ui, const Problem& problem, int which, Shown& shown) {
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
}

/// Which cells the selected number is made of.
std::vector<std::uint8_t> involved(const Problem& problem, const Selection& at, int which, int rows, int columns) {
  std::vector<std::uint8_t> cells(to_size(rows * columns), 0);
  const auto mark = [&](int row, int column) { nth(cells, row * columns + column) = 1; };
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

const char* table_of(int kind) {
  return kTableIds[kind == kScore ? kTableScores : kind == kWeight ? kTableWeights : kTableOutput];
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

/// Under a table of given rows: one row more, one row less.
void draw_row_buttons(view::Ui& ui, const State& state, int which, float table_width, std::optional<State>& instead) {
  const Problem& problem = state.input.now;
  const bool is_self = problem.is_self_attention, is_query = which == kTableQ;
  if (which != (is_self ? kTableX : kTableK) && (is_self || !is_query)) return;
  const int rows = is_query ? problem.queries : problem.keys;
  const std::string id = kTableIds[which];
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

view::NumberTable measured(const Shown& shown) {
  return {.rows = shown.rows,
          .columns = shown.columns,
          .values = *shown.values,
          .has_room_for_before = true,
          .row_names = shown.row_names,
          .column_names = shown.column_names,
          .typical = kTypical};
}

std::string title_of(const view::Ui& ui, int which, const Shown& shown) {
  return ui.tr(kShaped, {ui.tr(kTitles[which]), std::to_string(shown.rows), std::to_string(shown.columns)});
}

/// How far below a table's top the middle of its first rows is.
float middle_of_rows(const view::Ui& ui, view::NumberTable table, int rows) {
  table.rows = 0;
  const float head = view::number_table_height(ui, table);
  table.rows = rows;
  return head + (view::number_table_height(ui, table) - head) / 2;
}

/// Draws a formula about a line, in the middle of the room between two matrices. For a screen reader it is a text.
void draw_operator(view::Ui& ui, const view::Formula& formula, float left, float middle, const char* id) {
  const view::Formula::Size size = formula.measured(ui);
  const float top = middle - size.height() / 2;
  formula.draw(ui, left, top + size.above);
  ui.record({.id = std::string("before/") + id,
             .role = view::Role::kText,
             .name = formula.spoken(ui.input().language),
             .rect = {left, top, size.width, size.height()}});
}

/// A matrix that is about to be drawn, and what leads to it.
struct Candidate {
  int which = 0;
  Shown shown;
  std::optional<view::Formula> formula;
  float formula_width = 0, natural_width = 0, least_width = 0;  // the last one with shortened names
};

std::vector<Candidate> candidates_of(view::Ui& ui, State& next, const Result& result, std::span<const int> tables) {
  std::vector<Candidate> candidates;
  for (const int which : tables) {
    if (ui.is_left_out(kTableIds[which])) continue;
    Candidate& one = candidates.emplace_back();
    one.which = which;
    one.shown = matrix(next.input, result, which);
    name_axes(ui, next.input.now, which, one.shown);
    one.formula = operator_before(ui, next.input.now, which);
    if (one.formula) one.formula_width = std::ceil(one.formula->measured(ui).width) + view::kSpace2;
    view::NumberTable table = measured(one.shown);
    const float title = std::ceil(view::typeset(title_of(ui, which, one.shown)).measured(ui, view::kCaption).width) + 1;
    one.natural_width = std::max(view::number_table_width(ui, table), title);
    table.column_names = {};
    one.least_width = view::number_table_width(ui, table);
  }
  return candidates;
}

/// Where lines of matrices begin, right of what leads to them, so that they stand under one another. Those that nothing
/// leads to may begin farther to the left.
struct Indents {
  float of_results = 0, of_given = 0;
  bool are_above = false;  // there is no room: what is longer than a sign stands on a line of its own
};
Indents indents_of(std::span<const Candidate> candidates, float room) {
  Indents indents;
  float given = 0;
  for (const Candidate& one : candidates) {
    indents.of_results = std::max(indents.of_results, one.formula_width);
    if (!one.formula) given += one.natural_width + view::kSpace3;
  }
  // Names are shortened a little before formulas go to lines of their own.
  constexpr float kLeastPart = 0.8f;
  for (const Candidate& one : candidates) {
    const float least = std::max(one.least_width, kLeastPart * one.natural_width);
    indents.are_above |= one.formula && indents.of_results + least > room;
  }
  if (indents.are_above) return {.are_above = true};
  if (given + indents.of_results <= room) indents.of_given = indents.of_results;
  return indents;
}

/// Tables side by side as far as they fit, each after what leads to it.
void draw_row_of_tables(view::Ui& ui, State& next, const Result& result, std::initializer_list<int> tables,
                        std::optional<State>& instead) {
  const float left = ui.column_x(), room = ui.column_width();
  const std::vector<Candidate> candidates = candidates_of(ui, next, result, tables);
  const Indents indents = indents_of(candidates, room);
  float x = left, top = ui.column_y(), bottom = top;
  int rows_before = 0;  // of the table to the left; 0: it is the first of its line
  for (const Candidate& one : candidates) {
    if (rows_before > 0 && x + one.formula_width + one.natural_width > left + room) {
      top = bottom + view::kSpace2;
      rows_before = 0;
    }
    const bool is_sign = one.formula_width <= kSign, is_above = indents.are_above && rows_before == 0 && !is_sign;
    if (rows_before > 0)
      x += one.formula_width;
    else if (indents.are_above)
      x = left + (is_sign ? one.formula_width : 0);
    else
      x = left + (one.formula ? indents.of_results : indents.of_given);
    if (one.formula && is_above) {
      draw_operator(ui, *one.formula, x, top + kOperatorLine / 2, kTableIds[one.which]);
      top += kOperatorLine;
    } else if (one.formula) {
      const int rows = rows_before > 0 ? std::min(rows_before, one.shown.rows) : one.shown.rows;
      draw_operator(ui, *one.formula, x - one.formula_width, top + middle_of_rows(ui, measured(one.shown), rows),
                    kTableIds[one.which]);
    }
    const float width = std::min(one.natural_width, left + room - x);
    ui.push_column({x, top, width, 0});
    draw_table(ui, next, result, one.which);
    draw_row_buttons(ui, next, one.which, std::min(width, view::number_table_width(ui, measured(one.shown))), instead);
    bottom = std::max(bottom, ui.pop_column());
    x += width + view::kSpace3;
    rows_before = one.shown.rows;
  }
  if (bottom > ui.column_y()) ui.gap(bottom - ui.column_y() + view::kSpace3);
}

std::string explanation_title(const view::Ui& ui, const Problem& problem, const Selection& at) {
  const std::string query = query_name(ui, problem, at.query);
  if (at.kind == kOutput) return ui.tr(kOutputTitle, {query, value_column_name(ui, problem, at.column)});
  return ui.tr(at.kind == kScore ? kScoreTitle : kWeightTitle, {query, key_name(ui, problem, at.column)});
}

}  // namespace

void draw_table(view::Ui& ui, State& next, const Result& result, int which) {
  Problem& problem = next.input.now;
  Shown shown = matrix(next.input, result, which);
  name_axes(ui, problem, which, shown);
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
      .typical = kTypical,
      .emphasised = emphasised,
      .emphasis = which == kTableK   ? theme.cue_red
                  : which == kTableQ ? theme.will_blue
                                     : 0,
      .name_color = is_query_row              ? theme.will_blue
                    : shown.row_names.empty() ? 0
                                              : theme.cue_red,
      .is_editable = shown.editable != nullptr};
  const Problem& before = next.input.before.value_or(problem);
  if (same_sizes(problem, before) && problem.preset == before.preset) table.before = *shown.before;
  table.has_room_for_before = true;
  if (kind == kWeight) table.map = 0, table.scale = {0, 1};
  if (kind == kScore) table.map = 1, table.scale = scale_of(*shown.values, false);
  if (kind == kScore) table.scale.maximum += (table.scale.maximum - table.scale.minimum) * 0.6f;
  table.shows_selection = kind != kNothing;
  view::TableCell selected =
      kind != kNothing && at.kind == kind ? view::TableCell{at.query, at.column} : view::TableCell{};
  view::TableCell& cursor = kind != kNothing ? selected : nth(next.cursors, which);
  const std::string help = ui.tr(shown.editable ? kEditHelp : kExplainHelp);
  const view::TableEvents events =
      view::number_table(ui, {kTableIds[which], title_of(ui, which, shown), help}, table, cursor);
  if (shown.editable)
    for (const auto& [cell, value] : events.edits) nth(*shown.editable, cell.row * shown.columns + cell.column) = value;
  if (kind != kNothing && events.selected.exists())
    next.input.selection = {kind, events.selected.row, events.selected.column};
}

void draw_tables(view::Ui& ui, State& next, const Result& result, std::optional<State>& instead) {
  if (next.input.now.is_self_attention)
    draw_row_of_tables(ui, next, result, {kTableX, kTableWq, kTableWk, kTableWv}, instead);
  draw_row_of_tables(ui, next, result, {kTableQ, kTableK, kTableScores, kTableWeights, kTableV, kTableOutput}, instead);
}

void draw_explanation(view::Ui& ui, State& next, const Result& result, std::optional<float> explains_from) {
  const Problem& problem = next.input.now;
  const Selection at = fitted(next.input.selection, problem);
  DerivationCard card{.id = "explanation",
                      .title = explanation_title(ui, problem, at),
                      .value = view::short_number_text(result.explanation.value, 4),
                      .explains_from = explains_from};
  if (at.kind == kNothing) {
    view::paragraph(ui, "explanation", ui.tr(kHint), {.color = ui.theme().muted});
    ui.gap(view::kSpace2);
    return;
  }
  card.name_of_place = [&](int place) { return explanation_title(ui, problem, selection_of(place, at.query)); };
  const DerivationEvents events = draw_derivation(ui, card, result.explanation.steps);
  if (events.followed == kNowhere) return;
  next.input.selection = selection_of(events.followed, at.query);
  if (events.is_by_key) ui.request_focus(table_of(next.input.selection.kind));  // the number that had it is gone
}

}  // namespace scenes::query_key_value
