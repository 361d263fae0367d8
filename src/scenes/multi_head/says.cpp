// The sentence about what is seen.
#include <algorithm>
#include <cmath>

#include "index.h"
#include "scenes/multi_head/parts.h"

namespace scenes::multi_head {

namespace {

using view::Text;

constexpr Text kIndivisible{
    "{0} 个头分不了 {1} 列：{1} 不是 {0} 的倍数。下面算的是最近的 h = {2}。",
    "{0} heads cannot share {1} columns: {1} is no multiple of {0}. Shown is the nearest, h = {2}."};
constexpr Text kWidthIgnored{"这个例子是按 {0} 列手工设的，给它的宽度没有用上。",
                             "This example is set by hand for {0} columns: the width that was given is not used."};
constexpr Text kRefused{"X 和 Y 长度不同，当成批量就对不上，PyTorch 会报错；下面仍按 (批量, 长度, 宽度) 算。",
                        "X and Y have different lengths and do not fit as batches: PyTorch raises an error. Shown is "
                        "(batch, length, width) as before."};
constexpr Text kMixed{"批量和长度弄反了：{0} 个“样本”、每个长 {1}，注意力在样本之间进行，有效长度也不算数了。",
                      "Batch and length are mixed up: {0} “samples” of length {1} each; attention runs across samples, "
                      "and valid lengths do not count."};
constexpr Text kAlike{"{0} 个头的权重一模一样。", "All {0} heads have the same weights."};
constexpr Text kOneHead{"只有一个头：它就是普通的缩放点积注意力。",
                        "There is one head: this is plain scaled dot product attention."};
constexpr Text kShare{"每个看得见的键都得 {0}。", "Every key that is seen gets {0}."};
constexpr Text kNoKey{"有效长度是 0：一个键也看不见，权重全是 0。",
                      "The valid length is 0: no key is seen, and all weights are 0."};
constexpr Text kDiffer{"对 q{0}，头 {1} 最看 k{2} ({3})，头 {4} 最看 k{5} ({6})；",
                       "For q{0} head {1} looks most at k{2} ({3}), head {4} at k{5} ({6}); "};
constexpr Text kMeanGrey{"平均起来每个键都是 {0}，哪个头也看不出来。",
                         "on average every key gets {0}, and no head can be told from that."};
constexpr Text kMeanMost{"平均起来最多的是 k{0} ({1})。", "on average it is k{0} ({1})."};
constexpr Text kSameKeys{"每个头最看的键都一样，只是多少不同：离平均最远差 {0}。",
                         "All heads look most at the same keys, more or less so: they are up to {0} from the average."};
constexpr Text kViewed{"只用 view：头 {0} 的 q{1} 其实是 q{2} 的一段。",
                       "By view alone, q{1} of head {0} is really a piece of q{2}."};
constexpr Text kOff{"关掉头 {0}，输出最多变了 {1}。", "Without head {0} the output changes by up to {1}."};

class Sayer {
 public:
  Sayer(const view::Ui& ui, const State& state, const Result& result)
      : ui_(ui), r_(result), sample_(shown_sample(state, result)) {}

  std::string say() {
    warn();
    compare_heads();
    const Layout layout = layout_of(r_.input, sample_);
    if (r_.input.is_view_alone) say_what_view_moves(layout);
    say_what_is_off(layout);
    return says_;
  }

 private:
  const view::Ui& ui_;
  const Result& r_;
  int sample_;
  std::string says_;

  void add(const Text& text, std::initializer_list<std::string_view> values) {
    if (!says_.empty() && !says_.ends_with(' ') && ui_.input().language != view::Language::kChinese) says_ += " ";
    says_ += ui_.tr(text, values);
  }
  static std::string n(int number) { return std::to_string(number); }
  std::string weight_text(float weight) const { return view::number_text(weight, 2); }

  void warn() {
    const Input& input = r_.input;
    if (const auto asked = indivisible_heads(input))
      add(kIndivisible, {n(*asked), n(r_.sizes.width), n(r_.sizes.heads)});
    if (is_width_ignored(input)) add(kWidthIgnored, {n(r_.sizes.width)});
    if (is_mixing_refused(input))
      add(kRefused, {});
    else if (input.is_batch_mixed)
      add(kMixed, {n(r_.sizes.batch), n(r_.sizes.queries)});
  }

  const float* row_of_head(int head, int query) const {
    return r_.stages[kWeights].data.data() +
           ((sample_ * r_.sizes.heads + head) * r_.sizes.queries + query) * r_.sizes.keys;
  }
  const float* row_of_mean(int query) const {
    return r_.mean.data.data() + (sample_ * r_.sizes.queries + query) * r_.sizes.keys;
  }
  int largest(const float* row) const { return static_cast<int>(std::max_element(row, row + r_.sizes.keys) - row); }
  /// Does every key that is seen get the same?
  bool is_even(const float* row) const {
    constexpr float kRounding = 1e-6f;
    const auto [least, most] = std::minmax_element(row, row + nth(r_.lengths, sample_));
    return *most - *least < kRounding;
  }

  void compare_heads() {
    if (nth(r_.lengths, sample_) == 0) return add(kNoKey, {});
    const FromMean distance = distance_from_mean(r_);
    constexpr float kSame = 1e-6f;
    if (r_.sizes.heads == 1 || distance.most < kSame) {
      add(r_.sizes.heads == 1 ? kOneHead : kAlike, {n(r_.sizes.heads)});
      bool are_even = true;
      for (int query = 0; query < r_.sizes.queries; ++query) are_even &= is_even(row_of_mean(query));
      if (are_even) add(kShare, {view::number_text(row_of_mean(0)[0], 3)});
      return;
    }
    for (int query = 0; query < r_.sizes.queries; ++query)
      for (int head = 1; head < r_.sizes.heads; ++head)
        if (largest(row_of_head(head, query)) != largest(row_of_head(0, query))) return say_difference(query, head);
    add(kSameKeys, {view::short_number_text(distance.most, 2)});
  }

  void say_difference(int query, int head) {
    const int first = largest(row_of_head(0, query)), other = largest(row_of_head(head, query));
    add(kDiffer, {n(query), "0", n(first), weight_text(row_of_head(0, query)[first]), n(head), n(other),
                  weight_text(row_of_head(head, query)[other])});
    const float* mean = row_of_mean(query);
    if (is_even(mean))
      add(kMeanGrey, {weight_text(mean[0])});
    else
      add(kMeanMost, {n(largest(mean)), weight_text(mean[largest(mean)])});
  }

  void say_what_view_moves(const Layout& layout) {
    for (int head = 0; head < layout.heads; ++head)
      for (int query = 0; query < layout.queries; ++query) {
        const Cell whole = layout.joined_of({kSplitQ, query, head * (layout.width / layout.heads)});
        if (whole.row != query) return add(kViewed, {n(head), n(query), n(whole.row)});
      }
  }

  void say_what_is_off(const Layout& layout) {
    std::string heads;
    for (int head = 0; head < layout.heads; ++head)
      if (nth(layout.off, head)) heads += (heads.empty() ? "" : ", ") + n(head);
    if (heads.empty()) return;
    float most = 0;
    for (const float value : r_.change.data) most = std::max(most, std::abs(value));
    add(kOff, {heads, view::short_number_text(most, 3)});
  }
};

}  // namespace

std::string sentence(const view::Ui& ui, const State& state, const Result& result) {
  return Sayer(ui, state, result).say();
}

}  // namespace scenes::multi_head
