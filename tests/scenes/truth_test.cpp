// What the three scenes say is true: ties are ties, a change is the whole change, cards notice success, colours and
// titles say what they stand for.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <memory>
#include <sstream>

#include "core/random.h"
#include "formats/npy.h"
#include "headless.h"
#include "scenes/cues/state.h"
#include "scenes/query_key_value/scene.h"
#include "view/color_map.h"

namespace {

void check_said(HeadlessLab& lab, const std::string& id, const std::string& part) {
  CHECK_MESSAGE(contains(lab.node(id).name, part), id, " says: ", lab.node(id).name);
}
void check_not_said(HeadlessLab& lab, const std::string& id, const std::string& part) {
  CHECK_MESSAGE(!contains(lab.node(id).name, part), id, " says: ", lab.node(id).name);
}

/// The colours that are drawn inside a rectangle of the page, by how often.
std::map<view::Color, int> colors_drawn(const view::Rect& rect) {
  std::map<view::Color, int> colors;
  for (const ImDrawList* list : ImGui::GetDrawData()->CmdLists)
    for (const ImDrawVert& vertex : list->VtxBuffer)
      if (vertex.pos.x >= rect.x && vertex.pos.x <= rect.x + rect.width && vertex.pos.y >= rect.y &&
          vertex.pos.y <= rect.y + rect.height)
        ++colors[vertex.col];
  return colors;
}

std::string npy(const core::Shape& shape, std::vector<float> numbers) {
  return formats::write_npy({shape, std::move(numbers)});
}

void open_file(HeadlessLab& lab, const std::string& name, const std::string& bytes) {
  REQUIRE(lab.app().open_file(name, bytes));
  lab.settle();
}

}  // namespace

// ---- cues ------------------------------------------------------------------------------------------------------

TEST_CASE("equal weights are said to equal average pooling, with or without a wish") {
  HeadlessLab lab("scene=cues&lang=en&red=none");
  check_said(lab, "cues/says", "all five get 0.20 each, which equals average pooling");
  HeadlessLab wished("scene=cues&lang=en&drink=1&will=1&drunk=1");
  check_said(wished, "cues/says", "0.20 each, which equals average pooling");
  check_said(wished, "cues/says", "nothing on the desk answers that wish");
  HeadlessLab zh("scene=cues&lang=zh&red=none");
  check_said(zh, "cues/says", "和平均汇聚一样");
}

TEST_CASE("weights that are only nearly equal are not said to be equal") {
  HeadlessLab lab("scene=cues&lang=en&red=none&temperature=2&book=0.15");
  check_not_said(lab, "cues/says", "each");
  check_said(lab, "cues/says", "the book stands out");
}

TEST_CASE("things that share the largest weight are named together") {
  HeadlessLab lab("scene=cues&lang=en&red=none&book=1&paper=1&temperature=0.05");
  check_said(lab, "cues/says", "the paper and the book stand out alike: they share the gaze, 0.50 each");
  check_said(lab, "cues/row/4", "Paper 0.50");
  lab.activate("cues/wish", "2");
  lab.activate("cues/wish", "0");
  check_not_said(lab, "cues/says", "moves the gaze from");
  HeadlessLab zh("scene=cues&lang=zh&red=none&book=1&paper=1&temperature=0.05");
  check_said(zh, "cues/says", "论文和书同样显眼：目光平分给它们，各 0.50");
}

TEST_CASE("a wish without will is not called no wish") {
  HeadlessLab lab("scene=cues&lang=en&read=1&will=0");
  check_said(lab, "cues/says", "You want to read a book, but the will is 0");
  check_not_said(lab, "cues/says", "Nothing is wanted");
}

TEST_CASE("nothing is said to stand out where several things do alike") {
  HeadlessLab lab(
      "scene=cues&lang=en&red=none&news=1&will=0.9");  // the newspaper comes first, but is no more conspicuous
  check_said(lab, "cues/says", "the gaze rests on the newspaper");
  check_not_said(lab, "cues/says", "stands out anyway");
  check_said(lab, "cues/row/1", "Several stand out alike");
}

