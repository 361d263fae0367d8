#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>

#include "formats/npy.h"
#include "formats/npz.h"
#include "formats/tensor_file.h"
#include "headless.h"
#include "view/theme.h"

namespace {

/// Presses the button and returns the one file that came of it, put together of its parts.
app::Download download_from(HeadlessLab& lab, const std::string& id) {
  lab.app().act({view::ActionKind::kActivate, id, ""});
  std::string bytes;
  for (int i = 0; i < 10'000; ++i) {
    lab.frame();
    for (const app::Download& part : lab.outbox().downloads) {
      bytes += part.bytes;
      if (part.is_last) return {part.name, part.mime_type, bytes};
    }
    if (bytes.empty() && i > 4) break;
  }
  FAIL("nothing came of " << id);
  return {};
}

}  // namespace

TEST_CASE("a matrix that is taken away as .npy or CSV reads back bit for bit") {
  HeadlessLab lab("scene=heatmaps&preset=heads&seed=3");
  lab.activate("app/take");
  const formats::ReadResult npy = formats::read_tensor_file("attention.npy", download_from(lab, "app/take/npy").bytes);
  const formats::ReadResult csv = formats::read_tensor_file("attention.csv", download_from(lab, "app/take/csv").bytes);
  REQUIRE_FALSE(npy.problem);
  REQUIRE_FALSE(csv.problem);
  CHECK(npy.file.tensors[0].tensor.shape == core::Shape{6, 12, 12});
  CHECK(npy.file.tensors[0].tensor.data == csv.file.tensors[0].tensor.data);
}

TEST_CASE(
    "a matrix too large to be written at once is written frame by frame, with its progress, and can be given up") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  core::Tensor tensor = core::make_tensor({4000, 3000});  // far more than a machine writes in ten frames' time
  for (std::size_t i = 0; i < tensor.data.size(); ++i) tensor.data[i] = static_cast<float>(i) / 7;
  REQUIRE(lab.app().open_file("large.npy", formats::write_npy(tensor)));
  lab.settle();
  lab.activate("app/take");
  lab.app().act({view::ActionKind::kActivate, "app/take/csv", ""});
  for (int i = 0; i < 10; ++i) {
    lab.frame();
    REQUIRE_FALSE(lab.outbox().downloads.empty());
    for (const app::Download& part : lab.outbox().downloads) CHECK_FALSE(part.is_last);
  }
  CHECK(lab.node("app/progress/says").name == "Writing \"attention.csv\"…");
  lab.app().act({view::ActionKind::kActivate, "app/progress/cancel", ""});
  lab.frame();
  REQUIRE_FALSE(lab.outbox().downloads.empty());
  CHECK(lab.outbox().downloads.back().is_given_up);
  lab.settle();
  CHECK_FALSE(lab.find("app/progress/bar"));
}

TEST_CASE("what is written in parts reads back as one, and is said to be saved") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  core::Tensor tensor = core::make_tensor({600, 700});
  for (std::size_t i = 0; i < tensor.data.size(); ++i) tensor.data[i] = static_cast<float>(i) / 7;
  REQUIRE(lab.app().open_file("large.npy", formats::write_npy(tensor)));
  lab.settle();
  lab.activate("app/take");
  const formats::ReadResult csv = formats::read_tensor_file("again.csv", download_from(lab, "app/take/csv").bytes);
  REQUIRE_FALSE(csv.problem);
  CHECK(csv.file.tensors[0].tensor == tensor);
  CHECK(lab.node("app/take/done").name == "Saved attention.csv.");
}

