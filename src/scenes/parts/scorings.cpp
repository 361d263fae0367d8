#include "scenes/parts/scorings.h"

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "index.h"

namespace scenes {

namespace {

using view::Text;

constexpr Text kScoring{"评分函数", "Scoring function"};
constexpr std::array<Text, kScoringCount> kScoringNames{{{"点积", "Dot product"},
                                                         {"加性", "Additive"},
                                                         {"双线性", "Bilinear"},
                                                         {"余弦", "Cosine"},
                                                         {"高斯核", "Gaussian"},
                                                         {"矩形核", "Boxcar"},
                                                         {"三角核", "Triangular"},
                                                         {"Epanechnikov 核", "Epanechnikov"},
                                                         {"常数 (平均)", "Constant (average)"}}};
constexpr std::array<Text, kScoringCount> kScoringHelp{
    {{"q · k：方向越一致、键越长，得分越高。",
      "q · k: the better the directions agree and the longer the key, the higher the score."},
     {"w＿v · tanh(W＿q q + W＿k k)：一个小网络打分。", "w＿v · tanh(W＿q q + W＿k k): a small network scores."},
     {"q M k：先用 M 变换查询，再做点积。", "q M k: the query is transformed by M before the dot product."},
     {"只看方向，不看长短。", "Only the direction counts, not the length."},
     {"−‖q − k‖² ÷ 2：离查询越近，得分越高。", "−‖q − k‖² ÷ 2: the nearer the key, the higher the score."},
     {"够得着的键一样重，够不着的为 0。", "Keys within reach weigh the same, all others 0."},
     {"权重随距离直线下降到 0。", "The weight falls in a straight line to 0."},
     {"权重随距离抛物线下降到 0。", "The weight falls as a parabola to 0."},
     {"不看查询，每个键都一样。", "The query does not matter: all keys alike."}}};
constexpr Text kScaled{"缩放：÷ √d", "Scale by 1/√d"};
constexpr Text kScaledHelp{"维数越高，点积越大；除以 √d 让 softmax 不致过早饱和。",
                           "Dot products grow with the width; ÷ √d keeps the softmax from saturating."};
constexpr Text kTemperature{"温度", "Temperature"};
constexpr Text kTemperatureHelp{"越低越尖锐：得分最高的键独占；越高越平均。",
                                "Lower is sharper: the best key takes all; higher spreads evenly."};
constexpr Text kKernelWidth{"核的宽度", "Kernel width"};
constexpr Text kKernelWidthHelp{"越宽，远处的键也算数。", "The wider, the farther keys count."};
constexpr Text kSoftcap{"软上限 (0 = 无)", "Soft cap (0 = none)"};
constexpr Text kSoftcapHelp{"c · tanh(得分 ÷ c)：得分再高也不超过 c。", "c · tanh(score ÷ c): no score exceeds c."};

}  // namespace

core::Scoring core_scoring(int choice, bool is_scaled) {
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
    case kEpanechnikov:
      return core::Scoring::kEpanechikov;
    case kConstant:
      return core::Scoring::kConstant;
    default:
      return is_scaled ? core::Scoring::kScaledDotProduct : core::Scoring::kDotProduct;
  }
}

bool has_kernel_width(int choice) {
  return choice == kGaussian || choice == kBoxcar || choice == kTriangular || choice == kEpanechnikov;
}

bool has_softmax(int choice) { return !core::is_kernel_without_softmax(core_scoring(choice, true)); }

double softcap_of(const ScoringOptions& options) {
  return options.softcap > 0 ? std::max<double>(options.softcap, std::numeric_limits<float>::min()) : 0;
}

core::AttentionOptions core_options(const ScoringOptions& options) {
  core::AttentionOptions told;
  told.scoring = core_scoring(options.scoring, options.is_scaled);
  told.parameters.width = static_cast<float>(options.kernel_width);
  if (!has_softmax(options.scoring)) return told;
  told.temperature = static_cast<float>(options.temperature);
  if (options.softcap > 0) told.softcap = static_cast<float>(softcap_of(options));
  return told;
}

std::vector<Piece> kernel_formula(int choice, double u, double score) {
  Formula formula;
  switch (choice) {
    case kConstant:
      formula.say("1");
      break;
    case kGaussian: {
      const view::Line line = view::true_line(
          {u}, [](std::span<const double> all) { return -all[0] * all[0] / 2; }, score);
      formula.with(line).say("−" + view::written(u, line.operands) + "²").say("÷ 2");
      break;
    }
    case kBoxcar: {
      const view::Line rim = view::true_line(
          {u}, [](std::span<const double> all) { return all[0] <= 1 ? 1.0 : 0.0; }, score);
      const char* compared = !rim.is_true ? "≈ 1" : score > 0 ? "≤ 1" : "> 1";
      return formula.with(rim.operands).number(u).say(compared).say("→").number(score, Tone::kResult).done();
    }
    case kTriangular:
      formula.with(
          {u}, [](std::span<const double> all) { return std::max(0.0, 1 - all[0]); }, score);
      formula.say("max(0, 1 −").number(u).say(")");
      break;
    default:
      formula.with(
          {u}, [](std::span<const double> all) { return std::max(0.0, 1 - all[0] * all[0]); }, score);
      formula.say("max(0, 1 −").number(u).say("²)");
  }
  return formula.result(score).done();
}

bool scoring_controls(view::Ui& ui, std::string_view prefix, ScoringOptions& options,
                      const view::NumberRange& kernel_width, std::span<const int> offered) {
  const std::string start(prefix);
  std::vector<std::string> names;
  for (const int scoring : offered) names.push_back(ui.tr(nth(kScoringNames, scoring)));
  int chosen = static_cast<int>(std::ranges::find(offered, options.scoring) - offered.begin());
  bool is_changed =
      view::choice(ui, {start + "scoring", ui.tr(kScoring), ui.tr(nth(kScoringHelp, options.scoring))}, chosen, names);
  if (is_changed) options.scoring = nth(offered, chosen);
  if (options.scoring == kDotProduct)
    is_changed |= view::toggle(ui, {start + "scaled", ui.tr(kScaled), ui.tr(kScaledHelp)}, options.is_scaled);
  if (has_kernel_width(options.scoring))
    is_changed |= view::slider(ui, {start + "kernel-width", ui.tr(kKernelWidth), ui.tr(kKernelWidthHelp)},
                               options.kernel_width, kernel_width);
  return is_changed;
}

bool temperature_control(view::Ui& ui, std::string_view prefix, ScoringOptions& options, double least, double most) {
  return has_softmax(options.scoring) &&
         view::slider(ui, {std::string(prefix) + "temperature", ui.tr(kTemperature), ui.tr(kTemperatureHelp)},
                      options.temperature,
                      {.minimum = least, .maximum = most, .step = 0.05, .initial = 1, .ticks = {1}});
}

bool softcap_control(view::Ui& ui, std::string_view prefix, ScoringOptions& options, double most) {
  return has_softmax(options.scoring) &&
         view::slider(ui, {std::string(prefix) + "softcap", ui.tr(kSoftcap), ui.tr(kSoftcapHelp)}, options.softcap,
                      {.minimum = 0, .maximum = most, .step = 0.5, .initial = 0, .decimals = 1});
}

}  // namespace scenes
