#include "view/player.h"

#include <algorithm>
#include <cmath>

namespace view {

namespace {

constexpr Text kPlay{"播放", "Play"}, kPause{"暂停", "Pause"}, kStep{"一步", "One step"},
    kStart{"回到开头", "To the start"};
constexpr Text kPosition{"第几步", "Step"};
constexpr Text kScrubHelp{"拖动，看每一步是什么样子。", "Drag it to see every step."};

}  // namespace

void advance(Playback& playback, int count, double per_second, double seconds) {
  if (!playback.is_playing) return;
  const double last = count - 1;
  playback.position = std::min(last, playback.position + per_second * seconds);
  playback.is_playing = playback.position < last;
}

bool player(Ui& ui, const Label& label, Playback& playback, const Snapshots& snapshots) {
  const std::string id(label.id), play_id = id + "/play", step_id = id + "/step", start_id = id + "/start",
                                  scrub_id = id + "/position";
  const Playback before = playback;
  const double last = snapshots.count - 1;
  const bool can_play = !ui.input().is_motion_reduced, is_at_end = playback.position >= last;
  const bool leads_on = !is_at_end || snapshots.goes_on;
  ui.begin_group(label.id, label.name, label.help);
  const Rect row = ui.place(ui.target_height());
  float x = row.x;
  const auto pressed = [&](const std::string& button_id, const Text& name, bool is_enabled, ButtonKind kind) {
    const std::string text = ui.tr(name);
    const float width = button_width(ui, text);
    const bool is_pressed = button_at(ui, {x, row.y, width, row.height}, {button_id, text}, kind, is_enabled);
    x += width + kSpace2;
    return is_pressed;
  };
  const ButtonKind most_wanted = snapshots.goes_on ? ButtonKind::kPrimary : ButtonKind::kQuiet;
  if (can_play &&
      pressed(play_id, playback.is_playing ? kPause : kPlay, snapshots.count > 1 || leads_on, most_wanted)) {
    if (!playback.is_playing && !leads_on) playback.position = 0;
    playback.is_playing = !playback.is_playing;
    if (!playback.is_playing) playback.position = std::floor(playback.position);  // what is shown is a snapshot
  }
  if (pressed(step_id, kStep, leads_on, ButtonKind::kQuiet)) {
    const double at = std::floor(playback.position), stride = snapshots.stride;
    playback = {false, is_at_end ? at + 1 : std::min((std::floor(at / stride) + 1) * stride, last)};
  }
  if (pressed(start_id, kStart, playback.position > 0, ButtonKind::kQuiet)) playback = {false, 0};
  const double farthest = std::max(1.0, last);
  double position = std::min(std::floor(playback.position), last);
  if (slider(ui, {scrub_id, ui.tr(kPosition), ui.tr(kScrubHelp)}, position,
             {.minimum = 0, .maximum = farthest, .step = 1, .decimals = 0}))
    playback = {false, std::min(position, snapshots.goes_on ? farthest : last)};
  ui.end_group();
  return !(playback == before);
}

}  // namespace view
