// A scene: a small page with a picture, a few controls, the numbers, and one sentence that says what just happened.
//
// A scene is a struct S with
//   kId, kTitle                                    its name in links and on its tab
//   Input                                          what the numbers depend on; comparable
//   State                                          everything that can be changed: an Input called `input`, and how
//                                                  one looks at it; comparable
//   Result                                         what compute() returns
//   fields(State&, FieldVisitor&)                  the fields that belong into a link
//   compute(const Input&) → Result                 pure; runs only when the input changed
//   … or, where that may take long,
//   compute(const Input&, const Result* last, Result&) → Steps   the same in pieces; `last` = what was shown before
//   draw(Ui&, State& next, const Result&)          draws, lets the reader change `next`, narrates
//   kPanels, kControls                             the names of its parts and of its controls, for links that show only
//   some
//                                                  of them; the drawing asks ui.shows_panel() before each part
//   is_sound(const Result&)                        are the numbers fit to be shown? (for the tests)
// and optionally
//   take_away(Language, const State&, const Result&) → TakeAway   what can be taken away besides picture, link and
//   program program(Language, const State&, const Result&) → string       a Python program that needs nothing but
//   PyTorch and
//                                                  prints the scene's numbers to 4 decimals: for every matrix a line
//                                                  "# name" and then its rows, numbers separated by single spaces. It
//                                                  names the d2l functions where they exist
//   open(State&, const formats::TensorFile&)       takes a file the reader opened
//   file_name(const State&) → string               its name while it is shown, else empty
//   holdings(const State&) → vector<Holding>       the large things, such as a file, that the state shares with others
//   control_of(string_view field) → string         the control that turns a field, where it is not called as the field
//   is without_pointing(State) → State                the state without what one merely points at (cursors, the number
//                                                  that is explained): moving those is no step to be undone
// Adding one is a file that ends with its make function and a line in scene_list.h.
#pragma once

#include <concepts>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/steps.h"
#include "formats/tensor_file.h"
#include "scenes/fields.h"
#include "scenes/take_away.h"
#include "view/ui.h"

namespace scenes {

using core::Steps;

/// Something large that several states may share: which it is, and the bytes it takes.
struct Holding {
  const void* what;
  std::size_t bytes;
};

/// A part of a scene that a link may show alone.
struct Panel {
  const char* id;  // "picture"
  view::Text what;
};

/// A state that was saved, for undo. What is inside only its scene knows.
class SavedState {
 public:
  virtual ~SavedState() = default;
  virtual std::vector<Holding> holdings() const = 0;
};

/// A scene as the app sees it, whatever its state is.
class Scene {
 public:
  virtual ~Scene() = default;
  virtual const char* id() const = 0;
  virtual view::Text title() const = 0;
  virtual std::span<const Panel> panels() const = 0;
  /// Ids without "<scene>/". What lies in a control ("mix/book") goes with it.
  virtual std::span<const char* const> controls() const = 0;
  /// The control that turns a field of the state: as a rule it has the field's name.
  virtual std::string control_of(std::string_view field) const = 0;
  /// Visits the current state; a visitor that writes changes it.
  virtual void visit(FieldVisitor& visitor) = 0;
  /// Visits a fresh state, which is what a link starts from; what a visitor writes is gone afterwards.
  virtual void visit_initial(FieldVisitor& visitor) const = 0;
  virtual void reset() = 0;
  virtual std::shared_ptr<const SavedState> save() const = 0;
  virtual bool is_at(const SavedState& saved) const = 0;
  /// True if nothing else differs than what one merely points at.
  virtual bool only_points_elsewhere(const SavedState& saved) const = 0;
  virtual void restore(const SavedState& saved) = 0;
  /// Computes if the input has changed. True if there is a new result; what takes long goes on with the next call, and
  /// until it is done the scene shows what it showed before.
  virtual bool compute_if_changed() = 0;
  /// The same, to the end.
  virtual bool finish_computing() = 0;
  /// How much of what is being computed is done, 0…1; 1 if nothing is.
  virtual double progress() const = 0;
  /// Gives up what is being computed: the state is again the one that is shown.
  virtual void cancel() = 0;
  /// Draws; true if the reader changed the state.
  virtual bool draw(view::Ui& ui) = 0;
  virtual bool opens_files() const = 0;
  virtual void open(std::shared_ptr<const formats::TensorFile> file) = 0;
  /// The name of the reader's own file that is shown; empty if none is. A link does not carry it.
  virtual std::string file_name() const = 0;
  /// Back to the start, so that the memory of the file that is shown becomes free.
  virtual void forget_file() = 0;
  /// Empty if the scene has nothing.
  virtual TakeAway take_away(view::Language language) const = 0;
  virtual bool has_program() const = 0;
  virtual std::string program(view::Language language) const = 0;
  /// True if every computed number that is shown is finite, or said not to be.
  virtual bool is_sound() const = 0;
};

template <class S>
class SceneOf final : public Scene {
 public:
  const char* id() const override { return S::kId; }
  view::Text title() const override { return S::kTitle; }
  std::span<const Panel> panels() const override { return S::kPanels; }
  std::span<const char* const> controls() const override { return S::kControls; }
  std::string control_of(std::string_view field) const override {
    if constexpr (requires { S::control_of(field); })
      return S::control_of(field);
    else
      return std::string(field);
  }
  void visit(FieldVisitor& visitor) override { S::fields(state_, visitor); }
  void visit_initial(FieldVisitor& visitor) const override {
    typename S::State initial;
    S::fields(initial, visitor);
  }
  void reset() override { state_ = {}; }
  std::shared_ptr<const SavedState> save() const override { return std::make_shared<Saved>(state_); }
  bool is_at(const SavedState& saved) const override { return static_cast<const Saved&>(saved).state == state_; }
  bool only_points_elsewhere(const SavedState& saved) const override {
    if constexpr (requires { S::without_pointing(state_); })
      return S::without_pointing(state_) == S::without_pointing(static_cast<const Saved&>(saved).state);
    else
      return is_at(saved);
  }
  void restore(const SavedState& saved) override { state_ = static_cast<const Saved&>(saved).state; }
  bool compute_if_changed() override {
    return compute_for(!computed_for_                                ? kForever
                       : working_ && working_->input == state_.input ? Steps::kPerFrame
                                                                     : Steps::kAtOnce);
  }
  bool finish_computing() override { return compute_for(kForever); }
  double progress() const override { return working_ ? working_->steps.share() : 1; }
  void cancel() override {
    if (working_) state_ = shown_state_;
    working_.reset();
  }
  bool draw(view::Ui& ui) override {
    if (kIsGradual && !working_) shown_state_ = state_;
    typename S::State& shown = working_ ? shown_state_ : state_;  // the one that the numbers belong to
    typename S::State next = shown;
    S::draw(ui, next, result_);
    if (!(next == next)) return false;  // a NaN, which would differ from itself for ever: the state before stays
    if (next == shown) return false;
    if (!(next.input == shown.input)) {
      state_ = std::move(next);  // in place of what is being computed
    } else {
      // How one looks at the old numbers is how one will look at the new ones, unless the wish has its own idea of
      // that.
      if (working_) state_ = looked_at_like(next);
      shown = std::move(next);
    }
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
      return S::take_away(language, working_ ? shown_state_ : state_, result_);
    else
      return {};
  }
  bool has_program() const override { return kHasProgram; }
  std::string program(view::Language language) const override {
    if constexpr (kHasProgram)
      return S::program(language, working_ ? shown_state_ : state_, result_);
    else
      return {};
  }
  bool is_sound() const override { return S::is_sound(result_); }

