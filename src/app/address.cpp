// A link and the state it says: adopting one, writing one, and the entries of the browser's history.
#include <algorithm>
#include <utility>

#include "app/fragment.h"
#include "app/implementation.h"
#include "formats/problem.h"
#include "index.h"

namespace app {

namespace {

using view::Language;
using view::Text;

constexpr Text kNoScene{"没有这个场景；显示 {0}", "there is no such scene; {0} is shown"};
constexpr Text kOpensNoFiles{"场景 {0} 不打开文件", "the scene {0} opens no files"};
constexpr Text kFileIsMissing{
    "这个链接里有文件“{0}”的看法，但没有文件本身。把它拖到这里，或在热力图里打开它，就会看到链接想给你看的。",
    "This link says how to look at the file \"{0}\", but does not hold the file. Drop it here, or open it in Heatmaps, "
    "to see what the link is about."};

}  // namespace

void App::Implementation::adopt_fragment() {
  if (!arrived_fragment) return;
  remarks.clear();
  const FragmentValues values = parse_fragment(*std::exchange(arrived_fragment, std::nullopt), &remarks);
  const std::string entry = std::exchange(arrived_entry, {});
  if (!entry.empty()) {  // what a link leaves open stays as the reader has it; an entry of the history leaves nothing
                         // open
    chosen_language.reset();
    is_dark_chosen.reset();
    shown_controls.reset();
    shown_panels.reset();
    has_chrome.reset();
    is_presented = false;
    fit_viewport();
    adopt_goal("");
  }
  const auto value_of = [&](std::string_view key) {
    const auto found = values.find(key);
    return found == values.end() ? std::string() : found->second;
  };
  const std::string language = value_of("lang"), theme = value_of("theme"), scene_id = value_of("scene");
  const auto one_of = [&](std::string_view key, const std::string& value,
                          std::initializer_list<std::string_view> known) {
    const bool is_known = std::find(known.begin(), known.end(), value) != known.end();
    if (!is_known && !value.empty()) remark(&remarks, key, value, kNotOneOf, {listed(known)});
    return is_known;
  };
  if (one_of("lang", language, {"zh", "en"}))
    chosen_language = language == "zh" ? Language::kChinese : Language::kEnglish;
  if (one_of("theme", theme, {"light", "dark"})) is_dark_chosen = theme == "dark";
  if (const std::string chrome = value_of("chrome"); one_of("chrome", chrome, {"none", "full"}))
    has_chrome = chrome == "full";
  if (const std::string presented = value_of("presentation"); one_of("presentation", presented, {"on", "off"})) {
    is_presented = presented == "on";
    fit_viewport();
  }
  const auto named =
      std::find_if(scenes.begin(), scenes.end(), [&](const auto& each) { return scene_id == each->id(); });
  if (named != scenes.end())
    current = static_cast<int>(named - scenes.begin());
  else if (!scene_id.empty())
    remark(&remarks, "scene", scene_id, kNoScene, {scene().id()});
  else if (!entry.empty())  // the first entry of a page that was opened without a link
    current = scene_kept_for(entry);
  adopt_what_is_shown(values);
  adopt_fields(scene(), values, &remarks);
  for (const KeptState& kept : kept_states)
    if (!entry.empty() && kept.entry == entry && kept.scene == current) scene().restore(*kept.state);
  if (std::exchange(awaited_file, std::nullopt)) problem.reset();
  const std::string file_name = value_of("file");
  if (!file_name.empty() && scene().opens_files() && scene().file_name() != file_name) await_file(file_name, values);
  if (!file_name.empty() && !scene().opens_files()) remark(&remarks, "file", file_name, kOpensNoFiles, {scene().id()});
  history.adopt(scene(), current);
  written_fragment = fragment();
  for (const formats::Problem& each : remarks) outbox.remarks.push_back(each.in(this->language()));
}

/// The scene that was left at this entry of the history; the first one if none was.
int App::Implementation::scene_kept_for(std::string_view entry) const {
  for (const KeptState& kept : kept_states)
    if (kept.entry == entry) return kept.scene;
  return 0;
}

/// Which controls, panels and goal a link names; what it leaves open stays.
void App::Implementation::adopt_what_is_shown(const FragmentValues& values) {
  if (const auto found = values.find("controls"); found != values.end())
    shown_controls = shown_names("controls", found->second, &remarks);
  if (const auto found = values.find("panels"); found != values.end())
    shown_panels = shown_names("panels", found->second, &remarks);
  if (shown_controls) controls_of(scene(), *shown_controls, &remarks);
  if (shown_panels) panels_of(scene(), *shown_panels, &remarks);
  if (const auto found = values.find("goal"); found != values.end()) adopt_goal(found->second);
}

/// The link promises a file that it does not carry: says so, and keeps how it is to be looked at.
void App::Implementation::await_file(const std::string& name, const FragmentValues& values) {
  constexpr std::size_t kLongestName = 255;
  if (name.size() > kLongestName) return;
  awaited_file = AwaitedFile{name, values};
  const std::string shown = formats::for_display(name);
  problem = view::filled(kFileIsMissing, {shown});
  outbox.announcement = ui.tr(kFileIsMissing, {shown});
}

void App::set_fragment(std::string_view fragment) {
  implementation_->arrived_fragment = fragment;
  implementation_->arrived_entry.clear();
  implementation_->want_frame();
}

void App::keep_state(std::string entry, std::string_view scene_id) {
  constexpr std::size_t kMostKept = 50;                      // entries
  constexpr std::size_t kMostBytes = std::size_t{64} << 20;  // of files that no scene shows any more
  Implementation& lab = *implementation_;
  std::erase_if(lab.kept_states, [&](const Implementation::KeptState& kept) { return kept.entry == entry; });
  if (lab.kept_states.size() == kMostKept) lab.kept_states.pop_front();
  for (int i = 0; i < count_of(lab.scenes); ++i)
    if (const auto& scene = nth(lab.scenes, i); scene->id() == scene_id)
      lab.kept_states.push_back({entry, i, scene->save()});
  Kept kept;
  for (const auto& scene : lab.scenes) kept.add_for_nothing(*scene->save());
  for (int i = count_of(lab.kept_states); i-- > 0;) {
    kept.add(*nth(lab.kept_states, i).state);
    if (kept.bytes() <= kMostBytes) continue;
    lab.kept_states.erase(lab.kept_states.begin(), lab.kept_states.begin() + i + 1);
    return;
  }
}

void App::return_to(std::string entry, std::string_view fragment) {
  set_fragment(fragment);
  implementation_->arrived_entry = std::move(entry);
}

std::vector<std::string> App::remarks() {
  implementation_->adopt_fragment();
  std::vector<std::string> sentences;
  for (const formats::Problem& each : implementation_->remarks)
    sentences.push_back(each.in(implementation_->language()));
  return sentences;
}

std::string App::Implementation::fragment() {
  std::string text = std::string("scene=") + scene().id();
  if (chosen_language) text += "&lang=" + language_name();
  if (is_dark_chosen) text += *is_dark_chosen ? "&theme=dark" : "&theme=light";
  const auto add_names = [&](const char* key, const std::optional<std::vector<std::string>>& names) {
    if (!names) return;
    text += key;
    for (const std::string& name : *names) text += (text.back() == '=' ? "" : ",") + name;
  };
  if (has_chrome) text += *has_chrome ? "&chrome=full" : "&chrome=none";
  if (is_presented) text += "&presentation=on";
  add_names("&panels=", shown_panels);
  add_names("&controls=", shown_controls);
  if (!goal.text.empty()) text += "&goal=" + percent_encoded(goal.text);
  const std::string file = awaited_file && scene().file_name().empty() ? awaited_file->name : scene().file_name();
  if (!file.empty() && scene().opens_files()) text += "&file=" + percent_encoded(file);
  return text + changed_fields(scene());
}

std::string App::fragment() {
  implementation_->adopt_fragment();
  return implementation_->fragment();
}

}  // namespace app