TEST_CASE("what arrays are called in a file leads no exported file out of its folder") {
  // An archive may call its members anything: the names of a good one are replaced by others of the same length.
  const core::Tensor a{{1, 2}, {0.25f, 0.75f}}, b{{1, 2}, {1, 0}};
  std::string archive = formats::write_npz({{"name_of_all0", &a}, {"name_of_all1", &b}});
  for (std::size_t at = 0; (at = archive.find("name_of_all", at)) != std::string::npos;)
    archive.replace(at, 11, "../../up/xh");
  HeadlessLab lab("scene=heatmaps&lang=en");
  REQUIRE(lab.app().open_file("bad.npz", archive));
  lab.settle();
  CHECK(lab.app().take_away().matrices.at(1).name == "../../up/xh1");
  lab.activate("app/take");
  CHECK(download_from(lab, "app/take/csv").name == "_.._up_xh0.csv");
  CHECK(download_from(lab, "app/take/npy").name == "_.._up_xh0.npy");
  const app::Download all = download_from(lab, "app/take/npz");
  CHECK(all.name == "attention.npz");
  CHECK_FALSE(contains(all.bytes, "../"));
  CHECK(contains(all.bytes, "_.._up_xh1.npy"));
  CHECK(lab.node("app/take/done").name ==
        "Saved attention.npz. 2 arrays were renamed, because a file cannot be called "
        "so: for example, “../../up/xh0” is now “_.._up_xh0”.");
  lab.app().tell_saved("/home/attention.npz");
  lab.settle();
  CHECK(contains(lab.node("app/take/done").name, "Saved to /home/attention.npz. 2 arrays were renamed"));
  download_from(lab, "app/take/svg");
  lab.app().tell_saved("/home/attention.svg");
  lab.settle();
  CHECK(lab.node("app/take/done").name == "Saved to /home/attention.svg.");
}

TEST_CASE("a picture that comes out smaller than was asked for is said to be so") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  lab.activate("app/take");
  lab.activate("app/take/png");
  lab.app().picture_is_smaller(3, 4);
  lab.frame();
  const std::string why = "Its scale is 3 × instead of 4 ×: the graphics card has no room for a larger picture.";
  CHECK(lab.node("app/take/done").name == "Saved attention-heatmaps.png. " + why);
  CHECK(lab.outbox().announcement == "Saved attention-heatmaps.png. " + why);
  lab.app().tell_saved("/home/reader/attention.png");
  lab.settle();
  CHECK(lab.node("app/take/done").name == "Saved to /home/reader/attention.png. " + why);
}

TEST_CASE("where the platform writes the file is said, and if it cannot, why") {
  HeadlessLab lab("scene=heatmaps&lang=en");
  lab.activate("app/take");
  download_from(lab, "app/take/csv");
  CHECK(lab.node("app/take/done").name == "Saved attention.csv.");
  lab.app().tell_saved("/home/reader/attention (2).csv");
  lab.settle();
  CHECK(lab.node("app/take/done").name == "Saved to /home/reader/attention (2).csv.");
  lab.app().tell_not_saved("attention.csv", "No space left on device");
  lab.settle();
  CHECK_FALSE(lab.find("app/take/done"));
  CHECK(lab.node("app/problem").name ==
        "“attention.csv” was not saved: No space left on device. Check that the folder may "
        "be written to and the disk has room.");
}

TEST_CASE("an archive of a file's arrays holds the numbers of that file bit for bit, under their names") {
  HeadlessLab lab("scene=heatmaps");
  for (const char* name : {"formats_stored.npz", "formats_heads.safetensors"}) {
    CAPTURE(name);
    const std::string bytes = file_bytes(std::string(LAB_TEST_DATA "/golden/") + name);
    const formats::TensorFile given = formats::read_tensor_file(name, bytes).file;
    REQUIRE(lab.app().open_file(name, bytes));
    lab.settle();
    if (!lab.find("app/take/npz")) lab.activate("app/take");
    const formats::ReadResult back = formats::read_tensor_file("back.npz", download_from(lab, "app/take/npz").bytes);
    REQUIRE_FALSE(back.problem);
    const bool is_one = back.file.tensors.size() == 1;
    for (const formats::NamedTensor& array : back.file.tensors) {
      const auto same = [&](const formats::NamedTensor& other) {
        return (is_one || other.name == array.name) && other.tensor.shape == array.tensor.shape &&
               std::memcmp(other.tensor.data.data(), array.tensor.data.data(),
                           array.tensor.data.size() * sizeof(float)) == 0;
      };
      CHECK(std::any_of(given.tensors.begin(), given.tensors.end(), same));
    }
  }
}