TEST_CASE("many key presses in a row are one change, and what moved is what moved in all of it") {
  HeadlessLab lab("scene=cues&lang=en&step=1");
  // The newspaper passes the red cup on the way up: max pooling moves in one press of many.
  for (const char* salience : {"0.8", "0.85", "0.9", "0.95", "1"}) {
    lab.app().act({view::ActionKind::kSetValue, "cues/salience/newspaper", salience});
    lab.frame();
  }
  lab.settle();
  check_said(lab, "cues/says", "moves max pooling and attention pooling");
  check_said(lab, "cues/row/1", "Newspaper 1.00 (was 0.00)");
  check_said(lab, "cues/row/4", "(was 0.04)");
  // Another control is another change.
  lab.set("cues/temperature", "0.5");
  check_said(lab, "cues/says", "Changing the temperature moves the convolution and attention pooling");
  check_not_said(lab, "cues/row/1", "was");
}

TEST_CASE("keys pressed after a pause are a change of their own") {
  HeadlessLab lab("scene=cues&lang=en&step=1");
  lab.set("cues/salience/newspaper", "1");
  check_said(lab, "cues/row/1", "(was 0.00)");
  for (int i = 0; i < 120; ++i) lab.frame();  // two seconds
  lab.set("cues/salience/newspaper", "0.95");
  check_not_said(lab, "cues/row/1", "was");
}

TEST_CASE("the thin lines of what was before have a legend, in a place of its own") {
  for (const float width : {1280.0f, 390.0f}) {
    HeadlessLab lab("scene=cues&lang=en", width, 844);
    CHECK_FALSE(lab.find("cues/comparison/legend"));
    const auto height = [&] {
      return lab.node("cues/row/0").rect.y - lab.node("cues/comparison/says").rect.y -
             lab.node("cues/comparison/says").rect.height;
    };
    const float without = height();
    lab.activate("cues/red", "5");
    CHECK(lab.node("cues/comparison/legend").name == "— before the change");
    CHECK(height() == doctest::Approx(without));
    const view::Rect legend = lab.node("cues/comparison/legend").rect;
    const view::Rect last = lab.node("cues/row/4").rect;
    CHECK(legend.y >= last.y + last.height);
  }
}

TEST_CASE("a card notices that what it asked for is done, says what is next, and moves nothing") {
  HeadlessLab lab("scene=cues&lang=en");
  const view::Rect wish = lab.node("cues/wish").rect;
  check_said(lab, "cues/card", "Try moving the red to the book");
  lab.activate("cues/red", "5");
  check_not_said(lab, "cues/card", "Try moving the red");
  check_said(lab, "cues/card", "Next, step 2");
  CHECK(lab.node("cues/wish").rect == wish);
  lab.activate("cues/red", "1");  // another desk: neither asked for nor done
  check_said(lab, "cues/card", "step 1 above brings this step's desk back");
  CHECK(lab.node("cues/wish").rect == wish);
  lab.activate("cues/step/2");
  lab.activate("cues/wish", "2");
  check_said(lab, "cues/card", "Next, step 3");
  lab.activate("cues/step/3");
  lab.set("cues/will", "0.1");
  check_said(lab, "cues/card", "With a will of 0.10 the gaze is on the empty red cup");
  lab.set("cues/will", "0.8");
  check_said(lab, "cues/card", "With a will of 0.80 the gaze is on the book");
  lab.activate("cues/step/4");
  lab.activate("cues/wish", "4");
  check_said(lab, "cues/card", "only attention pooling moved");
  lab.set("cues/salience/book", "1");
  check_not_said(lab, "cues/card", "only attention pooling moved");
}

TEST_CASE("that only attention pooling moved is said if and only if no other row did") {
  core::Random random(3);
  for (int i = 0; i < 300; ++i) {
    scenes::cues::Rows before{}, now{};
    for (auto& row : before)
      for (float& weight : row) weight = static_cast<float>(random.uniform(0, 1));
    now = before;
    bool have_others_moved = false, has_attention_moved = random.below(2);
    for (std::size_t row = 0; row < 4; ++row)
      if (random.below(6) == 0) {
        now[row][random.below(5)] += 0.01f;
        have_others_moved = true;
      }
    if (has_attention_moved) now[4][random.below(5)] += 0.01f;
    CHECK(scenes::cues::has_only_attention_moved(before, now) == (has_attention_moved && !have_others_moved));
  }
}

