// The scene that trains, its second part: dates that are typed, what is written, where it looks; and the weights of
// both parts, which are taken away.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "formats/npz.h"
#include "headless.h"
#include "output_of.h"
#include "scenes/training/parts.h"

namespace {

using namespace scenes::training;

constexpr const char* kTrained = "scene=training&part=dates&lang=en&dates-steps=30&dates-shown=30";

const scenes::Scene& scene_of(HeadlessLab& lab) {
  const auto& all = lab.app().scenes();
  return **std::find_if(all.begin(), all.end(), [](const auto& each) { return std::string(each->id()) == "training"; });
}
std::string name(HeadlessLab& lab, const std::string& id) { return lab.node("training/" + id).name; }
/// What is said under the field, of a date that cannot be read and of one that can.
std::string refused(HeadlessLab& lab) {
  const view::Node& field = lab.node("training/date");
  return field.is_invalid ? field.help : "";
}
std::string noted(HeadlessLab& lab) {
  const view::Node* note = lab.find("training/date/note");
  return note ? note->name : "";
}

std::vector<formats::NpzArray> arrays_of(const scenes::TakenArchive& archive) {
  std::vector<formats::NpzArray> arrays;
  for (const scenes::TakenMatrix& each : archive.arrays) arrays.push_back({each.name, &*each.tensor});
  return arrays;
}

/// What Python prints for the scene's program, with its archives beside it.
std::string printed(const scenes::Scene& scene) {
  char folder[] = "/tmp/attention-lab-training-XXXXXX";
  REQUIRE(mkdtemp(folder));
  for (const scenes::TakenArchive& archive : scene.take_away(view::Language::kEnglish).archives)
    std::ofstream(std::string(folder) + "/" + archive.name, std::ios::binary) << formats::write_npz(arrays_of(archive));
  std::ofstream(std::string(folder) + "/program.py") << scene.program(view::Language::kEnglish);
  const std::string output = output_of("cd " + std::string(folder) + " && /usr/bin/python3 program.py 2>&1");
  std::filesystem::remove_all(folder);
  return output;
}

/// Prints PyTorch each matrix that is taken away?
void check_printed(const scenes::Scene& scene, const std::string& output) {
  std::istringstream lines(output);
  std::vector<double> numbers;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream row(line.starts_with("# ") ? "" : line);
    for (double value = 0; row >> value;) numbers.push_back(value);
  }
  std::size_t at = 0;
  for (const scenes::TakenMatrix& matrix : scene.take_away(view::Language::kEnglish).matrices) {
    CAPTURE(matrix.name);
    REQUIRE(numbers.size() >= at + matrix.tensor->data.size());
    for (const float ours : matrix.tensor->data) CHECK(std::abs(numbers[at++] - static_cast<double>(ours)) < 1e-4);
  }
  CHECK(at == numbers.size());
}

}  // namespace

TEST_CASE("roles of the tokens of a date are its year, month, day and weekday in every format") {
  for (int format = 0; format < models::kDateFormats; ++format) {
    const std::vector<int> source = models::source_of({1987, 5, 9}, format);
    const std::vector<Role> roles = source_roles(source);
    CHECK(std::ranges::count(roles, kYearRole) == 4);
    CHECK(std::ranges::count(roles, kDayRole) == 1);
    for (std::size_t i = 0; i < source.size(); ++i) {
      CHECK((roles[i] == kMonthRole) == (source[i] == models::kJanuary + 4));
      CHECK((roles[i] == kWeekdayRole) == (source[i] == models::kSunday + 6));
      CHECK((roles[i] == kDayRole) == (source[i] == 9 && (i == 0 || source[i - 1] != 1)));
    }
  }
  const std::vector<int> target = models::target_of({1987, 12, 9});
  CHECK(written_roles(target) == std::vector<Role>{kYearRole, kYearRole, kYearRole, kYearRole, kOtherRole, kMonthRole,
                                                   kMonthRole, kOtherRole, kDayRole, kOtherRole, kWeekdayRole,
                                                   kOtherRole});
}

TEST_CASE("the date that the field begins with is the one that is translated") {
  const DatesInput input;
  CHECK(models::written_date(input.date, input.format, input.weekday) == kExampleDate);
  CHECK(input.weekday == models::weekday_of(input.date));
}

TEST_CASE("where the translator looks is counted from its weights") {
  DatesResult result;
  result.source = models::source_of({2026, 11, 22}, models::kNameFirst);  // Sunday , November 2 2 , 2 0 2 6
  result.written = models::target_of({2026, 11, 22});
  result.weights.assign(result.written.size() * result.source.size(), 0);
  const auto give = [&](std::size_t row, std::size_t column, float weight) {
    result.weights[row * result.source.size() + column] = weight;
  };
  for (std::size_t row = 0; row < 4; ++row) give(row, 6 + row, 1);  // the year's digits
  give(5, 2, 0.75f), give(5, 1, 0.25f), give(6, 2, 0.5f), give(6, 0, 0.5f);
  give(11, 1, 1);  // the weekday at a comma
  CHECK(looks_at(result, kYearRole)->at == kYearRole);
  CHECK(looks_at(result, kYearRole)->share == 1);
  CHECK(looks_at(result, kMonthRole)->at == kMonthRole);
  CHECK(looks_at(result, kMonthRole)->share == doctest::Approx(0.625));
  CHECK(looks_at(result, kWeekdayRole)->at == kOtherRole);
  result.written = {models::kEnd};
  CHECK_FALSE(looks_at(result, kYearRole));
}

