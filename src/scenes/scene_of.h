// Makes a Scene of a struct that has what scene.h asks for, and fills in what it leaves out.
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/steps.h"
#include "scenes/scene.h"

namespace scenes {

using core::Steps;

/// The panels of a scene that names none.
inline constexpr Panel kUsualPanels[] = {
    {"picture", {"图", "the picture"}}, {"says", {"一句话", "the sentence"}}, {"controls", {"控件", "the controls"}}};

/// The names of all fields.
std::vector<std::string> names_of_fields(const Scene& scene);
/// Is every number that can be taken away finite?
bool is_finite(const TakeAway& taken);

/// What the numbers of a scene depend on: its Input, or without one the whole State.
template <class S>
struct InputOf {
  using Type = typename S::State;
  static const Type& of(const typename S::State& state) { return state; }
  static void set(typename S::State& state, const Type& input) { state = input; }
};
template <class S>
requires requires { typename S::Input; }
struct InputOf<S> {
  using Type = typename S::Input;
  static const Type& of(const typename S::State& state) { return state.input; }
  static void set(typename S::State& state, const Type& input) { state.input = input; }
};

template <class S>
class SceneOf final : public Scene {
  using State = typename S::State;
  using Result = typename S::Result;
  using Input = typename InputOf<S>::Type;

 public:
  const char* id() const override { return S::kId; }
  view::Text title() const override { return S::kTitle; }
  std::span<const Panel> panels() const override {
    if constexpr (requires { S::kPanels; })
      return S::kPanels;
    else
      return kUsualPanels;
  }
  std::vector<std::string> controls() const override {
    if constexpr (requires { S::kControls; })
      return {std::begin(S::kControls), std::end(S::kControls)};
    else
      return names_of_fields(*this);
  }
  std::vector<std::string> main_controls() const override {
    if constexpr (requires { S::kMainControls; })
      return {std::begin(S::kMainControls), std::end(S::kMainControls)};
    else
      return controls();
  }
  std::string control_of(std::string_view field) const override {
    if constexpr (requires { S::control_of(field); })
      return S::control_of(field);
    else
      return std::string(field);
  }

  void visit(FieldVisitor& visitor) override { S::fields(state_, visitor); }
  void visit_initial(FieldVisitor& visitor) const override {
    State initial;
    S::fields(initial, visitor);
  }
  void reset() override { state_ = {}; }

  std::shared_ptr<const SavedState> save() const override { return std::make_shared<Saved>(at_rest(state_)); }
  bool is_at(const SavedState& saved) const override { return state_of(saved) == at_rest(state_); }
  bool only_points_elsewhere(const SavedState& saved) const override {
    if constexpr (requires { S::without_pointing(state_); })
      return S::without_pointing(at_rest(state_)) == S::without_pointing(state_of(saved));
    else
      return is_at(saved);
  }
  void restore(const SavedState& saved) override { state_ = state_of(saved); }

  bool compute_if_changed(double seconds) override {
    const bool goes_on = working_ && working_->input == input_of(state_);
    if (goes_on && rests()) return false;
    if (kLearns && is_playing()) return compute_for(rests() ? 0 : seconds);  // it wishes for more every frame
    // At the start there is nothing that could be shown meanwhile, but for what learns.
    return compute_for(!computed_for_ && !kLearns ? kForever : goes_on ? seconds : Steps::kAtOnce);
  }
  bool finish_computing() override { return compute_for(kForever); }
  double progress() const override { return working_ ? std::min(working_->steps.share(), kNotQuiteDone) : 1; }
  void cancel() override {
    if (!working_) return;
    if (const std::optional<Input> reached = reached_input()) {
      InputOf<S>::set(state_, *reached);
      result_ = std::move(working_->result);
      computed_for_ = *reached;
    } else {
      state_ = shown_state_;
    }
    working_.reset();
  }

  bool is_playing() const override {
    if constexpr (kPlays)
      return state_.playback.is_playing;
    else
      return false;
  }
  void advance(double seconds) override {
    if constexpr (kPlays)
      if (is_playing() && !rests()) S::advance(state_, seconds);
  }

  bool draw(view::Ui& ui) override {
    if (kIsGradual && !working_) shown_state_ = state_;
    is_dragged_along_ = ui.is_dragging_along();
    const bool shows_old = working_ && !reached_input();  // the numbers of the state before
    State& shown = shows_old ? shown_state_ : state_;
    State next = shown;
    S::draw(ui, next, shown_result());
    if (!(next == next)) return false;  // a NaN, which would differ from itself for ever: the state before stays
    if (next == shown) return false;
    if (shows_old && !(input_of(next) == input_of(shown))) {
      state_ = std::move(next);  // in place of what is being computed
      return true;
    }
    // How one looks at the old numbers is how one will look at the new ones, unless the wish has its own idea of that.
    if (shows_old) state_ = looked_at_like(next);
    shown = std::move(next);
    return true;
  }