TEST_CASE("what is taken away is named in the language of the interface") {
  HeadlessLab lab("scene=cues&lang=zh");
  const scenes::TakeAway zh = lab.app().take_away();
  CHECK(zh.matrices[3].title() == "权重");
  CHECK(zh.matrices[3].name == "weights");  // the file's name
  CHECK(*zh.matrices[0].row_names == std::vector<std::string>{"报纸", "论文", "咖啡", "笔记", "书"});
  lab.activate("app/take");
  CHECK(lab.node("app/take/matrix").options[0] == "键");
  HeadlessLab english("scene=query_key_value&lang=en");
  const scenes::TakeAway en = english.app().take_away();
  CHECK(en.matrices[4].title() == "Weights");
  CHECK(*en.matrices[4].row_names == std::vector<std::string>{"want to read", "want coffee"});
  CHECK(en.matrices[4].column_names->back() == "book");
  english.app().set_fragment("scene=query_key_value&lang=zh");
  english.settle();
  CHECK(english.app().take_away().matrices[4].column_names->back() == "书");
}

TEST_CASE("a program is commented in the language of the interface") {
  for (const auto& scene : scenes::make_all()) {
    CAPTURE(scene->id());
    scene->finish_computing();
    if (!scene->has_program()) continue;
    CHECK(scene->program(view::Language::kChinese) != scene->program(view::Language::kEnglish));
    const std::string english = scene->program(view::Language::kEnglish);
    std::istringstream lines(english);
    for (std::string line; std::getline(lines, line);)
      if (const auto comment = line.find("# "); comment != std::string::npos && line.find("print") == std::string::npos)
        CHECK_MESSAGE(std::all_of(line.begin() + static_cast<std::ptrdiff_t>(comment), line.end(),
                                  [](char c) { return static_cast<unsigned char>(c) < 0xe3; }),
                      line);
  }
}

// ---- queries, keys and values ----------------------------------------------------------------------------------

TEST_CASE("keys that share the largest weight are named together, and never turned from one to the other") {
  // Two queries between two equal keys: "paper" and "book" at the same place.
  HeadlessLab lab("scene=query_key_value&lang=en&k=0.9,0.4,2.4,0.2,-0.5,2.2,0.4,-0.9,2.4,0.2");
  check_said(lab, "query_key_value/says", "attends alike to keys \"paper\" and \"book\"");
  check_not_said(lab, "query_key_value/says", "turned");
  HeadlessLab zh("scene=query_key_value&lang=zh&k=0.9,0.4,2.4,0.2,-0.5,2.2,0.4,-0.9,2.4,0.2");
  check_said(zh, "query_key_value/says", "“论文”和“书”");
  // From the tie to one of the two: it attends most to it, but did not turn to it.
  lab.step("query_key_value/key/4", view::Step::kRight);
  check_said(lab, "query_key_value/says", "\"book\"");
  check_not_said(lab, "query_key_value/says", "turned from");
  check_said(lab, "query_key_value/says", "the weight went from");
}

TEST_CASE("a run of key presses is narrated from before its first press") {
  HeadlessLab lab("scene=query_key_value&lang=en");
  for (int i = 0; i < 20; ++i) {
    lab.app().act(view::step_action("query_key_value/query/0", view::Step::kLeft));
    lab.frame();
  }
  lab.settle();
  CHECK(lab.node("query_key_value/query/0").value == "(0.00, 0.00)");
  for (int i = 0; i < 5; ++i) {
    lab.app().act(view::step_action("query_key_value/query/0", view::Step::kUp));
    lab.frame();
  }
  lab.settle();
  check_said(lab, "query_key_value/says", "turned from key \"book\" to key \"coffee\"");
}

TEST_CASE("every cell that an edit changed tells what it was") {
  HeadlessLab lab("scene=query_key_value&lang=en");
  std::map<std::pair<int, int>, std::string> before;
  for (const view::GridCell& cell : lab.node("query_key_value/weights").cells)
    before[{cell.row, cell.column}] = cell.text;
  lab.set("query_key_value/temperature", "3");
  int changed = 0;
  for (const view::GridCell& cell : lab.node("query_key_value/weights").cells) {
    const std::string was = before[{cell.row, cell.column}];
    if (cell.text == was) continue;
    ++changed;
    CHECK(cell.text.ends_with(" (was " + was + ")"));
  }
  CHECK(changed == 10);
}

