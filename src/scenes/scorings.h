// The scoring functions a reader can choose, and what the scenes call them.
#pragma once

#include <array>

#include "core/attention.h"
#include "view/text.h"

namespace scenes {

/// What the reader chooses from. Whether a dot product is scaled is a switch of its own.
enum ScoringChoice {
  kDotProduct,
  kAdditive,
  kBilinear,
  kCosine,
  kGaussian,
  kBoxcar,
  kTriangular,
  kEpanechikov,
  kConstant,
  kScoringCount
};

inline core::Scoring core_scoring(int choice, bool is_scaled) {
  switch (choice) {
    case kAdditive:
      return core::Scoring::kAdditive;
    case kBilinear:
      return core::Scoring::kBilinear;
    case kCosine:
      return core::Scoring::kCosine;
    case kGaussian:
      return core::Scoring::kGaussian;
    case kBoxcar:
      return core::Scoring::kBoxcar;
    case kTriangular:
      return core::Scoring::kTriangular;
    case kEpanechikov:
      return core::Scoring::kEpanechikov;
    case kConstant:
      return core::Scoring::kConstant;
    default:
      return is_scaled ? core::Scoring::kScaledDotProduct : core::Scoring::kDotProduct;
  }
}

/// Does it depend on the distance between query and key, measured in widths of the kernel?
inline bool has_kernel_width(int choice) {
  return choice == kGaussian || choice == kBoxcar || choice == kTriangular || choice == kEpanechikov;
}

/// Does a softmax make weights of the scores? Otherwise they are divided by their sum, and have no temperature.
inline bool has_softmax(int choice) { return !core::is_kernel_without_softmax(core_scoring(choice, true)); }

namespace scoring_words {

inline constexpr view::Text kScoring{"评分函数", "Scoring function"};
inline constexpr std::array<view::Text, kScoringCount> kScoringNames{{{"点积", "Dot product"},
                                                                      {"加性", "Additive"},
                                                                      {"双线性", "Bilinear"},
                                                                      {"余弦", "Cosine"},
                                                                      {"高斯核", "Gaussian"},
                                                                      {"矩形核", "Boxcar"},
                                                                      {"三角核", "Triangular"},
                                                                      {"Epanechikov 核", "Epanechikov"},
                                                                      {"常数 (平均)", "Constant (average)"}}};
inline constexpr std::array<view::Text, kScoringCount> kScoringHelp{
    {{"q · k：方向越一致、键越长，得分越高。",
      "q · k: the better the directions agree and the longer the key, the higher the score."},
     {"w_v · tanh(W_q q + W_k k)：一个小网络打分。", "w_v · tanh(W_q q + W_k k): a small network scores."},
     {"q M k：先用 M 变换查询，再做点积。", "q M k: the query is transformed by M before the dot product."},
     {"只看方向，不看长短。", "Only the direction counts, not the length."},
     {"−‖q − k‖² ÷ 2：离查询越近，得分越高。", "−‖q − k‖² ÷ 2: the nearer the key, the higher the score."},
     {"够得着的键一样重，够不着的为 0。", "Keys within reach weigh the same, all others 0."},
     {"权重随距离直线下降到 0。", "The weight falls in a straight line to 0."},
     {"权重随距离抛物线下降到 0。", "The weight falls as a parabola to 0."},
     {"不看查询，每个键都一样。", "The query does not matter: all keys alike."}}};
inline constexpr view::Text kScaled{"缩放：÷ √d", "Scale by 1/√d"};
inline constexpr view::Text kScaledHelp{"维数越高，点积越大；除以 √d 让 softmax 不致过早饱和。",
                                        "Dot products grow with the width; ÷ √d keeps the softmax from saturating."};
inline constexpr view::Text kTemperature{"温度", "Temperature"};
inline constexpr view::Text kTemperatureHelp{"越低越尖锐：得分最高的键独占；越高越平均。",
                                             "Lower is sharper: the best key takes all; higher spreads evenly."};
inline constexpr view::Text kKernelWidth{"核的宽度", "Kernel width"};
inline constexpr view::Text kKernelWidthHelp{"越宽，远处的键也算数。", "The wider, the farther keys count."};

}  // namespace scoring_words
}  // namespace scenes
