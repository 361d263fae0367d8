// The names that the parts of the scene share.
#pragma once

#include <cstddef>
#include <string>

#include "scenes/cues/model.h"
#include "view/ui.h"

namespace scenes::cues {

using view::Text;

inline constexpr Text kThingNames[kThings] = {
    {"报纸", "Newspaper"}, {"论文", "Paper"}, {"咖啡", "Coffee"}, {"笔记", "Notebook"}, {"书", "Book"}};
inline constexpr const char* kThingIds[kThings] = {"newspaper", "paper", "coffee", "notebook", "book"};
inline constexpr const char* kRedIds[kThings + 1] = {"none", "newspaper", "paper", "coffee", "notebook", "book"};
inline constexpr Text kFeatureNames[kFeatures] = {
    {"显著性", "Salience"}, {"可喝", "Drink"}, {"可读", "Read"}, {"新闻", "News"}, {"可写", "Write"}};
inline constexpr const char* kWishIds[kWishes] = {"drink", "read", "news", "write"};
/// As part of "you want to …".
inline constexpr Text kWishVerbs[kWishes] = {
    {"喝咖啡", "drink coffee"}, {"读书", "read a book"}, {"看新闻", "hear the news"}, {"记笔记", "take notes"}};
inline constexpr Text kPoolingNames[kPoolings] = {{"平均汇聚", "Average pooling"},
                                                  {"最大汇聚", "Max pooling"},
                                                  {"全连接层", "Fully connected"},
                                                  {"卷积", "Convolution"},
                                                  {"注意力汇聚", "Attention pooling"}};

inline constexpr Text kEmptyCupName{"空杯子", "Empty cup"};

/// What lies there now: an empty cup is no coffee.
inline std::string thing_name(const view::Ui& ui, const Input& input, std::size_t thing) {
  const bool is_empty_cup = thing == kCoffee && key_of(input, kCoffee, kDrinkable) <= 0;
  return ui.tr(is_empty_cup ? kEmptyCupName : kThingNames[thing]);
}

}  // namespace scenes::cues