TEST_CASE("an example's notice sees what was done, and says what is next") {
  using namespace scenes::query_key_value;
  const auto notice = [](HeadlessLab& lab) { return lab.node("query_key_value/notice").name; };
  HeadlessLab reading("scene=query_key_value&lang=en");
  CHECK(contains(notice(reading), "then choose \"want coffee\""));
  reading.activate("query_key_value/query", "1");
  CHECK(contains(notice(reading), "Next, change a value in V"));
  HeadlessLab takes_all("scene=query_key_value&lang=en&preset=takes-all");
  CHECK(contains(notice(takes_all), "Raise the temperature"));
  takes_all.set("query_key_value/temperature", "5");
  CHECK(contains(notice(takes_all), "At temperature 5.00, k3 keeps only"));
  HeadlessLab average("scene=query_key_value&lang=en&preset=average");
  average.step("query_key_value/query/0", view::Step::kLeft);
  CHECK(contains(notice(average), "Pull one key away"));
  average.step("query_key_value/key/2", view::Step::kRight);
  CHECK(contains(notice(average), "no average pooling any more"));
  HeadlessLab self("scene=query_key_value&lang=en&preset=self-attention&wq=1,0,0,1");
  CHECK(contains(notice(self), "every word attends most to itself"));
  HeadlessLab book("scene=query_key_value&lang=en&preset=book-additive&additive-v=1,1,1,1,1,1,1,1");
  CHECK(contains(notice(book), "still 1/2 and 1/6"));
  HeadlessLab other("scene=query_key_value&lang=en&preset=maximum&scoring=constant");
  CHECK(contains(notice(other), "Restore this example"));
}

// ---- heatmaps --------------------------------------------------------------------------------------------------

TEST_CASE("heads, layers, panels and cells are all counted from 0, and it is said once") {
  HeadlessLab lab("scene=heatmaps&lang=en&preset=heads");
  CHECK(lab.node("heatmaps/panel").options.front() == "Head 0");
  CHECK(lab.node("heatmaps/panel").options.back() == "Head 5");
  check_said(lab, "heatmaps/bar", "Counting starts at 0, as in the book.");
  int said = 0;
  for (const view::Node& node : lab.app().nodes())
    said += contains(node.name, "Counting starts") || contains(node.value, "Counting starts");
  CHECK(said == 1);
  lab.activate("heatmaps/combine", "3");
  CHECK(lab.node("heatmaps/minuend").minimum == 0);
  CHECK(lab.node("heatmaps/minuend").maximum == 5);
}

TEST_CASE("numbers whose rows do not sum to 1 are not called weights") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  CHECK(lab.node("heatmaps/picture").name == "Attention weights");
  open_file(lab, "scores.npy", npy({2, 2}, {1.5f, 3, 0.25f, 9}));
  CHECK(lab.node("heatmaps/picture").name == "Attention scores");
  check_said(lab, "heatmaps/says", "do not sum to 1: these are scores, not weights");
  open_file(lab, "weights.npy", npy({2, 2}, {0.5f, 0.5f, 0.25f, 0.75f}));
  CHECK(lab.node("heatmaps/picture").name == "Attention weights");
  check_said(lab, "heatmaps/says", "Every row sums to 1");
  open_file(lab, "some.npy", npy({2, 2}, {0.5f, 0.5f, 0, 0}));  // perhaps a row whose keys are all masked
  CHECK(lab.node("heatmaps/picture").name == "Matrix");
  check_said(lab, "heatmaps/says", "Not every row sums to 1");
}

TEST_CASE("a matrix of equal numbers has a colour bar with a range, and says so") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  open_file(lab, "half.npy", npy({2, 2}, {0.5f, 0.5f, 0.5f, 0.5f}));
  check_said(lab, "heatmaps/bar", "All numbers are 0.5, so the bar runs from 0 to 1.");
  CHECK(contains(lab.app().take_away().caption_en, "scale from 0 to 1; the numbers range from 0.5 to 0.5"));
  open_file(lab, "seven.npy", npy({2, 2}, {7, 7, 7, 7}));
  check_said(lab, "heatmaps/bar", "from 0 to 7");
  open_file(lab, "minus.npy", npy({2, 2}, {-3, -3, -3, -3}));
  check_said(lab, "heatmaps/bar", "from −3 to 0");
}