  bool opens_files() const override { return kOpensFiles; }
  void open(std::shared_ptr<const formats::TensorFile> file) override {
    if constexpr (kOpensFiles) S::open(state_, std::move(file));
  }
  std::string file_name() const override {
    if constexpr (requires { S::file_name(state_); })
      return S::file_name(state_);
    else
      return {};
  }
  void forget_file() override {
    if (!kOpensFiles) return;
    state_ = shown_state_ = {};
    finish_computing();  // the numbers that were shown are the file's own
  }

  TakeAway take_away(view::Language language) const override {
    if constexpr (requires { S::take_away(language, state_, result_); })
      return S::take_away(language, shown_state(), shown_result());
    else
      return {};
  }
  Next next(view::Language language) const override {
    if constexpr (requires { S::next(language, state_, result_); })
      return S::next(language, shown_state(), shown_result());
    else
      return {};
  }
  bool has_program() const override { return kHasProgram; }
  std::string program(view::Language language) const override {
    if constexpr (kHasProgram)
      return S::program(language, shown_state(), shown_result());
    else
      return {};
  }
  bool is_sound() const override {
    if constexpr (requires { S::is_sound(result_); })
      return S::is_sound(shown_result());
    else
      return is_finite(take_away(view::Language::kEnglish));
  }

 private:
  struct Saved final : SavedState {
    explicit Saved(State kept) : state(std::move(kept)) {}
    std::vector<Holding> holdings() const override {
      if constexpr (requires { S::holdings(state); })
        return S::holdings(state);
      else
        return {};
    }
    State state;
  };
  /// What is being computed.
  struct Working {
    explicit Working(const Input& wanted, const Result* last) : input(wanted), steps(S::compute(input, last, result)) {}
    const Input input;
    Result result;
    Steps steps;  // refers to the two above
  };
  static constexpr bool kIsGradual = requires(const Input& input, Result& result) {
    { S::compute(input, &result, result) } -> std::same_as<Steps>;
  };
  static constexpr bool kLearns = requires(const Input& input, const Result& result) { S::reached(input, result); };
  static constexpr bool kPlays = requires(State & state) { S::advance(state, 1.0); };
  static constexpr bool kHasProgram = requires(const State& state, const Result& result) {
    S::program(view::Language{}, state, result);
  };
  static constexpr bool kOpensFiles = requires(State & state, std::shared_ptr<const formats::TensorFile> file) {
    S::open(state, file);
  };
  static constexpr double kForever = 1e9;         // seconds
  static constexpr double kNotQuiteDone = 0.999;  // whatever the steps say: as long as there are any

  static const State& state_of(const SavedState& saved) { return static_cast<const Saved&>(saved).state; }
  static const Input& input_of(const State& state) { return InputOf<S>::of(state); }
  /// What is kept of a state does not play.
  static State at_rest(State state) {
    if constexpr (kPlays) state.playback.is_playing = false;
    return state;
  }

  /// What learns while it plays rests while something is dragged along, which has the frames for itself then.
  bool rests() const { return kLearns && is_playing() && is_dragged_along_; }

  bool compute_for(double seconds) {
    if (computed_for_ == input_of(state_)) {
      working_.reset();
      return false;
    }
    if constexpr (kIsGradual) {
      if (!working_ || !(working_->input == input_of(state_)))
        working_ = std::make_unique<Working>(input_of(state_), computed_for_ ? &result_ : nullptr);
      if (working_->steps.advance_for(seconds)) return false;
      result_ = std::move(working_->result);
      working_.reset();
    } else {
      result_ = S::compute(input_of(state_));
    }
    computed_for_ = input_of(state_);
    if (kIsGradual) shown_state_ = state_;  // from now on until there are other numbers, whatever is wished
    return true;
  }

  /// The input whose whole result has been reached by what is being computed; nothing if it cannot be shown yet.
  std::optional<Input> reached_input() const {
    if constexpr (kLearns)
      if (working_) return S::reached(working_->input, working_->result);
    return std::nullopt;
  }
  const Result& shown_result() const { return reached_input() ? working_->result : result_; }
  /// The state that the shown result belongs to.
  State shown_state() const {
    if (!working_) return state_;
    const std::optional<Input> reached = reached_input();
    if (!reached) return shown_state_;
    State state = state_;
    InputOf<S>::set(state, *reached);
    return state;
  }

  /// The wished state, seen as `look` is; as it is if the wish brought its own way of looking.
  State looked_at_like(const State& look) const {
    State wish = state_;
    InputOf<S>::set(wish, input_of(shown_state_));
    if (!(wish == shown_state_)) return state_;
    wish = look;
    InputOf<S>::set(wish, input_of(state_));
    return wish;
  }

  State state_;  // as it is wished
  Result result_;
  std::optional<Input> computed_for_;
  std::unique_ptr<Working> working_;  // null if the result is that of the wished state
  bool is_dragged_along_ = false;     // something was, in the last frame
  State shown_state_;                 // … otherwise the one whose result is shown
};

}  // namespace scenes
