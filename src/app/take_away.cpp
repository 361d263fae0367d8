#include "app/take_away.h"

#include "formats/csv.h"
#include "formats/file_name.h"
#include "formats/npy.h"
#include "formats/npz.h"
#include "formats/problem.h"
#include "index.h"
#include "view/code.h"
#include "view/widgets.h"

namespace app {

namespace {

using view::Text;

constexpr Text kTitle{"带走", "Take it away"};
constexpr Text kTitleHelp{"链接、图片、数字和一段能重现它们的程序。",
                          "A link, the picture, the numbers, and a program that makes them again."};
constexpr Text kLink{"复制链接", "Copy link"};
constexpr Text kLinkHelp{"打开这个链接的人会看到完全相同的状态。", "Whoever opens the link sees exactly this state."};
constexpr Text kLinkFileHelp{"打开这个链接的人会看到同样的设置；文件“{0}”要另外打开。",
                             "Whoever opens the link sees these settings; the file \"{0}\" has to be opened, too."};
constexpr Text kLinkFileDone{"链接已复制。文件“{0}”不在链接里：请把它另外交给对方。",
                             "The link was copied. The file \"{0}\" is not in it: hand it over as well."};
constexpr Text kLinkDone{"链接已复制。", "The link was copied."};
constexpr Text kScaleLabel{"PNG 的放大倍数", "Size of the PNG"};
constexpr Text kWidthLabel{"SVG 和 PDF 的宽度", "Width of SVG and PDF"};
constexpr Text kWidthHelp{"半栏 3.25 英寸或全宽 6.75 英寸，字高 8 pt，可直接放进 LaTeX。",
                          "A column of 3.25 in or the text's 6.75 in, labels of 8 pt: as LaTeX wants it."};
constexpr Text kWidthScreen{"屏幕", "Screen"};
constexpr Text kWidthColumn{"3.25 in", "3.25 in"};
constexpr Text kWidthText{"6.75 in", "6.75 in"};
constexpr Text kGroundLabel{"SVG 和 PDF 的颜色", "Ground of SVG and PDF"};
constexpr Text kGroundHelp{"白的和透明的都用浅色；“同屏幕”就是你看到的颜色。",
                           "White and transparent are drawn in light colours; \"As here\" keeps the colours you see."};
constexpr Text kGroundNames[] = {{"白", "White"}, {"透明", "Transparent"}, {"同屏幕", "As here"}};
constexpr Text kPdfHelp{"打开打印窗口，页面正好是这张图：选择“另存为 PDF”。",
                        "Opens the print dialog with a page of just this figure: choose \"Save as PDF\"."};
constexpr Text kPrinting{"正在打印。", "Printing."};
constexpr Text kCaption{"复制图注", "Copy caption"};
constexpr Text kCaptionHelp{"说明图里是什么、色标和数值范围的一句话。",
                            "A sentence that says what the figure shows, its scale and its range."};
constexpr Text kCaptionDone{"图注已复制。", "The caption was copied."};
constexpr Text kNpzHelp{"所有矩阵，在一个文件里。", "All matrices in one file."};
constexpr Text kArchiveHelp{"学出来的权重，按 PyTorch 的 state_dict 命名；代码要读它：放在代码旁边。",
                            "The weights that were learnt, named as in PyTorch's state_dict; the code reads them from "
                            "this file beside it."};
constexpr Text kMatrixOf{"第 {0} 个：{1}", "No. {0}: {1}"};
constexpr Text kMatrixLabel{"矩阵", "Matrix"};
constexpr Text kProgram{"复制 PyTorch 代码", "Copy PyTorch code"};
constexpr Text kProgramHelp{"在你的电脑上运行，会打印出同样的数字 (四位小数)。",
                            "Run it on your computer and it prints the same numbers, to four decimals."};
constexpr Text kProgramDone{"代码已复制。", "The code was copied."};
constexpr Text kShowProgram{"看代码", "Show the code"};
constexpr Text kShowProgramHelp{"在这里读这段程序。", "Read the program here."};
constexpr Text kSaved{"已保存 {0}。", "Saved {0}."};
constexpr Text kSavedAt{"已保存到 {0}。", "Saved to {0}."};
constexpr Text kSmaller{"放大倍数是 {0} 而不是 {1}：显卡画不下更大的图。",
                        "Its scale is {0} × instead of {1} ×: the graphics card has no room for a larger picture."};
constexpr Text kRenamed{"{0} 个数组改了名，因为文件不能叫原来的名字，例如“{1}”改成了“{2}”。",
                        "{0} {0|array was|arrays were} renamed, because a file cannot be called so: for example, "
                        "“{1}” is now “{2}”."};

struct ButtonText {
  const char* id;
  std::string name, help = {};
};

/// Buttons side by side, wrapped. Returns the index of the pressed one, −1 if none.
int button_row(view::Ui& ui, const std::vector<ButtonText>& buttons) {
  int pressed = -1;
  float x = ui.column_x();
  view::Rect line = ui.place(ui.target_height());
  for (int i = 0; i < count_of(buttons); ++i) {
    const ButtonText& button = nth(buttons, i);
    const float width = std::min(view::button_width(ui, button.name), line.width);
    if (x > line.x && x + width > line.x + line.width) {
      line = ui.place(ui.target_height());
      x = line.x;
    }
    if (view::button_at(ui, {x, line.y, width, line.height}, {button.id, button.name, button.help})) pressed = i;
    x += width + view::kSpace2;
  }
  return pressed;
}

/// Without the middles of lines that are nothing but data.
std::string readable(const std::string& program) {
  constexpr std::size_t kLongest = 400, kKept = 80;  // bytes
  std::string text;
  for (std::size_t start = 0; start < program.size();) {
    const std::size_t end = std::min(program.find('\n', start), program.size() - 1) + 1;
    std::string line = program.substr(start, end - start);
    const auto is_inside = [&](std::size_t at) { return (static_cast<unsigned char>(line[at]) & 0xc0) == 0x80; };
    if (line.size() > kLongest) {
      std::size_t left = kKept, right = line.size() - kKept;
      while (is_inside(left)) ++left;
      while (is_inside(right)) ++right;
      line = line.substr(0, left) + " … " + line.substr(right);
    }
    text += line;
    start = end;
  }
  return text;
}

/// Which of the matrices' names the archive cannot hold as they are.
std::string renamed_says(const view::Ui& ui, const std::vector<std::string>& names) {
  const std::vector<std::string> safe = formats::safe_file_names(names);
  std::size_t count = 0, first = 0;
  for (std::size_t i = names.size(); i-- > 0;) {
    if (safe[i] == names[i]) continue;
    ++count;
    first = i;
  }
  if (count == 0) return "";
  const std::string old_name = formats::for_display(names[first]), new_name = formats::for_display(safe[first]);
  return " " + ui.tr(kRenamed, {std::to_string(count), old_name, new_name});
}

std::string file_stem(const scenes::Scene& scene) { return std::string("attention-") + scene.id(); }

}  // namespace

void TakeAwayPanel::deliver(const FigureWish& wish, std::string svg, const view::Ui& ui, Outbox& outbox) {
  if (wish.name.empty()) {
    outbox.printed = std::move(svg);
    outbox.announcement = done_ = ui.tr(kPrinting);
  } else {
    outbox.downloads.push_back({wish.name, "image/svg+xml", std::move(svg)});
    outbox.announcement = done_ = ui.tr(kSaved, {wish.name});
  }
}

void TakeAwayPanel::copy_link(const view::Ui& ui, const scenes::Scene& scene, const std::string& fragment,
                              Outbox& outbox) {
  const std::string file = formats::for_display(scene.file_name());
  outbox.link = fragment;
  outbox.announcement = done_ = file.empty() ? ui.tr(kLinkDone) : ui.tr(kLinkFileDone, {file});
}

void TakeAwayPanel::draw(view::Ui& ui, const scenes::Scene& scene, const std::string& fragment, bool has_printing,
                         Outbox& outbox) {
  view::disclosure(ui, {"app/take", ui.tr(kTitle), ui.tr(kTitleHelp)}, is_open_);
  if (!is_open_) return;
  const std::string file = formats::for_display(scene.file_name());
  if (view::button(ui,
                   {"app/take/link", ui.tr(kLink), file.empty() ? ui.tr(kLinkHelp) : ui.tr(kLinkFileHelp, {file})})) {
    copy_link(ui, scene, fragment, outbox);
  }
  const view::Language language = ui.input().language;
  const scenes::TakeAway take_away = scene.take_away(language);
  const std::string& caption = language == view::Language::kChinese ? take_away.caption_zh : take_away.caption_en;
  draw_picture_buttons(ui, scene, caption, has_printing, outbox);
  if (!caption.empty() && view::button(ui, {"app/take/caption", ui.tr(kCaption), ui.tr(kCaptionHelp)})) {
    outbox.clipboard = caption;
    outbox.announcement = done_ = ui.tr(kCaptionDone);
  }
  if (!take_away.matrices.empty()) draw_matrix_buttons(ui, take_away, outbox);
  if (!take_away.archives.empty()) draw_archive_buttons(ui, take_away, outbox);
  if (scene.has_program()) {
    const int pressed = button_row(ui, {{"app/take/program", ui.tr(kProgram), ui.tr(kProgramHelp)},
                                        {"app/take/python", ".py", ui.tr(kProgramHelp)}});
    if (pressed == 0) {
      outbox.clipboard = scene.program(language);
      outbox.announcement = done_ = ui.tr(kProgramDone);
    } else if (pressed == 1) {
      const std::string name = file_stem(scene) + ".py";
      outbox.downloads.push_back({name, "text/x-python", scene.program(language)});
      outbox.announcement = done_ = ui.tr(kSaved, {name});
    }
  }
  if (scene.has_program()) {
    view::disclosure(ui, {"app/take/show-program", ui.tr(kShowProgram), ui.tr(kShowProgramHelp)}, shows_program_);
    if (shows_program_) view::code_block(ui, "app/take/code", readable(scene.program(language)));
  }
  if (!done_.empty()) view::paragraph(ui, "app/take/done", done_, {.size = view::kCaption, .color = ui.theme().good});
}

void TakeAwayPanel::draw_picture_buttons(view::Ui& ui, const scenes::Scene& scene, const std::string& caption,
                                         bool has_printing, Outbox& outbox) {
  const std::string scales[] = {"1×", "2×", "3×", "4×"};
  view::choice(ui, {"app/take/scale", ui.tr(kScaleLabel)}, enlargement_, scales);
  const std::string widths[] = {ui.tr(kWidthScreen), ui.tr(kWidthColumn), ui.tr(kWidthText)};
  view::choice(ui, {"app/take/width", ui.tr(kWidthLabel), ui.tr(kWidthHelp)}, width_, widths);
  const std::string grounds[] = {ui.tr(kGroundNames[0]), ui.tr(kGroundNames[1]), ui.tr(kGroundNames[2])};
  view::choice(ui, {"app/take/ground", ui.tr(kGroundLabel), ui.tr(kGroundHelp)}, ground_, grounds);
  std::vector<ButtonText> buttons{{"app/take/png", "PNG"}, {"app/take/svg", "SVG"}};
  if (has_printing) buttons.push_back({"app/take/pdf", "PDF", ui.tr(kPdfHelp)});
  const int pressed = button_row(ui, buttons);
  if (pressed == 0) {
    const std::string name = file_stem(scene) + ".png";
    outbox.picture = PictureRequest{name, ui.picture_area(), static_cast<float>(enlargement_ + 1)};
    outbox.announcement = done_ = ui.tr(kSaved, {name});
  } else if (pressed > 0) {
    constexpr float kInches[] = {0, 3.25f, 6.75f};
    constexpr float kLabelPoints = 8, kPointsPerInch = 72, kPoints = kLabelPoints / view::kCaption;  // per CSS pixel
    const float inches = kInches[width_];
    wish_ = FigureWish{
        .name = pressed == 1 ? file_stem(scene) + ".svg" : "",
        .svg = {ui.tr(scene.title()), caption, inches > 0 ? kPoints : 0, static_cast<view::SvgGround>(ground_)},
        .column_width = inches * kPointsPerInch / kPoints};
  }
}

void TakeAwayPanel::draw_matrix_buttons(view::Ui& ui, const scenes::TakeAway& take_away, Outbox& outbox) {
  constexpr std::size_t kMostNamed = 6;  // more of them are counted
  const std::size_t count = take_away.matrices.size();
  matrix_ = std::min(matrix_, static_cast<int>(count) - 1);
  if (count > kMostNamed) {
    double number = matrix_ + 1;
    view::slider(
        ui,
        {"app/take/matrix", ui.tr(kMatrixOf, {std::to_string(matrix_ + 1), nth(take_away.matrices, matrix_).title()})},
        number, {.minimum = 1, .maximum = static_cast<double>(count), .step = 1, .initial = 1, .decimals = 0});
    matrix_ = static_cast<int>(number) - 1;
  } else if (count > 1) {
    std::vector<std::string> names;
    for (const scenes::TakenMatrix& matrix : take_away.matrices) names.push_back(matrix.title());
    view::choice(ui, {"app/take/matrix", ui.tr(kMatrixLabel)}, matrix_, names);
  }
  const scenes::TakenMatrix& matrix = nth(take_away.matrices, matrix_);
  const int pressed =
      button_row(ui, {{"app/take/csv", "CSV"}, {"app/take/npy", ".npy"}, {"app/take/npz", ".npz", ui.tr(kNpzHelp)}});
  if (pressed < 0) return;
  if (pressed == 2) {
    save_archive(ui, (count > 1 ? "attention" : matrix.name) + ".npz", take_away.matrices, outbox);
    return;
  }
  begin_saving(matrix.name + (pressed == 0 ? ".csv" : ".npy"), pressed == 0 ? "text/csv" : "application/octet-stream",
               {matrix}, outbox);
  const scenes::TakenMatrix& saved = saving_->matrices.front();
  const auto sink = [part = &saving_->part](std::string_view bytes) { part->bytes += bytes; };
  saving_->steps = pressed == 0
                       ? formats::write_csv_in_steps(*saved.tensor, *saved.row_names, *saved.column_names, sink)
                       : formats::write_npy_in_steps(*saved.tensor, sink);
  save_at_once(ui, outbox);
}

void TakeAwayPanel::draw_archive_buttons(view::Ui& ui, const scenes::TakeAway& take_away, Outbox& outbox) {
  std::vector<std::string> ids;
  for (const scenes::TakenArchive& archive : take_away.archives) ids.push_back("app/take/archive/" + archive.name);
  std::vector<ButtonText> buttons;
  for (std::size_t i = 0; i < ids.size(); ++i)
    buttons.push_back({ids[i].c_str(), take_away.archives[i].name, ui.tr(kArchiveHelp)});
  const int pressed = button_row(ui, buttons);
  if (pressed < 0) return;
  const scenes::TakenArchive& archive = nth(take_away.archives, pressed);
  save_archive(ui, archive.name, archive.arrays, outbox);
}

void TakeAwayPanel::begin_saving(const std::string& name, const char* mime_type,
                                 std::vector<scenes::TakenMatrix> matrices, Outbox& outbox) {
  if (saving_) give_up_saving(outbox);
  saving_ = std::make_unique<Saving>();
  done_.clear();
  saving_->part.name = formats::safe_file_name(name);
  saving_->part.is_last = false;
  saving_->part.mime_type = mime_type;
  saving_->matrices = std::move(matrices);
}

void TakeAwayPanel::save_archive(const view::Ui& ui, const std::string& name, std::vector<scenes::TakenMatrix> matrices,
                                 Outbox& outbox) {
  begin_saving(name, "application/octet-stream", std::move(matrices), outbox);
  std::vector<formats::NpzArray> arrays;
  std::vector<std::string> names;
  for (const scenes::TakenMatrix& each : saving_->matrices) {
    arrays.push_back({each.name, &*each.tensor});
    names.push_back(each.name);
  }
  saving_->remark = renamed_says(ui, names);
  saving_->steps = formats::write_npz_in_steps(
      std::move(arrays), [part = &saving_->part](std::string_view bytes) { part->bytes += bytes; });
  save_at_once(ui, outbox);
}

void TakeAwayPanel::save_at_once(const view::Ui& ui, Outbox& outbox) {
  work_for(core::Steps::kAtOnce);  // most files are done then
  hand_over(ui, outbox);
}

void TakeAwayPanel::work_for(double seconds) {
  if (saving_ && !saving_->part.is_last && saving_->part.bytes.size() < Saving::kMostHeld)
    saving_->part.is_last = !saving_->steps->advance_for(seconds);
}

void TakeAwayPanel::hand_over(const view::Ui& ui, Outbox& outbox) {
  if (!saving_) return;
  outbox.downloads.push_back(saving_->part);
  saving_->part.bytes.clear();
  if (!saving_->part.is_last) return;
  remark_ = saving_->remark;
  outbox.announcement = done_ = ui.tr(kSaved, {saving_->part.name}) + remark_;
  saving_.reset();
}

void TakeAwayPanel::tell_saved(const view::Ui& ui, const std::string& place) {
  constexpr std::size_t kLongestPath = 400;  // characters
  done_ = ui.tr(kSavedAt, {formats::for_display(place, kLongestPath)}) + std::exchange(remark_, {});
}

void TakeAwayPanel::tell_smaller(const view::Ui& ui, float made, float wanted, Outbox& outbox) {
  const auto times = [](float scale) { return std::to_string(static_cast<int>(scale)); };
  remark_ = " " + ui.tr(kSmaller, {times(made), times(wanted)});
  outbox.announcement = done_ += remark_;
}

void TakeAwayPanel::tell_not_saved(Outbox& outbox) {
  if (saving_) give_up_saving(outbox);
  done_.clear();
}

void TakeAwayPanel::give_up_saving(Outbox& outbox) {
  outbox.downloads.push_back({saving_->part.name, saving_->part.mime_type, "", false, true});
  saving_.reset();
}

}  // namespace app