TEST_CASE("a figure for a report has the width of a column or of the text, and labels of eight points") {
  HeadlessLab lab("scene=heatmaps&preset=heads&lang=en&theme=dark");
  const view::Rect before = lab.node("heatmaps/picture").rect;
  lab.activate("app/take");
  for (const auto& [choice, inches] : {std::pair{"1", 3.25}, std::pair{"2", 6.75}}) {
    lab.activate("app/take/width", choice);
    const std::string svg = download_from(lab, "app/take/svg").bytes;
    double width = 0, height = 0, x = 0, y = 0, view_width = 0, view_height = 0;
    REQUIRE(
        std::sscanf(
            svg.c_str(),
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%lfpt\" height=\"%lfpt\" viewBox=\"%lf %lf %lf %lf\"",
            &width, &height, &x, &y, &view_width, &view_height) == 6);
    CHECK(width <= inches * 72 + 0.1);
    CHECK(width > inches * 72 * 0.8);
    CHECK(width / view_width * view::kCaption == doctest::Approx(8).epsilon(0.01));
    CHECK(contains(svg, "fill=\"#ffffff\""));
    CHECK(contains(svg, "<desc>Six heads: 6 panels"));
  }
  CHECK(lab.node("heatmaps/picture").rect == before);  // the lab looks as it did
}

TEST_CASE("every scene gives its picture as SVG with its words as text") {
  for (const auto& scene : scenes::make_all()) {
    CAPTURE(scene->id());
    HeadlessLab lab(std::string("lang=en&scene=") + scene->id());
    lab.activate("app/take");
    const app::Download svg = download_from(lab, "app/take/svg");
    CHECK(svg.mime_type == "image/svg+xml");
    CHECK(svg.bytes.starts_with("<svg "));
    CHECK(svg.bytes.ends_with("</svg>\n"));
    CHECK(contains(svg.bytes, "<text "));
    CHECK_FALSE(contains(svg.bytes, "nan"));
    CHECK(std::count(svg.bytes.begin(), svg.bytes.end(), '<') == std::count(svg.bytes.begin(), svg.bytes.end(), '>'));
  }
}

TEST_CASE("cells are rectangles in an SVG, each with its colour, and their ground is what was chosen") {
  HeadlessLab lab("scene=heatmaps&lang=en&theme=dark");
  lab.activate("app/take");
  const auto svg = [&](const char* ground) {
    lab.activate("app/take/ground", ground);
    return download_from(lab, "app/take/svg").bytes;
  };
  const auto count = [](const std::string& text, const std::string& part) {
    int found = 0;
    for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++found;
    return found;
  };
  const std::string white = svg("0"), transparent = svg("1"), screen = svg("2");
  for (const std::string& each : {white, transparent, screen}) {
    const std::size_t start = each.find("<g shape-rendering=\"crispEdges\">");
    REQUIRE(start != std::string::npos);
    const std::string cells = each.substr(start, each.find("</g>", start) - start);
    CHECK(count(cells, "<rect ") == 100);
    CHECK(count(cells, "#67000d") == 10);
    CHECK(count(cells, "#fff5f0") == 90);
    CHECK_FALSE(contains(each, "<image"));
    CHECK(contains(each, "'Noto Sans CJK SC'"));
    CHECK(contains(each, ">Keys</text>"));
    CHECK(contains(each, "text-anchor=\"middle\""));
  }
  // Light unless asked, whatever the lab looks like.
  const std::string light_text = "fill=\"#1f2328\"", dark_text = "fill=\"#e6e8ec\"";
  CHECK(contains(white, "fill=\"#ffffff\"/>"));
  CHECK(contains(white, light_text));
  CHECK(contains(transparent, light_text));
  CHECK_FALSE(
      contains(transparent, "width=\"" + transparent.substr(transparent.find("viewBox=") + 9, 3)));  // no ground
  CHECK(transparent.size() < white.size());
  CHECK(contains(screen, dark_text));
  CHECK_FALSE(contains(screen, light_text));
  CHECK(contains(screen, "fill=\"#1e2129\"/>"));
}

