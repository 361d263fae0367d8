// The scene 自注意力和位置编码 against PyTorch (tests/golden/self_attention_torch.py) and the book (section 10.6).
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <nlohmann/json.hpp>

#include "headless.h"
#include "output_of.h"
#include "scenes/golden.h"
#include "scenes/self_attention/parts.h"

using namespace scenes::self_attention;
using nlohmann::json;

namespace {

const json& golden() {
  static const json all = golden_file("self_attention_torch.json");
  return all;
}

std::string says(HeadlessLab& lab, const std::string& id = "says") { return lab.node("self_attention/" + id).name; }

const Attended attended(const SentenceInput& input) { return compute_sentence(input).attended.front(); }

std::size_t heaviest(const Attended& attended, std::size_t query) {
  const auto count = attended.tokens.size();
  const auto row = attended.attention.weights.data.begin() + static_cast<std::ptrdiff_t>(query * count);
  return static_cast<std::size_t>(std::max_element(row, row + static_cast<std::ptrdiff_t>(count)) - row);
}

/// What Python prints for the scene's program, number by number.
std::vector<double> printed(HeadlessLab& lab) {
  char folder[] = "/tmp/attention-lab-self-XXXXXX";
  REQUIRE(mkdtemp(folder));
  const auto& all = lab.app().scenes();
  const auto& scene = **std::find_if(all.begin(), all.end(),
                                     [](const auto& each) { return std::string(each->id()) == "self_attention"; });
  std::ofstream(std::string(folder) + "/program.py") << scene.program(view::Language::kEnglish);
  const std::string output = output_of("cd " + std::string(folder) + " && /usr/bin/python3 program.py 2>&1");
  std::filesystem::remove_all(folder);
  std::vector<double> numbers;
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream row(line.starts_with("# ") ? "" : line);
    for (double value = 0; row >> value;) numbers.push_back(value);
  }
  return numbers;
}

}  // namespace

TEST_CASE("self-attention of inputs gives PyTorch's weights and outputs") {
  int cases = 0;
  for (const json& each : golden()["attention"]) {
    Attended got;
    const auto count = static_cast<std::int64_t>(each["x"].size()) / kWidth;
    got.inputs = {{count, kWidth}, each["x"].get<std::vector<float>>()};
    Projections projections;
    for (std::size_t i = 0; i < kProjections; ++i) projections[i] = each["w"][i].get<std::vector<double>>();
    ask(got, projections);
    CHECK(agrees(got.attention.weights, each["weights"], 2e-6));
    CHECK(agrees(got.attention.output, each["output"], 5e-6));
    ++cases;
  }
  CHECK(cases == 4);
}

TEST_CASE("a token has the same embedding wherever it stands, and another one with another seed") {
  const Attended tea = attended({.sentence = "tea and tea, or coffee"});
  const auto row = [](const Attended& all, int i) {
    return std::vector<float>(all.embeddings.data.begin() + i * kWidth, all.embeddings.data.begin() + (i + 1) * kWidth);
  };
  CHECK(row(tea, 0) == row(tea, 2));
  CHECK(row(tea, 0) != row(tea, 1));
  CHECK(row(tea, 3)[kPunctuationFeature] == 1);
  CHECK(row(tea, 0)[kPunctuationFeature] == 0);
  CHECK(row(attended({.sentence = "so, coffee"}), 2) == row(tea, 5));
  CHECK(row(attended({.sentence = "tea", .seed = 2}), 0) != row(tea, 0));
  double squares = 0;
  for (int i = 0; i < kHead; ++i) squares += std::pow(row(tea, 0)[static_cast<std::size_t>(kFirstMeaning + i)], 2);
  CHECK(squares == doctest::Approx(kHead));
}

