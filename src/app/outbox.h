// What a frame wants the platform to do.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "view/accessible.h"
#include "view/requests.h"

namespace app {

/// Something to be saved by the reader. A large file comes in parts of the same name, one or more with every frame.
struct Download {
  std::string name;  // "attention.csv"
  std::string mime_type;
  std::string bytes;         // of this part
  bool is_last = true;       // nothing is missing any more
  bool is_given_up = false;  // nothing more will come: what has come is to be forgotten
};

/// A part of the content to be rendered again at another resolution and saved as PNG.
struct PictureRequest {
  std::string name;
  view::Rect area;  // content coordinates
  float scale = 1;  // device pixels per CSS pixel
};

/// A question of a scene was answered.
struct QuestionAnswered {
  std::string scene;  // its id
  view::CheckedAnswer answer;
};

/// Empty fields mean: nothing.
struct Outbox {
  std::string mirror_json;  // the accessible nodes, if they differ from the last ones taken (see mirror.cpp)
  std::string fragment;     // the state, for the address bar; valid if has_fragment
  bool has_fragment = false;
  std::vector<std::string> remarks;  // what of a fragment that has arrived was not understood, a sentence each
  std::string goal;                  // the goal that was reached just now, or is no longer; empty: nothing has changed
  bool is_goal_reached = false;
  std::optional<QuestionAnswered> question_answered;
  std::string announcement;          // for the polite live region: what no widget says
  std::string withdrawn;             // an announcement that is no longer true: it leaves that region
  std::string focus_id;              // the widget a pointer has just pressed: give it the keyboard
  std::string cursor;                // CSS cursor name; always set
  std::optional<float> scrolled_to;  // CSS pixels of the page: what is shown first, from now on
  bool wants_file_dialog = false;
  bool wants_licences = false;     // of all that the lab is built of: to be shown
  bool cancels_reading = false;    // the file that is being read (App::show_reading) is no longer wanted
  bool wants_larger_font = false;  // nobody here can draw a character that the larger font has; said once
  std::vector<Download> downloads;
  std::optional<PictureRequest> picture;
  std::string printed;    // an SVG to be printed, alone on its page: that is how a PDF is made
  std::string clipboard;  // text to copy
  std::string link;       // a fragment to copy as a link to this page
};

}  // namespace app
