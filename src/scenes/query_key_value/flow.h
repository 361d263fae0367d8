// The picture's marks: what is drawn of queries, keys, scores, weights and values, whichever way the flow runs.
#pragma once

#include <string>
#include <vector>

#include "scenes/query_key_value/scene.h"

namespace scenes::query_key_value {

inline constexpr float kChip = 28;         // the height of a name, CSS pixels
inline constexpr float kNumberWidth = 44;  // "−9.99" with air

/// What both directions share.
struct Picture {
  view::Ui& ui;
  State& next;
  const Problem& problem;
  const Numbers& numbers;
  Selection selection;
  int query;
  double least_value = 0, largest_value = 1;  // of V, for the colours of values and output
};

bool is_masked(const Picture& picture, int key);

/// Weights glide, so that the eye can follow them; numbers do not.
double gliding_weight(const Picture& picture, int key);
/// The keys that are seen, those with the least weight first: thin connections lie below thick ones.
std::vector<std::pair<double, int>> seen_keys(const Picture& picture);
float thickness(const view::Ui& ui, double weight);
view::Color connection(const view::Theme& theme, view::Color full, double weight);

/// A key's name, which cannot be pressed: no frame.
void draw_key(Picture& picture, const view::Rect& rect, int key);
/// A number that explains itself when pressed, and has a quiet line for it; `kind` is a NumberKind.
void draw_number(Picture& picture, const view::Rect& rect, int kind, int column, const std::string& shown,
                 view::Color color, view::Align align);
/// A key's value, faint if it is masked.
void draw_value(Picture& picture, const view::Rect& rect, int key);
void draw_output(Picture& picture, const view::Rect& rect);
/// The queries, one of which is asked about; for the keyboard they are one choice.
void draw_queries(Picture& picture, const std::vector<view::Rect>& chips);
void draw_softmax(Picture& picture, const view::Rect& band, bool is_upright);
/// The picture in words.
void describe(Picture& picture, const view::Rect& area);

}  // namespace scenes::query_key_value