TEST_CASE("a cell that is not finite is hatched in an SVG") {
  HeadlessLab lab("scene=heatmaps");
  REQUIRE(lab.app().open_file("odd.npy", formats::write_npy({{1, 3}, {0, NAN, 1}})));
  lab.settle();
  lab.activate("app/take");
  const std::string svg = download_from(lab, "app/take/svg").bytes;
  CHECK(contains(svg, "<pattern id=\"hatch\""));
  CHECK(svg.find("fill=\"url(#hatch)\"") == svg.rfind("fill=\"url(#hatch)\""));
}

TEST_CASE("more than 16,384 cells are a PNG in which every cell is a whole number of pixels large") {
  HeadlessLab lab("scene=heatmaps");
  lab.activate("app/take");
  for (const std::int64_t side : {128, 129, 700, 3000}) {
    CAPTURE(side);
    core::Tensor tensor = core::make_tensor({side, side});
    for (std::size_t i = 0; i < tensor.data.size(); ++i) tensor.data[i] = static_cast<float>(i % 7);
    REQUIRE(lab.app().open_file("large.npy", formats::write_npy(tensor)));
    lab.settle();
    const std::string svg = download_from(lab, "app/take/svg").bytes;
    const std::string opening = "href=\"data:image/png;base64,";
    CHECK(contains(svg, opening) == (side > 128));
    if (side <= 128) continue;
    CHECK(contains(svg, "image-rendering:pixelated"));
    // The PNG's width stands 16 bytes from its beginning, in 4 bytes.
    const std::string head = svg.substr(svg.find(opening) + opening.size(), 32);
    std::string bytes;
    for (std::size_t i = 0; i < head.size(); i += 4) {
      unsigned group = 0;
      for (std::size_t k = 0; k < 4; ++k)
        group = group << 6 |
                static_cast<unsigned>(
                    std::string("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/").find(head[i + k]));
      for (int shift = 16; shift >= 0; shift -= 8) bytes += static_cast<char>(group >> shift);
    }
    REQUIRE(bytes.substr(1, 3) == "PNG");
    const auto number = [&](std::size_t at) {
      std::int64_t value = 0;
      for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
      return value;
    };
    const std::int64_t cells = side > 2048 ? side / 4 : side;
    CHECK(number(16) % cells == 0);
    CHECK(number(20) % cells == 0);
    CHECK(number(16) >= 600);
    CHECK(number(16) <= 2100);
  }
}

TEST_CASE("the link carries the whole state, and the program can be copied") {
  HeadlessLab lab("scene=heatmaps&map=magma");
  lab.activate("app/take");
  lab.app().act({view::ActionKind::kActivate, "app/take/link", ""});
  lab.frame();
  CHECK(lab.outbox().link == "scene=heatmaps&map=magma");
  CHECK_FALSE(lab.outbox().announcement.empty());
  lab.app().act({view::ActionKind::kActivate, "app/take/program", ""});
  lab.frame();
  CHECK(contains(lab.outbox().clipboard, "import torch"));
}

TEST_CASE("a picture is asked for at the size that was chosen, and enlarging leaves the lab as it was") {
  HeadlessLab lab("scene=heatmaps");
  lab.activate("app/take");
  lab.activate("app/take/scale", "3");
  lab.app().act({view::ActionKind::kActivate, "app/take/png", ""});
  lab.frame();
  REQUIRE(lab.outbox().picture);
  const app::PictureRequest request = *lab.outbox().picture;
  CHECK(request.scale == 4);
  CHECK(request.area.width > 300);
  float rows_seen = 0;
  lab.app().draw_enlarged(request, [&](float, float rows) { rows_seen += rows; });
  CHECK(rows_seen == doctest::Approx(request.area.height));
  lab.settle();
  CHECK(lab.app().fragment() == "scene=heatmaps");
}
