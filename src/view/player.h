// Play, pause, one step, back to the start, and a track to scrub along: for what comes about in steps.
#pragma once

#include "view/widgets.h"

namespace view {

/// Where one is in a row of snapshots, and whether time moves it. A scene that plays has one in its State, called
/// `playback`.
struct Playback {
  bool is_playing = false;
  double position = 0;  // 0 … count − 1; between two snapshots while it plays

  int snapshot() const { return static_cast<int>(position); }
  bool operator==(const Playback&) const = default;
};

/// Moves on by so much time and stops at the end. `count` ≥ 1 snapshots, `per_second` of them each second.
void advance(Playback& playback, int count, double per_second, double seconds);

/// What is played.
struct Snapshots {
  int count = 1;         // at least 1
  int stride = 1;        // "one step" leads to the next multiple of this, or to the last one
  bool goes_on = false;  // beyond the last one more of them are made: playing or stepping may leave the track
};

/// The controls, at the top of the column; their ids begin with the label's. Where motion is reduced nothing plays by
/// itself, and one goes step by step. True if something was pressed or moved.
bool player(Ui& ui, const Label& label, Playback& playback, const Snapshots& snapshots);

}  // namespace view
