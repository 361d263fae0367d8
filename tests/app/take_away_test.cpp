#include <algorithm>

#include "formats/tensor_file.h"
#include "headless.h"

namespace {

/// Presses the button and returns the one file that came of it, within a few frames.
app::Download download_from(HeadlessLab& lab, const std::string& id) {
  lab.app().act({view::ActionKind::kActivate, id, ""});
  for (int i = 0; i < 4; ++i) {
    lab.frame();
    if (!lab.outbox().downloads.empty()) return lab.outbox().downloads.front();
  }
  FAIL("nothing came of " << id);
  return {};
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

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