 private:
  struct Saved final : SavedState {
    explicit Saved(const typename S::State& kept) : state(kept) {}
    std::vector<Holding> holdings() const override {
      if constexpr (requires { S::holdings(state); })
        return S::holdings(state);
      else
        return {};
    }
    typename S::State state;
  };
  /// What is being computed.
  struct Working {
    explicit Working(const typename S::Input& wanted, const typename S::Result* last)
        : input(wanted), steps(S::compute(input, last, result)) {}
    const typename S::Input input;
    typename S::Result result;
    Steps steps;  // refers to the two above
  };
  static constexpr bool kIsGradual = requires(const typename S::Input& input, typename S::Result& result) {
    { S::compute(input, &result, result) } -> std::same_as<Steps>;
  };
  static constexpr double kForever = 1e9;  // seconds

  bool compute_for(double seconds) {
    if (computed_for_ == state_.input) {
      working_.reset();
      return false;
    }
    if constexpr (kIsGradual) {
      if (!working_ || !(working_->input == state_.input))
        working_ = std::make_unique<Working>(state_.input, computed_for_ ? &result_ : nullptr);
      if (working_->steps.advance_for(seconds)) return false;
      result_ = std::move(working_->result);
      working_.reset();
    } else {
      result_ = S::compute(state_.input);
    }
    computed_for_ = state_.input;
    if (kIsGradual) shown_state_ = state_;  // from now on until there are other numbers, whatever is wished
    return true;
  }

  /// The wished state, seen as `look` is; as it is if the wish brought its own way of looking.
  typename S::State looked_at_like(const typename S::State& look) const {
    typename S::State wish = state_;
    wish.input = shown_state_.input;
    if (!(wish == shown_state_)) return state_;
    wish = look;
    wish.input = state_.input;
    return wish;
  }

  static constexpr bool kHasProgram = requires(const typename S::State& state, const typename S::Result& result) {
    S::program(view::Language{}, state, result);
  };
  static constexpr bool kOpensFiles =
      requires(typename S::State & state, std::shared_ptr<const formats::TensorFile> file) {
    S::open(state, file);
  };
  typename S::State state_;  // as it is wished
  typename S::Result result_;
  std::optional<typename S::Input> computed_for_;
  std::unique_ptr<Working> working_;  // null if the result is that of the wished state
  typename S::State shown_state_;     // … otherwise the one whose result is shown
};

}  // namespace scenes