TEST_CASE("a difference is titled by what it is and coloured around 0") {
  HeadlessLab lab("scene=heatmaps&lang=en&preset=heads&combine=difference&minuend=2&subtrahend=4&map=viridis");
  CHECK(lab.node("heatmaps/picture").name == "Difference");
  check_said(lab, "heatmaps/says", "Head 2 minus Head 4.");
  check_said(lab, "heatmaps/bar", "white exactly 0");
  const scenes::TakeAway taken = lab.app().take_away();
  CHECK(contains(taken.caption_en, "(Head 2 − Head 4)"));
  CHECK(contains(taken.caption_en, "Colour map RdBu_r"));
  // As wide below 0 as above.
  float farthest = 0;
  for (const float number : taken.matrices[0].tensor->data) farthest = std::max(farthest, std::abs(number));
  CHECK(contains(taken.caption_en,
                 "scale from " + view::short_number_text(-farthest) + " to " + view::short_number_text(farthest)));
  HeadlessLab mean("scene=heatmaps&lang=en&preset=heads&combine=mean&map=viridis");
  check_said(mean, "heatmaps/says", "the mean of 6 panels");
  CHECK(contains(mean.app().take_away().caption_en, "Colour map viridis"));
}

TEST_CASE("a panel alone says whose scale it has") {
  HeadlessLab lab("scene=heatmaps&lang=en&preset=heads&alone=2");
  check_said(lab, "heatmaps/bar", "The scale is that of all 6 panels; this is one of them.");
  lab.activate("heatmaps/scale", "0");
  check_said(lab, "heatmaps/bar", "from this panel's minimum to its maximum");
  lab.activate("heatmaps/scale", "2");
  check_said(lab, "heatmaps/bar", "fixed from 0 to 1");
  lab.activate("heatmaps/scale", "1");
  lab.activate("heatmaps/alone");
  check_said(lab, "heatmaps/bar", "One scale for all 6 panels.");
}

TEST_CASE("a word of the sentence has the colour of its weight, and text that reads on it") {
  HeadlessLab lab("scene=heatmaps&lang=en&map=Reds&keys=a b c d e f g h i j&panel=0&query=4&key=4");
  const view::Rect line = lab.node("heatmaps/sentence").rect;
  const std::map<view::Color, int> colors = colors_drawn(line);
  // Query 4 of the identity attends to "e" alone: one dark chip with white letters, nine light ones with black letters.
  const view::Color dark = view::color_at(0, 1), light = view::color_at(0, 0);
  REQUIRE(colors.contains(dark));
  REQUIRE(colors.contains(light));
  CHECK(colors.at(light) == 9 * colors.at(dark));
  CHECK(colors.at(view::rgb(0x000000)) == 9 * colors.at(view::rgb(0xffffff)));
}

TEST_CASE("numbers in their cells read on the colour of their cell") {
  HeadlessLab lab("scene=heatmaps&map=Reds");
  std::map<view::Color, int> inks;
  for (const auto& [color, count] : colors_drawn(lab.node("heatmaps/picture").rect)) inks[color] = count;
  CHECK(inks[view::rgb(0x000000)] == 9 * inks[view::rgb(0xffffff)]);  // ninety zeros and ten ones, four corners each
}

