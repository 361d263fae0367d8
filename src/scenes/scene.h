// A scene: a small page with a picture, a few controls, the numbers, and one sentence that says what just happened.
//
// A scene is a struct S. What it must have:
//
//   kId, kTitle
//       its name in links and on its tab
//   State, Result
//       everything that can be changed, comparable; what compute() returns
//   fields(State&, FieldVisitor&)
//       the fields that belong into a link
//   compute(const State&) → Result
//       pure; runs only when the state has changed
//   draw(Ui&, State& next, const Result&)
//       draws, lets the reader change `next`, narrates. It marks its picture (ui.begin_picture) and asks
//       ui.shows_panel() before each part; the ids of what it draws need no prefix: the app puts the scene's own there
//
// What it may have, and what holds without:
//
//   Input
//       what the numbers depend on, comparable, the member `input` of the State: then compute() takes it instead of the
//       State, and looking differently computes nothing
//   compute(const Input&, const Result* last, Result&) → Steps
//       in pieces, where it may take long; `last` is what was shown before, and is shown until it is done
//   reached(const Input&, const Result& partial) → optional<Input>
//       for what learns: a result that is not finished may be shown, as the whole result of the input that is returned.
//       Giving up then keeps it. Such a scene is drawn with an empty Result at first
//   playback in the State, and advance(State&, double seconds)
//       what plays, see view/player.h. While it plays nothing is written into the link and no step can be undone; the
//       whole way is one step
//   kPanels, kControls
//       the names of its parts and of its controls, for links that show only some of them: "wish" is also "wish/0".
//       Without: picture, says, controls; and the names of the fields
//   kMainControls
//       of these the few that matter most: a presentation shows no others. Without: all of them
//   control_of(string_view field) → string
//       the control that turns a field. Without: it has the field's name
//   without_pointing(State) → State
//       the state without cursors and selections, whose moves are no steps to be undone. Without: everything is a step
//   take_away(Language, const State&, const Result&) → TakeAway
//       its matrices. Without: picture, link and program only
//   program(Language, const State&, const Result&) → string
//       a Python program that needs nothing but PyTorch and prints the scene's numbers to 4 decimals: for every matrix
//       a line "# name" and then its rows, numbers separated by single spaces. It names the d2l functions where they
//       exist. The archives of the take-away lie beside it
//   next(Language, const State&, const Result&) → Next
//       where to go from here: a sentence, and a link that carries what should go along. Without: the scene ends there
//   is_sound(const Result&)
//       are the numbers fit to be shown? (for the tests) Without: what can be taken away is finite
//   open(State&, shared_ptr<const formats::TensorFile>), file_name(const State&) → string
//       takes a file the reader opened; its name while it is shown, else empty
//   holdings(const State&) → vector<Holding>
//       the large things, such as a file, that the state shares with others
//
// Adding one is a file that ends with its make function and a line in scene_list.h; smallest_scene.cpp is there to be
// copied.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formats/tensor_file.h"
#include "scenes/fields.h"
#include "scenes/take_away.h"
#include "view/ui.h"

namespace scenes {

/// Something large that several states may share: which it is, and the bytes it takes.
struct Holding {
  const void* what;
  std::size_t bytes;
};

/// What leads from one scene to another one.
struct Next {
  std::string sentence;  // why one would go there; empty = there is nothing
  std::string link;      // "scene=query_key_value&preset=desk"
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
  virtual std::vector<std::string> controls() const = 0;
  virtual std::vector<std::string> main_controls() const = 0;
  /// The control that turns a field of the state: as a rule it has the field's name.
  virtual std::string control_of(std::string_view field) const = 0;
  /// Visits the current state; a visitor that writes changes it.
  virtual void visit(FieldVisitor& visitor) = 0;
  /// Visits a fresh state, which is what a link starts from; what a visitor writes is gone afterwards.
  virtual void visit_initial(FieldVisitor& visitor) const = 0;
  virtual void reset() = 0;
  virtual std::shared_ptr<const SavedState> save() const = 0;
  virtual bool is_at(const SavedState& saved) const = 0;
  /// True if the two differ in cursors and selections only, or not at all.
  virtual bool only_points_elsewhere(const SavedState& saved) const = 0;
  virtual void restore(const SavedState& saved) = 0;
  /// Computes if the input has changed. True if there is a new result; what takes long goes on with the next call, and
  /// until it is done the scene shows what it showed before. `seconds`: how long what goes on may take this time; what
  /// begins takes up to Steps::kAtOnce.
  virtual bool compute_if_changed(double seconds) = 0;
  /// The same, to the end.
  virtual bool finish_computing() = 0;
  /// How much of what is being computed is done, 0…1; 1 if nothing is.
  virtual double progress() const = 0;
  /// Gives up what is being computed: the state is again the one that is shown. What has been learnt by then stays.
  virtual void cancel() = 0;
  /// Something plays, and time must pass for it: advance(seconds) changes the state.
  virtual bool is_playing() const = 0;
  virtual void advance(double seconds) = 0;
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
  virtual Next next(view::Language language) const = 0;
  virtual bool has_program() const = 0;
  virtual std::string program(view::Language language) const = 0;
  /// True if every computed number that is shown is finite, or said not to be.
  virtual bool is_sound() const = 0;
};

}  // namespace scenes
