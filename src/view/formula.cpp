#include "view/formula.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "index.h"
#include "view/formula_signs.h"
#include "view/glyphs.h"

namespace view {

namespace {

// In em of the formula's size.
constexpr float kThinSpace = 0.17f;     // beside an operator
constexpr float kOperatorRoom = 0.22f;  // the same from its ink on: letters have a little room of their own
constexpr float kAxis = 0.27f;          // where fraction bars and operators stand, above the baseline
constexpr float kBracket = 0.3f, kBetweenColumns = 0.7f, kBetweenRows = 0.25f;
constexpr float kLine = kFormulaLine;

constexpr Text kOver{"{0} 除以 {1}", "{0} divided by {1}"};
constexpr Text kRootOf{"{0} 的平方根", "the square root of {0}"};
constexpr Text kHigh{"{0} 的 {1} 次方", "{0} to the power of {1}"};
constexpr Text kTransposed{"{0} 转置", "{0} transposed"};
constexpr Text kMatrixOf{"矩阵 {0}", "matrix {0}"};

/// Where a sign's ink is, whatever advance the font gives it: that of "·" is a whole em.
struct Ink {
  float left = 0, width = 0;  // CSS pixels
};
Ink ink_of(const Ui& ui, std::string_view sign, float size) {
  const float advance = ui.text_width(sign, size);
  const char* at = sign.data();
  const auto code = static_cast<ImWchar>(next_code_point(at, sign.data() + sign.size()));
  const ImFontGlyph* glyph = ui.font()->GetFontBaked(size * ui.input().em_factor)->FindGlyph(code);
  if (glyph == nullptr || glyph->AdvanceX <= 0 || glyph->X1 <= glyph->X0) return {0, advance};
  return {advance * glyph->X0 / glyph->AdvanceX, advance * (glyph->X1 - glyph->X0) / glyph->AdvanceX};
}

}  // namespace

Formula letters(std::string text) { return Formula({Formula::Kind::kText, std::move(text), {}}); }
Formula leading_operator(std::string sign) {
  return Formula({.kind = Formula::Kind::kText, .text = std::move(sign), .parts = {}, .leads = true});
}
Formula row(std::vector<Formula> parts) { return Formula({Formula::Kind::kRow, {}, std::move(parts)}); }
Formula fraction(Formula above, Formula below) {
  return Formula({Formula::Kind::kFraction, {}, {std::move(above), std::move(below)}});
}
Formula root(Formula radicand) { return Formula({Formula::Kind::kRadical, {}, {std::move(radicand)}}); }
Formula script(Formula base, Formula lowered, Formula raised) {
  return Formula({Formula::Kind::kScript, {}, {std::move(base), std::move(lowered), std::move(raised)}});
}
Formula matrix(int columns, std::vector<Formula> cells) {
  return Formula({Formula::Kind::kMatrix, {}, std::move(cells), columns});
}
Formula colored(Formula formula, Color color) {
  return Formula({Formula::Kind::kColored, {}, {std::move(formula)}, 0, color});
}

Formula::Size Formula::measured_matrix(const Ui& ui, float size, std::vector<float>* widths,
                                       std::vector<Size>* rows) const {
  widths->assign(to_size(part_->columns), 0);
  for (std::size_t i = 0; i < part_->parts.size(); ++i) {
    const Size cell = part_->parts[i].measured(ui, size);
    const std::size_t column = i % widths->size();
    (*widths)[column] = std::max((*widths)[column], cell.width);
    if (column == 0) rows->emplace_back();
    rows->back().above = std::max(rows->back().above, cell.above);
    rows->back().below = std::max(rows->back().below, cell.below);
  }
  Size all{2 * kBracket * size + kBetweenColumns * size * static_cast<float>(widths->size() - 1)};
  for (const float width : *widths) all.width += width;
  float height = kBetweenRows * size * static_cast<float>(std::max<std::size_t>(rows->size(), 1) - 1);
  for (const Size& line : *rows) height += line.height();
  all.above = height / 2 + kAxis * size;
  all.below = height / 2 - kAxis * size;
  return all;
}

Formula::Size Formula::measured(const Ui& ui, float size) const {
  switch (part_->kind) {
    case Kind::kText: {
      if (part_->text.empty()) return {};
      const float width = is_spaced(part_->text)
                              ? ink_of(ui, part_->text, size).width + (part_->leads ? 1 : 2) * kOperatorRoom * size
                              : ui.text_width(part_->text, size);
      return {width, kAscent * size, kDescent * size};
    }
    case Kind::kRow: {
      Size all;
      for (const Formula& part : part_->parts) {
        const Size one = part.measured(ui, size);
        all = {all.width + one.width, std::max(all.above, one.above), std::max(all.below, one.below)};
      }
      return all;
    }
    case Kind::kFraction: {
      const Size above = part_->parts[0].measured(ui, size), below = part_->parts[1].measured(ui, size);
      return {std::max(above.width, below.width) + 2 * kThinSpace * size, above.height() + (kAxis + kBarGap) * size,
              below.height() - (kAxis - kBarGap) * size};
    }
    case Kind::kRadical: {
      const Size inside = part_->parts[0].measured(ui, size);
      return {inside.width + kRadicalWidth * size, inside.above + kBarGap * size + kLine, inside.below};
    }
    case Kind::kScript: {
      const Size base = part_->parts[0].measured(ui, size), low = part_->parts[1].measured(ui, size * kScriptSize),
                 high = part_->parts[2].measured(ui, size * kScriptSize);
      return {base.width + std::max(low.width, high.width),
              high.width > 0 ? std::max(base.above, high.above + kRaised * size) : base.above,
              low.width > 0 ? std::max(base.below, low.below + kLowered * size) : base.below};
    }
    case Kind::kMatrix: {
      std::vector<float> widths;
      std::vector<Size> rows;
      return measured_matrix(ui, size, &widths, &rows);
    }
    case Kind::kColored:
      return part_->parts[0].measured(ui, size);
  }
  return {};
}

void Formula::draw(Ui& ui, float x, float baseline, float size, Color color) const {
  const Color ink = color ? color : ui.theme().text;
  const Size all = measured(ui, size);
  switch (part_->kind) {
    case Kind::kText:
      if (is_spaced(part_->text)) x += (part_->leads ? 0 : kOperatorRoom * size) - ink_of(ui, part_->text, size).left;
      if (part_->text != kBlank) ui.text_on_baseline(x, baseline, part_->text, {.size = size, .color = ink});
      break;
    case Kind::kRow:
      for (const Formula& part : part_->parts) {
        part.draw(ui, x, baseline, size, color);
        x += part.measured(ui, size).width;
      }
      break;
    case Kind::kFraction: {
      const Size above = part_->parts[0].measured(ui, size), below = part_->parts[1].measured(ui, size);
      const float bar = baseline - kAxis * size;
      part_->parts[0].draw(ui, x + (all.width - above.width) / 2, bar - kBarGap * size - above.below, size, color);
      part_->parts[1].draw(ui, x + (all.width - below.width) / 2, bar + kBarGap * size + below.above, size, color);
      ui.line(x, bar, x + all.width, bar, ink, kLine);
      break;
    }
    case Kind::kRadical: {
      ui.polyline(radical(x, baseline, baseline - all.above + kLine / 2, baseline + all.below, x + all.width, size),
                  ink, kLine * 1.2f);
      part_->parts[0].draw(ui, x + kRadicalWidth * size, baseline, size, color);
      break;
    }
    case Kind::kScript: {
      const float right = x + part_->parts[0].measured(ui, size).width;
      part_->parts[0].draw(ui, x, baseline, size, color);
      part_->parts[1].draw(ui, right, baseline + kLowered * size, size * kScriptSize, color);
      part_->parts[2].draw(ui, right, baseline - kRaised * size, size * kScriptSize, color);
      break;
    }
    case Kind::kMatrix: {
      std::vector<float> widths;
      std::vector<Size> rows;
      measured_matrix(ui, size, &widths, &rows);
      const float top = baseline - all.above, bottom = baseline + all.below, arm = kBracket * size * 0.5f;
      const ImVec2 left[] = {{x + arm, top}, {x + kLine, top}, {x + kLine, bottom}, {x + arm, bottom}};
      const float end = x + all.width;
      const ImVec2 right[] = {{end - arm, top}, {end - kLine, top}, {end - kLine, bottom}, {end - arm, bottom}};
      ui.polyline(left, ink, kLine);
      ui.polyline(right, ink, kLine);
      float y = top;
      for (std::size_t line = 0, i = 0; line < rows.size(); ++line) {
        float at = x + kBracket * size;
        for (std::size_t column = 0; column < widths.size() && i < part_->parts.size(); ++column, ++i) {
          const float width = part_->parts[i].measured(ui, size).width;  // to the right: points under points
          part_->parts[i].draw(ui, at + widths[column] - width, y + rows[line].above, size, color);
          at += widths[column] + kBetweenColumns * size;
        }
        y += rows[line].height() + kBetweenRows * size;
      }
      break;
    }
    case Kind::kColored:
      part_->parts[0].draw(ui, x, baseline, size, part_->color);
  }
}

std::string Formula::spoken(Language language) const {
  const auto part = [&](std::size_t i) { return part_->parts[i].spoken(language); };
  const auto joined = [&](const char* separator) {
    std::string all;
    for (const Formula& each : part_->parts) {
      const std::string one = each.spoken(language);
      if (one == kBlank) continue;
      if (!all.empty() && !one.empty()) all += separator;
      all += one;
    }
    return all;
  };
  switch (part_->kind) {
    case Kind::kText: {
      const Text* spoken = operator_of(part_->text);
      return spoken ? in_language(language, *spoken) : part_->text;
    }
    case Kind::kRow:
      return joined(" ");
    case Kind::kFraction:
      return filled(in_language(language, kOver), {part(0), part(1)});
    case Kind::kRadical:
      return filled(in_language(language, kRootOf), {part(0)});
    case Kind::kScript: {
      std::string text = part(0);
      if (const std::string low = part(1); !low.empty()) text += in_language(language, kSub) + low;
      if (const std::string high = part(2); !high.empty())
        text = filled(in_language(language, high == "T" ? kTransposed : kHigh), {text, high});
      return text;
    }
    case Kind::kMatrix:
      return filled(in_language(language, kMatrixOf), {joined(", ")});
    case Kind::kColored:
      return part(0);
  }
  return {};
}

void formula(Ui& ui, std::string_view id, const Formula& formula, TextStyle style) {
  const Formula::Size size = formula.measured(ui, style.size);
  const Rect rect = ui.place(std::max(size.height(), std::round(style.size * kLineHeight)));
  formula.draw(ui, rect.x, rect.y + (rect.height - size.height()) / 2 + size.above, style.size, style.color);
  ui.record({.id = std::string(id), .role = Role::kText, .name = formula.spoken(ui.input().language), .rect = rect});
}

}  // namespace view
