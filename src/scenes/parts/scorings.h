// How queries and keys are scored and the scores become weights: what a reader can choose, and the controls for it.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "core/attention.h"
#include "scenes/parts/derivation.h"
#include "view/widgets.h"

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
  kEpanechnikov,
  kConstant,
  kScoringCount
};
inline constexpr std::array<const char*, kScoringCount> kScoringIds = {
    "dot-product", "additive", "bilinear", "cosine", "gaussian", "boxcar", "triangular", "epanechnikov", "constant"};
inline constexpr int kAllScorings[] = {kDotProduct, kAdditive,   kBilinear,     kCosine,  kGaussian,
                                       kBoxcar,     kTriangular, kEpanechnikov, kConstant};

struct ScoringOptions {
  int scoring = kDotProduct;
  bool is_scaled = true;    // dot products: ÷ √d
  double kernel_width = 1;  // of the kernels of the distance
  double temperature = 1;   // of the softmax; > 0
  double softcap = 0;       // … and what its scores do not exceed; 0 = none
  bool operator==(const ScoringOptions&) const = default;
};

core::Scoring core_scoring(int choice, bool is_scaled);
/// Does it depend on the distance between query and key, measured in widths of the kernel?
bool has_kernel_width(int choice);
/// Does a softmax make weights of the scores? Otherwise they are divided by their sum, and have no temperature.
bool has_softmax(int choice);
/// The soft cap that is calculated with, 0 = none: what is given as more than none is more than none to the core's
/// floats.
double softcap_of(const ScoringOptions& options);
/// What the core is told. The parameters of additive and bilinear scoring are the caller's.
core::AttentionOptions core_options(const ScoringOptions& options);

/// "max(0, 1 − 0.4) = 0.6": the score that a kernel gives a distance of u widths.
std::vector<Piece> kernel_formula(int choice, double u, double score);

/// The function (`offered` are ScoringChoices), and of some functions the switch or the width that they have. The ids
/// are "<prefix>scoring", "scaled" and "kernel-width". True if something was changed.
bool scoring_controls(view::Ui& ui, std::string_view prefix, ScoringOptions& options,
                      const view::NumberRange& kernel_width, std::span<const int> offered = kAllScorings);
/// The temperature ("<prefix>temperature"), where there is a softmax.
bool temperature_control(view::Ui& ui, std::string_view prefix, ScoringOptions& options, double least, double most);
/// The soft cap ("<prefix>softcap"), where there is a softmax.
bool softcap_control(view::Ui& ui, std::string_view prefix, ScoringOptions& options, double most);

}  // namespace scenes
