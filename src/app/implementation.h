// What the app consists of, for the files that draw it: app.cpp (the frame and the input), header.cpp, notices.cpp.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/app.h"
#include "app/debug_panel.h"
#include "app/fragment.h"
#include "app/goal.h"
#include "app/history.h"
#include "app/scene_menu.h"
#include "app/take_away.h"
#include "imgui.h"
#include "index.h"
#include "scenes/scene_list.h"
#include "view/ui.h"

namespace app {

inline constexpr view::Text kLabName{"注意力实验室", "Attention Lab"}, kHelpName{"键盘和手势", "Keys and gestures"};

inline constexpr float kFarAway = -1e6f;  // where a pointer is that is nowhere

/// Something that takes its time: what it is, how far it is (0…1), and how it is given up.
struct Work {
  std::string sentence;
  double share = 0;
  std::function<void()> cancel;
};

struct App::Implementation {
  Platform platform;
  ImGuiContext* imgui = nullptr;
  view::Ui ui;
  std::vector<std::unique_ptr<scenes::Scene>> scenes;
  int current = 0;
  /// Another scene, or a step back (−1) or forth (1): wished while a frame is drawn, and taken before the next one, so
  /// that what is drawn has been computed.
  struct Turn {
    int scene = 0, history_steps = 0;
    std::string link = {};  // what is carried into that scene
    bool toggles_presentation = false;
  };
  std::optional<Turn> turn;

  // What the platform said, and what the fragment or the reader said instead.
  view::Language platform_language = view::Language::kChinese;
  bool is_platform_dark = false;
  std::optional<view::Language> chosen_language;
  std::optional<bool> is_dark_chosen;
  std::optional<view::Theme> system_theme;  // the system insists on its own colours

  /// The viewport as the platform has it. Within, everything is measured in pixels of the lab's own, which are larger
  /// where there is room to spare: for a teacher's screen, and more so in a presentation.
  struct Viewport {
    float width = 1280, height = 800;  // CSS pixels
    float pixel_ratio = 1;             // device pixels per CSS pixel
    float scroll_y = 0;                // CSS pixels
  } viewport;
  float magnification = 1;    // CSS pixels per pixel of the lab
  bool is_presented = false;  // for a projector: larger, and only with the controls that matter
  std::string last_turned;    // the control that was used last, without its scene
  view::FrameInput input;
  // What a page around shows of the lab, as its link says it.
  std::optional<std::vector<std::string>> shown_controls, shown_panels;
  std::optional<bool> has_chrome;  // the header: tabs, undo, language, look. Unsaid: unless only the picture is shown
  Goal goal;
  int goal_scene = 0;  // the scene whose matrices it speaks of
  GoalState goal_state;
  int goal_computation = -1;  // which it was looked at after
  Remarks remarks;            // about the last fragment
  std::optional<std::string> arrived_fragment;
  std::string arrived_entry;  // of the browser's history that it stands in; empty if it is a link
  struct KeptState {
    std::string entry;
    int scene = 0;
    std::shared_ptr<const scenes::SavedState> state;
  };
  std::deque<KeptState> kept_states;
  /// A link was made while a file of this name was shown; it says how the file was looked at.
  struct AwaitedFile {
    std::string name;
    FragmentValues values;
  };
  std::optional<AwaitedFile> awaited_file;
  std::deque<view::Action> actions;
  std::optional<text::Sentence> problem;
  struct Reading {
    std::string file_name;
    double share = 0;
    bool operator==(const Reading&) const = default;
  };
  std::optional<std::vector<formats::ReadResult>> begun_files;  // see begin_files()
  std::optional<Reading> reading;                               // what the platform is reading
  std::optional<double> working_since;                          // seconds, as of the first frame that saw it
  std::string announced_work;                                   // its sentence, while its card is shown
  std::string focus_before_work;  // what had the keyboard before the card's button took it
  bool is_picture_taken = false;  // a picture of the page is taken: without what floats over it
  double shared_at = -1e9;        // when the header's link was copied, seconds
  bool shows_help = false;        // the list of keys and gestures
  bool shows_scenes = false;      // the list of scenes is open
  bool is_touch_lifted = false;   // the finger is gone: nothing is hovered after the next frame
  bool is_frame_wanted = true;    // something has changed since the last one, or moves
  double last_seconds = 0;
  double last_work = 0, time_to_work = 0;  // when there was time to work, and how long; seconds
  float content_height = 0;
  int frames = 0, computations = 0;
  std::string font_file;
  bool has_larger_font = false;  // or has asked for it
  DebugPanel debug_panel;
  History history;
  TakeAwayPanel take_away;

  std::string written_fragment, sent_mirror;
  Outbox outbox;

  scenes::Scene& scene() { return *nth(scenes, current); }
  view::Language language() const { return chosen_language.value_or(platform_language); }
  bool is_dark() const { return is_dark_chosen.value_or(is_platform_dark); }
  std::string language_name() const { return language() == view::Language::kChinese ? "zh" : "en"; }

  void fit_viewport();
  ImVec2 in_lab(float x, float y) const { return {x / magnification, y / magnification}; }
  void show_what_is_presented();
  void want_frame() { is_frame_wanted = true; }
  /// Something would look different in a new frame; work alone needs only a frame now and then.
  bool has_reason_for_frame() const { return is_frame_wanted || !actions.empty(); }
  bool is_working() { return scene().progress() < 1 || take_away.saving(); }
  /// Something is held down or plays: what it leads to is one step to be undone, and one link, when it ends.
  bool is_in_motion() { return ui.is_dragging() || scene().is_playing(); }
  void play(double seconds);
  double take_time_to_work(double seconds);

  void adopt_fragment();
  void take_turn();
  int scene_kept_for(std::string_view entry) const;
  void adopt_what_is_shown(const FragmentValues& values);
  void adopt_goal(std::string_view text);
  /// Only the picture: no control is shown, and it was not said what else is.
  bool is_picture_alone() const { return shown_controls && shown_controls->empty() && !shown_panels; }
  bool shows_header() const { return has_chrome.value_or(!is_picture_alone()); }
  void follow_goal();
  void draw_goal();
  void draw_next();
  void await_file(const std::string& name, const FragmentValues& values);
  std::string fragment();
  view::Action* waiting_action(std::string_view id);
  void take_one_action_per_id();
  std::string_view turned_control() const;
  void begin_imgui_frame(double seconds);
  float draw_header();
  void follow(const SceneMenu::Answer& answer);
  void draw_signs(float x, float y, float size);
  float draw_problem(float top);
  /// Shows it, beside whatever is shown, and announces it.
  void say_problem(text::Sentence what);
  float draw_help(float top);
  std::optional<Work> work_under_way();
  void draw_work();
  void draw_progress(const Work& work);
  void draw();
  std::string draw_figure(const FigureWish& wish);
  void write_outbox();
  void show_scene_that_opens_files();
};

}  // namespace app
