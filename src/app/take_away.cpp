#include "app/take_away.h"

#include "formats/csv.h"
#include "formats/npy.h"
#include "view/widgets.h"

namespace app {

namespace {

using view::Text;

constexpr Text kTitle{"带走", "Take it away"};
constexpr Text kTitleHelp{"链接、图片、数字和一段能重现它们的程序。", "A link, the picture, the numbers, and a program that makes them again."};
constexpr Text kLink{"复制链接", "Copy link"};
constexpr Text kLinkHelp{"打开这个链接的人会看到完全相同的状态。", "Whoever opens the link sees exactly this state."};
constexpr Text kLinkDone{"链接已复制。", "The link was copied."};
constexpr Text kScaleLabel{"PNG 的放大倍数", "Size of the PNG"};
constexpr Text kMatrixLabel{"矩阵", "Matrix"};
constexpr Text kProgram{"复制 PyTorch 代码", "Copy PyTorch code"};
constexpr Text kProgramHelp{"在你的电脑上运行，会打印出同样的数字 (四位小数)。", "Run it on your computer and it prints the same numbers, to four decimals."};
constexpr Text kProgramDone{"代码已复制。", "The code was copied."};
constexpr Text kSaved{"已保存 {0}。", "Saved {0}."};

struct ButtonText {
  const char* id;
  std::string name, help = {};
};

/// Buttons side by side, wrapped. Returns the index of the pressed one, −1 if none.
int button_row(view::Ui& ui, const std::vector<ButtonText>& buttons) {
  int pressed = -1;
  float x = ui.column_x();
  view::Rect line = ui.take(ui.target_height());
  for (std::size_t i = 0; i < buttons.size(); ++i) {
    const float width = std::min(view::button_width(ui, buttons[i].name), line.width);
    if (x > line.x && x + width > line.x + line.width) {
      line = ui.take(ui.target_height());
      x = line.x;
    }
    if (view::button_at(ui, {x, line.y, width, line.height}, {buttons[i].id, buttons[i].name, buttons[i].help})) pressed = static_cast<int>(i);
    x += width + view::kSpace2;
  }
  return pressed;
}

std::string file_stem(const scenes::Scene& scene) { return std::string("attention-") + scene.id(); }

}  // namespace

void TakeAwayPanel::draw(view::Ui& ui, const scenes::Scene& scene, const std::string& fragment, Outbox& outbox) {
  if (awaits_svg_) {
    if (std::string svg = ui.take_svg(); !svg.empty()) {
      const std::string name = file_stem(scene) + ".svg";
      outbox.downloads.push_back({name, "image/svg+xml", std::move(svg)});
      outbox.announcement = done_ = ui.tr(kSaved, {name});
      awaits_svg_ = false;
    }
  }
  view::disclosure(ui, {"app/take", ui.tr(kTitle), ui.tr(kTitleHelp)}, is_open_);
  if (!is_open_) return;
  if (view::button(ui, {"app/take/link", ui.tr(kLink), ui.tr(kLinkHelp)})) {
    outbox.link = fragment;
    outbox.announcement = done_ = ui.tr(kLinkDone);
  }
  draw_picture_buttons(ui, scene, outbox);
  const scenes::TakeAway take_away = scene.take_away();
  if (!take_away.matrices.empty()) draw_matrix_buttons(ui, take_away, outbox);
  if (!take_away.pytorch.empty()) {
    const int pressed = button_row(ui, {{"app/take/program", ui.tr(kProgram), ui.tr(kProgramHelp)}, {"app/take/python", ".py", ui.tr(kProgramHelp)}});
    if (pressed == 0) {
      outbox.clipboard = take_away.pytorch;
      outbox.announcement = done_ = ui.tr(kProgramDone);
    } else if (pressed == 1) {
      const std::string name = file_stem(scene) + ".py";
      outbox.downloads.push_back({name, "text/x-python", take_away.pytorch});
      outbox.announcement = done_ = ui.tr(kSaved, {name});
    }
  }
  if (!done_.empty()) view::paragraph(ui, "app/take/done", done_, {.size = view::kCaption, .color = ui.theme().good});
}

void TakeAwayPanel::draw_picture_buttons(view::Ui& ui, const scenes::Scene& scene, Outbox& outbox) {
  const std::string scales[] = {"1×", "2×", "3×", "4×"};
  view::choice(ui, {"app/take/scale", ui.tr(kScaleLabel)}, enlargement_, scales);
  switch (button_row(ui, {{"app/take/png", "PNG"}, {"app/take/svg", "SVG"}})) {
    case 0: {
      const std::string name = file_stem(scene) + ".png";
      outbox.picture = PictureRequest{name, ui.picture_area(), static_cast<float>(enlargement_ + 1)};
      outbox.announcement = done_ = ui.tr(kSaved, {name});
      break;
    }
    case 1:
      ui.request_svg(ui.tr(scene.title()));
      awaits_svg_ = true;
      break;
    default: break;
  }
}

void TakeAwayPanel::draw_matrix_buttons(view::Ui& ui, const scenes::TakeAway& take_away, Outbox& outbox) {
  matrix_ = std::min(matrix_, static_cast<int>(take_away.matrices.size()) - 1);
  if (take_away.matrices.size() > 1) {
    std::vector<std::string> names;
    for (const scenes::TakenMatrix& matrix : take_away.matrices) names.push_back(matrix.name);
    view::choice(ui, {"app/take/matrix", ui.tr(kMatrixLabel)}, matrix_, names);
  }
  const scenes::TakenMatrix& matrix = take_away.matrices[static_cast<std::size_t>(matrix_)];
  const int pressed = button_row(ui, {{"app/take/csv", "CSV"}, {"app/take/npy", ".npy"}});
  if (pressed < 0) return;
  const std::string name = matrix.name + (pressed == 0 ? ".csv" : ".npy");
  if (pressed == 0) outbox.downloads.push_back({name, "text/csv", formats::write_csv(*matrix.tensor, matrix.row_names, matrix.column_names)});
  else outbox.downloads.push_back({name, "application/octet-stream", formats::write_npy(*matrix.tensor)});
  outbox.announcement = done_ = ui.tr(kSaved, {name});
}

}  // namespace app
