// Files that arrive, and what becomes of files that are saved.
#include <algorithm>
#include <cmath>
#include <utility>

#include "app/fragment.h"
#include "app/implementation.h"
#include "formats/problem.h"
#include "formats/several_arrays.h"
#include "formats/summary.h"
#include "index.h"

namespace app {

namespace {

using view::Text;

constexpr Text kOpened{"已打开“{0}”。", "“{0}” is open."};
constexpr Text kNotSaved{"“{0}”没有保存：{1}。请检查这个文件夹是否可写，磁盘是否还有空间。",
                         "“{0}” was not saved: {1}. Check that the folder may be written to and the disk has room."};

}  // namespace

bool App::opens_files() const { return implementation_->scene().opens_files(); }

bool App::open_file(std::string name, std::string bytes) {
  formats::ReadResult read = formats::read_tensor_file(name, bytes);
  formats::summarise(read.file);
  return adopt_file(std::move(read));
}

bool App::adopt_file(formats::ReadResult read) {
  Implementation& lab = *implementation_;
  lab.want_frame();
  if (lab.begun_files) {
    lab.begun_files->push_back(std::move(read));
    return !lab.begun_files->back().problem;
  }
  if (read.problem) {
    lab.say_problem(*read.problem);
    return false;  // the picture before stays
  }
  lab.problem.reset();
  lab.outbox.announcement = view::filled(view::in_language(lab.language(), kOpened), {read.file.file_name});
  for (const formats::Problem& note : read.file.notes) lab.outbox.announcement += " " + note.in(lab.language());
  lab.show_scene_that_opens_files();
  lab.history.observe(lab.scenes, lab.current, lab.last_seconds);  // so that even the first file is a step to be undone
  const std::string name = read.file.file_name;
  lab.scene().open(std::make_shared<const formats::TensorFile>(std::move(read.file)));
  if (const auto awaited = std::exchange(lab.awaited_file, std::nullopt); awaited && awaited->name == name)
    read_fields(lab.scene(), awaited->values);
  return true;
}

void App::begin_files() { implementation_->begun_files.emplace(); }
void App::forget_begun_files() { implementation_->begun_files.reset(); }

bool App::end_files() {
  auto files = std::exchange(implementation_->begun_files, std::nullopt);
  return files && !files->empty() && adopt_file(formats::joined(std::move(*files)));
}

void App::show_reading(std::string file_name, double share) {
  Implementation& lab = *implementation_;
  const Implementation::Reading reading{std::move(file_name), std::isfinite(share) ? std::clamp(share, 0.0, 1.0) : 0};
  lab.is_frame_wanted |= lab.reading != reading;
  lab.reading = reading;
}

void App::end_reading() {
  implementation_->is_frame_wanted |= implementation_->reading.has_value();
  implementation_->reading.reset();
}

void App::tell_saved(const std::string& place) {
  implementation_->take_away.tell_saved(implementation_->ui, place);
  implementation_->want_frame();
}

void App::tell_not_saved(const std::string& name, const std::string& reason) {
  Implementation& lab = *implementation_;
  const std::string shown = formats::for_display(name), why = formats::for_display(reason, 200);
  lab.take_away.tell_not_saved(lab.outbox);
  lab.say_problem(view::filled(kNotSaved, {shown, why}));
}

void App::forget_files() {
  implementation_->history = {};
  implementation_->kept_states.clear();
  if (implementation_->take_away.saving()) implementation_->take_away.give_up_saving(implementation_->outbox);
  for (const auto& scene : implementation_->scenes) scene->forget_file();
}

void App::Implementation::show_scene_that_opens_files() {
  for (int i = 0; i < count_of(scenes) && !scene().opens_files(); ++i)
    if (nth(scenes, i)->opens_files()) current = i;
}

}  // namespace app