TEST_CASE("the questions that are set by hand find what they ask for") {
  const Attended same = attended({.sentence = "我爱喝茶，你也爱喝茶。"});
  CHECK(same.tokens[1].text == "爱");
  for (const std::size_t query : {std::size_t{1}, std::size_t{7}}) {
    const auto weight = [&](std::size_t key) { return same.attention.weights.data[query * same.tokens.size() + key]; };
    CHECK(weight(1) == doctest::Approx(weight(7)));
    CHECK(weight(1) > 0.35f);
  }
  const SentenceInput before{.sentence = "a b c d e f g h i j k l m n o p q r s t u v w x y z A B C D E F",
                             .asks = kTokenBefore,
                             .has_positions = true};
  const Attended positions = attended(before);
  REQUIRE(positions.count() == kMostTokens);
  for (std::size_t query = 1; query < kMostTokens; ++query) CHECK(heaviest(positions, query) == query - 1);
  const Attended marks = attended({.sentence = "well, yes", .asks = kPunctuation});
  for (std::size_t query = 0; query < 3; ++query) {
    CHECK(heaviest(marks, query) == 1);
    CHECK(marks.attention.weights.data[query * 3 + 1] > 0.99f);
  }
}

TEST_CASE("with the words shuffled outputs move along with their tokens within 1e-6, and do not with positions") {
  for (int asks = 0; asks < kOwnQuestion; ++asks)
    for (const int shuffle : {1, 2, 3, 99}) {
      SentenceInput input{.asks = asks, .shuffle = shuffle};
      for (const Attended& each : compute_sentence(input).attended) {
        CAPTURE(asks);
        CHECK_FALSE(std::ranges::is_sorted(each.order));
        CHECK(each.largest_difference <= 1e-6);
        CHECK(std::set<int>(each.order.begin(), each.order.end()).size() == each.tokens.size());
        // The row of a token is the row it had, whose place `order` says.
        for (std::size_t i = 0; i < each.order.size(); ++i)
          for (std::size_t c = 0; c < kHead; ++c)
            CHECK(std::abs(each.attention.output.data[i * kHead + c] -
                           each.output_in_order.data[static_cast<std::size_t>(each.order[i]) * kHead + c]) <= 1e-6f);
      }
      input.has_positions = true;
      for (const Attended& each : compute_sentence(input).attended) CHECK(each.largest_difference > 1e-3);
    }
}