TEST_CASE("the heatmaps' program runs alone, prints the numbers that are shown, and draws them if it can") {
  const bool can_draw = std::system("/usr/bin/python3 -c 'import matplotlib' >/dev/null 2>&1") == 0;
  char folder[] = "/tmp/heatmaps-program-XXXXXX";
  REQUIRE(mkdtemp(folder));
  core::Random random(4);
  std::vector<float> many(6 * 30 * 40);  // too many to be written as numbers
  for (float& number : many) number = static_cast<float>(random.uniform(-1, 1));
  many[7] = NAN;
  const std::string states[] = {"preset=eye",
                                "preset=softmax&seed=3&keys=我 想 读 书 的 人 's \\ \" 。&scale=unit",
                                "preset=heads&order=entropy&scale=book",
                                "preset=heads&alone=3",
                                "preset=book-heads",
                                "preset=heads&combine=difference&minuend=1&subtrahend=5",
                                "file"};
  const auto opened = [&](const std::string& state) {
    auto lab = std::make_unique<HeadlessLab>("scene=heatmaps&lang=zh&" + state);
    if (state == "file") open_file(*lab, "many.npy", npy({6, 30, 40}, many));
    return lab;
  };
  // One Python process runs all programs: importing PyTorch takes seconds.
  std::ofstream driver(std::string(folder) + "/all.py");
  driver << "import sys\nfor i in range(" << std::size(states)
         << "):\n    print('## program')\n    try:\n        exec(open(f'{i}.py').read(), {})\n"
            "    except SystemExit as why:\n        print(why, file=sys.stderr)\n";
  driver.close();
  for (std::size_t i = 0; i < std::size(states); ++i) {
    const auto lab = opened(states[i]);
    lab->activate("app/take");
    lab->app().act({view::ActionKind::kActivate, "app/take/program", ""});
    lab->frame();
    const std::string program = lab->outbox().clipboard;
    CHECK(contains(program,
                   "def show_heatmaps(matrices, xlabel, ylabel, titles=None, figsize=(2.5, 2.5), cmap='Reds'):"));
    CHECK(contains(program, "xlabel, ylabel = '键', '查询'"));
    std::ofstream(std::string(folder) + "/" + std::to_string(i) + ".py") << program;
  }
  FILE* pipe =
      popen((std::string("cd ") + folder + " && MPLBACKEND=Agg /usr/bin/python3 all.py 2>errors.txt").c_str(), "r");
  REQUIRE(pipe);
  std::string printed;
  for (std::array<char, 4096> buffer; std::fgets(buffer.data(), buffer.size(), pipe);) printed += buffer.data();
  const int status = pclose(pipe);
  const std::string errors = file_bytes(std::string(folder) + "/errors.txt");
  CHECK_MESSAGE(status == 0, errors);
  if (can_draw)
    CHECK(file_bytes(std::string(folder) + "/attention-heatmaps.png").size() > 5000);
  else
    CHECK(contains(errors, "matplotlib"));

  std::vector<std::vector<std::vector<double>>> programs;
  std::istringstream lines(printed);
  for (std::string line; std::getline(lines, line);) {
    if (line == "## program")
      programs.emplace_back();
    else if (line == "# " + std::to_string(programs.back().size()))
      programs.back().emplace_back();
    else if (!line.starts_with("#"))
      for (std::istringstream row(line); row >> line;) programs.back().back().push_back(std::stod(line));
  }
  REQUIRE(programs.size() == std::size(states));
  for (std::size_t i = 0; i < std::size(states); ++i) {
    CAPTURE(states[i]);
    const auto lab = opened(states[i]);
    const std::vector<std::vector<double>>& panels = programs[i];
    const bool has_list = lab->find("heatmaps/panel");
    REQUIRE(panels.size() == (has_list ? lab->node("heatmaps/panel").options.size() : 1));
    for (std::size_t panel = 0; panel < panels.size(); ++panel) {  // read as a screen reader would, panel by panel
      if (has_list) lab->activate("heatmaps/panel", std::to_string(panel));
      const view::Node& picture = lab->node("heatmaps/picture");
      REQUIRE(panels[panel].size() == static_cast<std::size_t>(picture.rows * picture.columns));
      for (const view::GridCell& cell : picture.cells) {
        std::string text = cell.text;
        for (std::size_t at; (at = text.find("−")) != std::string::npos;)
          text.replace(at, std::string("−").size(), "-");
        const double expected = std::stod(text),
                     number = panels[panel][static_cast<std::size_t>(cell.row * picture.columns + cell.column)];
        CHECK((std::isnan(expected) ? std::isnan(number) : std::abs(number - expected) < 0.51e-4));
      }
    }
  }
  CHECK(std::system((std::string("rm -r ") + folder).c_str()) == 0);
}

TEST_CASE("a program is shown in the page, every character as wide as every other") {
  for (const float width : {1280.0f, 390.0f}) {
    HeadlessLab lab("scene=heatmaps&lang=zh&preset=heads", width, 844);
    lab.activate("app/take");
    lab.activate("app/take/show-program");
    const view::Node& code = lab.node("app/take/code");
    CHECK(contains(code.name, "def show_heatmaps("));
    CHECK(contains(code.name, "# 热力图"));
    CHECK(code.rect.x + code.rect.width <= width);
    CHECK(lab.app().cut_texts().empty());
    CHECK(code.rect.height > 1000);
  }
  HeadlessLab recipes("scene=heatmaps&lang=en");
  recipes.activate("heatmaps/export");
  CHECK(contains(recipes.node("heatmaps/export/torch/code").name, "np.save('weights.npy'"));
  CHECK(recipes.app().cut_texts().empty());
}

TEST_CASE("a program for too many numbers says which file it needs") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  open_file(lab, "large.npy", npy({300, 300}, std::vector<float>(90'000, 0.25f)));
  lab.activate("app/take");
  lab.app().act({view::ActionKind::kActivate, "app/take/program", ""});
  lab.frame();
  CHECK(contains(lab.outbox().clipboard, "# These are many numbers: save attention.npy"));
  CHECK(contains(lab.outbox().clipboard, "np.load('attention.npy')"));
}