TEST_CASE("a date that is typed is translated; one that cannot be read leaves the one before and says why") {
  HeadlessLab lab("scene=training&part=dates&lang=en");
  CHECK(refused(lab).empty());
  lab.set("training/date", "31 February 2026 (Sunday)");
  CHECK(contains(refused(lab), "February 2026 has no day 31. What is shown is still Sunday, November 22, 2026"));
  CHECK(contains(name(lab, "translation"), "2026年11月22日星期日"));
  lab.set("training/date", "Sunday, Nov 22, 2026");
  CHECK(contains(refused(lab), "\"Nov\", from character 9 on, is no weekday and no month in full"));
  lab.set("training/date", "Sunday, November 22 2026");
  CHECK(contains(refused(lab), "From character 21 on there is \"2026\", where a comma belongs"));
  lab.set("training/date", "Sunday, November 22, 1850");
  CHECK(contains(refused(lab), "from 1900 to 2099"));
  lab.set("training/date", "");
  CHECK(contains(refused(lab), "Nothing is written here"));
  lab.set("training/date", "monday , november 02, 2026");
  CHECK(contains(name(lab, "translation"), "2026年11月2日星期一"));
  CHECK(contains(noted(lab), "this is read as 2"));
  lab.set("training/date", "Monday, November 22, 2026");
  CHECK(contains(noted(lab), "22 November 2026 is a Sunday; it is read as typed, with Monday"));
  CHECK(contains(name(lab, "translation"), "2026年11月22日星期一"));
}

TEST_CASE("a date is shown in another format, and another one is drawn, in the same format") {
  HeadlessLab lab("scene=training&part=dates&lang=en");
  lab.activate("training/format", "1");
  CHECK(lab.node("training/date").value == "22 November 2026 (Sunday)");
  CHECK(lab.node("training/reads").name.starts_with("2 "));
  lab.activate("training/another-date");
  const std::string other = lab.node("training/date").value;
  CHECK(other != "22 November 2026 (Sunday)");
  CHECK(other.ends_with(")"));
  CHECK(refused(lab).empty());
  CHECK(contains(lab.fragment(), "date="));
}

TEST_CASE("a link with a date trains that far and shows the same; one that cannot be read is said") {
  HeadlessLab lab(kTrained), other(std::string(kTrained) + "&date=22%20November%202026%20(Sunday)"),
      bad(std::string(kTrained) + "&date=tomorrow");
  CHECK(contains(name(lab, "says"), "Step 30"));
  CHECK(other.node("training/reads").name != lab.node("training/reads").name);
  HeadlessLab again(other.fragment().empty() ? std::string(kTrained) : other.fragment());
  CHECK(again.node("training/translation").name == other.node("training/translation").name);
  CHECK(contains(refused(bad), "tomorrow"));
  CHECK(name(bad, "translation") == name(lab, "translation"));
}

TEST_CASE("a written token that is chosen by the keyboard says what it reads") {
  HeadlessLab lab(kTrained);
  const std::string first = name(lab, "reads");
  lab.step("training/alignment", view::Step::kDown);
  lab.step("training/alignment", view::Step::kDown);
  CHECK(name(lab, "reads") != first);
  const DatesInput date;
  CHECK(name(lab, "reads").starts_with("Sunday "));
}

TEST_CASE("weights are taken away as a state_dict, which the lab's own reader reads back") {
  for (const std::string& link : {std::string(kTrained), std::string("scene=training&steps=5&shown=5")}) {
    HeadlessLab lab(link);
    const auto taken = scene_of(lab).take_away(view::Language::kEnglish);
    REQUIRE_FALSE(taken.archives.empty());
    for (const scenes::TakenArchive& archive : taken.archives) {
      CAPTURE(archive.name);
      const std::string bytes = formats::write_npz(arrays_of(archive));
      formats::TensorFile file;
      file.file_name = archive.name;
      REQUIRE_FALSE(formats::read_npz(std::as_bytes(std::span(bytes)), file));
      std::size_t read = 0;
      for (const scenes::TakenMatrix& ours : archive.arrays) {
        if (ours.tensor->shape.size() < 2) continue;  // which the lab does not show
        const auto found = std::ranges::find(file.tensors, ours.name, &formats::NamedTensor::name);
        REQUIRE_MESSAGE(found != file.tensors.end(), ours.name);
        CHECK(found->tensor.shape == ours.tensor->shape);
        CHECK(found->tensor.data == ours.tensor->data);
        ++read;
      }
      CHECK(read == file.tensors.size());
      CHECK(read > 5);
    }
  }
}

TEST_CASE("pytorch loads the weights and prints the same attention and the same date") {
  HeadlessLab lab(std::string(kTrained) + "&date=Monday,%207%20May%201945");
  const std::string output = printed(scene_of(lab));
  check_printed(scene_of(lab), output);
  const std::string translation = name(lab, "translation");
  const std::string written = output.substr(output.find("# written: ") + 11);
  CHECK(contains(translation, "written " + written.substr(0, written.find('\n')) + ","));
}

TEST_CASE("pytorch loads the induction models and prints the same attention, with heads off, too") {
  for (const char* off : {"", "&off-1=1"}) {
    HeadlessLab lab(std::string("scene=training&lang=en&steps=12&shown=12&sequence=注意力注意力注意") + off);
    check_printed(scene_of(lab), printed(scene_of(lab)));
  }
}

TEST_CASE("the weights are saved by a button of their own") {
  HeadlessLab lab("scene=training&part=dates&lang=en");
  lab.activate("app/take");
  lab.app().act({view::ActionKind::kActivate, "app/take/archive/dates.npz", ""});
  bool is_saved = false;
  for (int frame = 0; frame < 20 && !is_saved; ++frame) {
    lab.frame();
    for (const app::Download& download : lab.outbox().downloads)
      is_saved = is_saved || (download.name == "dates.npz" && download.bytes.size() > 4 * 31990);
  }
  CHECK(is_saved);
}