TEST_CASE("one token, none, and too many are sentences too") {
  const Attended one = attended({.sentence = "茶", .shuffle = 5});
  CHECK(one.attention.weights.data == std::vector<float>{1});
  CHECK(one.largest_difference == 0);
  for (const char* nothing : {"", "   ", "\u3000"}) {
    const SentenceResult none = compute_sentence({.sentence = nothing});
    CHECK(none.is_example);
    REQUIRE(none.attended.size() == 2);
    CHECK(none.in(true).tokens.front().text == "我");
    CHECK(none.in(false).tokens.front().text == "I");
  }
  std::string many;
  for (int i = 0; i < 45; ++i) many += "x" + std::to_string(i) + " ";
  CHECK(attended({.sentence = many}).count() == kMostTokens);
  HeadlessLab lab("scene=self_attention&lang=en&sentence=" + many);
  CHECK(contains(lab.node("self_attention/sentence").help, "45 tokens here; only the first 32"));
  lab.set("self_attention/sentence", std::string(10'000, 'y'));
  bool is_said = false;
  for (const view::Node& node : lab.app().nodes()) is_said |= contains(node.name, "Too long: at most 512 bytes");
  CHECK(is_said);
  CHECK(lab.node("self_attention/sentence").value.size() == 512);
}

TEST_CASE("a sentence is typed, split, edited token by token, and stands in the link") {
  HeadlessLab lab("scene=self_attention&lang=en");
  CHECK(lab.node("self_attention/sentence").value == "I like tea, and you like tea too.");
  lab.set("self_attention/sentence", "我爱 tea👩‍👩‍👧");
  CHECK(lab.node("self_attention/token").options ==
        std::vector<std::string>{"1 我", "2 爱", "3 tea", "4 👩‍👩‍👧"});
  lab.activate("self_attention/split", "1");
  CHECK(lab.node("self_attention/token").options ==
        std::vector<std::string>{"1 我爱", "2 tea", "3 👩‍👩‍👧"});
  lab.activate("self_attention/token", "1");
  CHECK(lab.node("self_attention/token-text").value == "tea");
  lab.set("self_attention/token-text", "black tea");
  CHECK(lab.node("self_attention/token").options[1] == "2 black tea");
  CHECK(lab.node("self_attention/sentence").value == "我爱|black tea|👩‍👩‍👧");
  HeadlessLab again(lab.fragment());
  CHECK(again.node("self_attention/token").options == lab.node("self_attention/token").options);
  lab.set("self_attention/token-text", "");
  CHECK(lab.node("self_attention/token").options == std::vector<std::string>{"1 我爱", "2 👩‍👩‍👧"});
  lab.activate("self_attention/split", "0");
  CHECK(lab.node("self_attention/sentence").value == "我爱👩‍👩‍👧");
  lab.set("self_attention/sentence", "");
  CHECK(lab.node("self_attention/sentence").value == "I like tea, and you like tea too.");
}

TEST_CASE("the chosen token leads the sentence, the heatmaps and the derivation, and moves along when shuffled") {
  HeadlessLab lab("scene=self_attention&lang=en");
  lab.activate("self_attention/token", "2");
  CHECK(contains(says(lab), "\"tea\" (token 3) asks who is like me"));
  CHECK(lab.node("self_attention/weights").cursor_row == 2);
  CHECK(lab.node("self_attention/outputs").cursor_row == 2);
  lab.step("self_attention/weights", view::Step::kDown);
  CHECK(lab.node("self_attention/token").selected == 3);
  CHECK(contains(says(lab, "explanation/title"), "\",\" (token 4) gives \"like\" (token 2)"));
  lab.step("self_attention/outputs", view::Step::kRight);
  CHECK(contains(says(lab, "explanation/title"), "Output number 2 of \",\""));
  lab.activate("self_attention/token", "2");
  lab.activate("self_attention/shuffle");
  CHECK(contains(says(lab), "a bag of words"));
  const view::Node& tokens = lab.node("self_attention/token");
  CHECK(contains(tokens.options[static_cast<std::size_t>(tokens.selected)], " tea"));
  lab.activate("self_attention/positions");
  CHECK(contains(says(lab), "the order means something"));
  lab.activate("self_attention/in-order");
  CHECK(lab.node("self_attention/in-order").is_disabled);
  lab.activate("self_attention/ask", "1");
  CHECK(lab.node("self_attention/positions").is_checked);
  lab.activate("self_attention/positions");
  CHECK(contains(says(lab), "no token knows what stands before it"));
}

TEST_CASE("an edited matrix is the reader's own question, whole in the link") {
  HeadlessLab lab("scene=self_attention&lang=en&ask=before&positions=1", 1280, 800, {.edits_text_itself = false});
  CHECK_FALSE(contains(lab.fragment(), "wq="));
  lab.step("self_attention/wq", view::Step::kFirst);
  lab.activate("self_attention/wq");
  lab.set("self_attention/wq/edit", "3.5");
  CHECK(contains(lab.fragment(), "ask=own"));
  CHECK(contains(lab.fragment(), "wq=3.5,"));
  HeadlessLab again(lab.fragment());
  CHECK(says(again) == says(lab));
  lab.activate("self_attention/ask", "0");
  CHECK_FALSE(contains(lab.fragment(), "wq="));
}

TEST_CASE("the question of the bag of words is judged by shuffling, with positions and without") {
  for (const bool has_positions : {false, true}) {
    HeadlessLab lab(std::string("scene=self_attention&lang=en&question=bag-of-words&positions=") +
                    (has_positions ? "1" : "0"));
    lab.activate("self_attention/question/prediction", "0");
    lab.activate("self_attention/question/check");
    CHECK(contains(says(lab, "question/answer"), has_positions ? "Not so" : "Right"));
  }
}

TEST_CASE("the program that is taken away prints what is shown, shuffled and with positions, too") {
  for (const char* link :
       {"", "&positions=1&ask=random", "&shuffle=3&positions=1&sentence=a%20b%20'c'%20%22%F0%9F%98%80",
        "&shuffle=1&ask=punctuation", "&part=positions&shift=-12", "&part=compare&n=9&k=4&d=5",
        "&part=compare&n=16&k=5"}) {
    HeadlessLab lab(std::string("scene=self_attention&lang=en") + link);
    const std::vector<double> numbers = printed(lab);
    const auto& all = lab.app().scenes();
    const auto scene = std::find_if(all.begin(), all.end(),
                                    [](const auto& each) { return std::string(each->id()) == "self_attention"; });
    std::vector<double> shown;
    for (const scenes::TakenMatrix& matrix : (*scene)->take_away(view::Language::kEnglish).matrices)
      shown.insert(shown.end(), matrix.tensor->data.begin(), matrix.tensor->data.end());
    CAPTURE(link);
    REQUIRE(numbers.size() == shown.size());
    for (std::size_t i = 0; i < shown.size(); ++i) CHECK(std::abs(numbers[i] - shown[i]) < 0.51e-4);
  }
}

TEST_CASE("position encoding is the book's: its values, norm 16, and one rotation for every position") {
  const PositionsResult result = compute_positions({});
  const core::Tensor shown{{kPlaces, kDimensions}, {result.row(0), result.row(kPlaces)}};
  CHECK(agrees(shown, golden()["positions"]["rows"], 1e-5));
  const double first[] = {0.176892, 0.984230, 0.099833, 0.995004}, tenth[] = {0.978552, -0.205998, 0.841471, 0.540302};
  for (int i = 0; i < 4; ++i) {
    CHECK(std::abs(result.row(1)[6 + i] - first[i]) < 1e-6);
    CHECK(std::abs(result.row(10)[6 + i] - tenth[i]) < 1e-6);
  }
  for (int place = 0; place < kPlaces; ++place) {
    double squares = 0;
    for (int c = 0; c < kDimensions; ++c) squares += std::pow(static_cast<double>(result.row(place)[c]), 2);
    CHECK(squares == doctest::Approx(16).epsilon(1e-6));
    for (int other = 0; other < kPlaces; ++other)  // i − j is all that counts
      CHECK(std::abs(result.products.data[static_cast<std::size_t>(place * kPlaces + other)] -
                     result.by_distance[static_cast<std::size_t>(std::abs(place - other))]) < 1e-5);
  }
  for (const int shift : {-59, -7, 0, 1, 9, 59}) {
    const PositionsResult turned = compute_positions({.place = 3, .shift = shift});
    CHECK(turned.largest_error < 1e-6);
    // Another angle would not do: the rotation is no tautology.
    const auto [sine, cosine] = rotation_of(0, shift + 1).turned(turned.row(5)[0], turned.row(5)[1]);
    CHECK(std::abs(sine - turned.row(5 + shift)[0]) + std::abs(cosine - turned.row(5 + shift)[1]) > 0.1);
  }
}

TEST_CASE("positions are chosen in the matrix and among the products, and their rotation is derived") {
  HeadlessLab lab("scene=self_attention&lang=en&part=positions");
  CHECK(contains(says(lab), "squared norm 16.000"));
  CHECK(contains(says(lab, "explanation/title"), "Position 1 → 10: columns 6 and 7"));
  lab.step("self_attention/encoding", view::Step::kRight);
  CHECK(lab.node("self_attention/encoding").cursor_column == 7);
  lab.step("self_attention/encoding", view::Step::kRight);
  CHECK(contains(says(lab, "explanation/title"), "columns 8 and 9"));
  lab.step("self_attention/products", view::Step::kDown);
  CHECK(contains(says(lab, "explanation/title"), "Position 2 → 10"));
  CHECK(lab.node("self_attention/shift").number == 8);
  lab.set("self_attention/shift", "-9");
  CHECK(contains(says(lab, "explanation/title"), "Position 2 → −7"));
  CHECK_FALSE(contains(says(lab), "dot product"));
  lab.step("self_attention/rotations", view::Step::kFirst);
  CHECK(contains(says(lab, "explanation/title"), "columns 0 and 1"));
  std::string six;
  for (const view::GridCell& cell : lab.node("self_attention/bits").cells)
    if (cell.row == 6) six += cell.text;
  CHECK(six == "110");
}

TEST_CASE("layers cost what counting their products gives, and paths are as long as their layers need") {
  for (const CompareInput& input : {CompareInput{}, CompareInput{5, 3, 5, 1, 5}, CompareInput{2, 1, 1, 1, 2},
                                    CompareInput{16, 7, 9, 16, 1}, CompareInput{9, 2, 4, 2, 7}}) {
    CAPTURE(input.tokens);
    CAPTURE(input.kernel);
    std::int64_t attention = 0, convolution = 0, recurrence = 0;
    for (int i = 0; i < input.tokens; ++i) {
      for (int j = 0; j < input.tokens; ++j) attention += 2 * input.width;  // a score's products; a value's
      for (int tap = 0; tap < input.kernel; ++tap)
        for (int row = 0; row < input.width; ++row) convolution += input.width;
      for (int row = 0; row < input.width; ++row) recurrence += 2 * input.width;
    }
    const CompareResult result = compute_compare(input);
    CHECK(result[kAttentionLayer].multiplications == attention);
    CHECK(result[kConvolutionLayer].multiplications == convolution);
    CHECK(result[kRecurrentLayer].multiplications == recurrence);
    CHECK(result[kAttentionLayer].longest_path == 1);
    CHECK(result[kRecurrentLayer].longest_path == input.tokens);
    CHECK(result[kRecurrentLayer].sequential_steps == input.tokens);
    if (input.kernel % 2 == 1 && input.kernel > 1) {
      const int reach = (input.kernel - 1) / 2;
      CHECK(result[kConvolutionLayer].longest_path == (input.tokens - 1 + reach - 1) / reach);
    }
    if (input.kernel == 1) CHECK_FALSE(result[kConvolutionLayer].longest_path);
    for (int layer = 0; layer < kLayers; ++layer) {
      const Way& way = result[static_cast<std::size_t>(layer)].way;
      if (way.empty()) continue;
      CHECK(way.front() == input.from - 1);
      CHECK(way.back() == input.to - 1);
      for (std::size_t i = 0; layer != kRecurrentLayer && i + 1 < way.size(); ++i)
        CHECK(sees(layer, input.kernel, way[i], way[i + 1]));
    }
    CHECK(result[kRecurrentLayer].way.empty() == (input.from > input.to));
  }
}

TEST_CASE("the comparison says its numbers, and whatever leads nowhere") {
  HeadlessLab lab("scene=self_attention&lang=en&part=compare&n=8&k=3&d=64");
  CHECK(contains(says(lab),
                 "self-attention takes 1 step at most, convolution 7, recurrence 8; products: 8192, 98304 and 65536"));
  CHECK(says(lab, "convolution/way") == "From token 1 to token 8: 7 steps");
  lab.set("self_attention/from", "8");
  lab.set("self_attention/to", "2");
  CHECK(contains(says(lab, "recurrence/way"), "there is no way"));
  CHECK(says(lab, "attention/way") == "From token 8 to token 2: 1 step");
  lab.set("self_attention/k", "1");
  CHECK(contains(says(lab), "convolution never enough"));
  lab.set("self_attention/n", "5");
  CHECK(lab.node("self_attention/from").number == 5);
  lab.activate("self_attention/layer", "1");
  CHECK(contains(says(lab, "explanation/title"), "Convolution"));
}

TEST_CASE("the numbers of some states are those of the golden file, which WebAssembly has to give, too") {
  // LAB_APPROVE=1 writes it. Read by tests/web/every_engine/self_attention.test.mjs as well.
  const std::string path = LAB_TEST_DATA "/golden/self_attention_states.json";
  const char* const links[] = {"", "&ask=random&weights-seed=7&positions=1&shuffle=4",
                               "&ask=before&positions=1&sentence=%E6%88%91%E7%88%B1%E5%96%9D%E8%8C%B6%EF%BC%81&seed=3",
                               "&part=positions&shift=-5", "&part=compare&n=12&k=5&d=100"};
  json states = json::array();
  for (const char* link : links) {
    HeadlessLab lab(std::string("scene=self_attention&lang=en") + link);
    json matrices;
    for (const scenes::TakenMatrix& matrix : lab.app().take_away().matrices)
      for (const float number : matrix.tensor->data) matrices[matrix.name].push_back(std::round(number * 1e6) / 1e6);
    states.push_back({{"link", link}, {"matrices", matrices}});
  }
  if (const char* wish = std::getenv("LAB_APPROVE"); wish && *wish == '1') {
    std::ofstream(path) << json{{"tolerance", 1e-5}, {"states", states}}.dump() << "\n";
    return;
  }
  const json expected = json::parse(std::ifstream(path));
  REQUIRE(expected["states"].size() == states.size());
  for (std::size_t i = 0; i < states.size(); ++i)
    for (const auto& [name, numbers] : expected["states"][i]["matrices"].items()) {
      const json& ours = states[i]["matrices"][name];
      REQUIRE(ours.size() == numbers.size());
      for (std::size_t k = 0; k < numbers.size(); ++k)
        CHECK(std::abs(ours[k].get<double>() - numbers[k].get<double>()) <= expected["tolerance"].get<double>());
    }
}
