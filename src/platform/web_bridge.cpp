#ifdef __EMSCRIPTEN__
#include "web_bridge.h"

#include <emscripten/em_js.h>

#include <cstdlib>

EM_JS_DEPS(lab_bridge, "$UTF8ToString,malloc");

// JavaScript is none of its languages.
// clang-format off
EM_JS(void, page_receive, (const char* kind, const char* text, int size), {
  Module["receive"](UTF8ToString(kind), UTF8ToString(text, size));
});
EM_JS(void, page_download, (const char* name, const char* mime_type, const char* bytes, int size, int is_last, int is_given_up), {
  Module["receive"]("download", {
    "name" : UTF8ToString(name),
    "type" : UTF8ToString(mime_type),
    "bytes" : HEAPU8.slice(bytes, bytes + size),
    "isLast" : !!is_last,
    "isGivenUp" : !!is_given_up
  });
});
// Names may hold anything, and may be empty: they come as a list of their ends in `rows` and `columns`.
EM_JS(void, page_matrix, (const char* name, const double* shape, int rank, const float* numbers, int count,
                          const char* rows, const int* row_ends, int row_count,
                          const char* columns, const int* column_ends, int column_count), {
  const decoder = new TextDecoder("utf-8", {"ignoreBOM" : true});
  const list = (text, ends, size) => Array.from(new Int32Array(HEAPU8.buffer, ends, size))
    .map((end, i, all) => decoder.decode(HEAPU8.subarray(text + (all[i - 1] || 0), text + end)));
  Module["receive"]("matrix", {
    "name" : UTF8ToString(name),
    "shape" : Array.from(new Float64Array(HEAPU8.buffer, shape, rank)),
    "data" : numbers ? new Float32Array(HEAPU8.buffer, numbers, count).slice() : null,
    "rowNames" : list(rows, row_ends, row_count),
    "columnNames" : list(columns, column_ends, column_count)
  });
});
EM_JS(void*, page_draw_glyph, (const char* characters, int size, float em, double* place), {
  const drawn = Module["drawGlyph"](UTF8ToString(characters, size), em);
  if (!drawn) return 0;
  const pixels = _malloc(drawn["pixels"].length);
  HEAPU8.set(drawn["pixels"], pixels);
  const names = ["left", "top", "width", "height", "advance", "isColored"];
  new Float64Array(HEAPU8.buffer, place, 6).set(names.map((name) => Number(drawn[name])));
  return pixels;
});
EM_JS(int, page_context_is_lost, (), { return Module["canvas"].getContext("webgl2").isContextLost(); });
EM_JS(void, page_refuse_listeners, (int is_refusing), {
  if (is_refusing) {
    Module.addListener = EventTarget.prototype.addEventListener;
    EventTarget.prototype.addEventListener = function() {};
  } else {
    EventTarget.prototype.addEventListener = Module.addListener;
  }
});
// clang-format on

namespace platform {

namespace {
void send(const char* kind, const std::string& text) { page_receive(kind, text.data(), static_cast<int>(text.size())); }
void send_if_any(const char* kind, const std::string& text) {
  if (!text.empty()) send(kind, text);
}
}  // namespace

void send_to_page(const app::Outbox& outbox) {
  send("cursor", outbox.cursor);
  send_if_any("mirror", outbox.mirror_json);  // before focus: what gets the focus may be new
  send_if_any("focus", outbox.focus_id);
  if (outbox.has_fragment) send("fragment", outbox.fragment);
  for (const std::string& remark : outbox.remarks) send("remark", remark);
  if (!outbox.goal.empty()) send(outbox.is_goal_reached ? "goalReached" : "goalLost", outbox.goal);
  if (const auto& answered = outbox.question_answered) {
    const view::CheckedAnswer& answer = answered->answer;
    constexpr const char* kClaims[] = {"false", "true"};
    const std::string json = R"({"scene":")" + answered->scene + R"(","question":")" + answer.question +
                             R"(","isRight":)" + kClaims[answer.is_right] + R"(,"tries":)" +
                             std::to_string(answer.tries) + "}";
    send("questionAnswered", json);
  }
  if (outbox.scrolled_to) send("scroll", std::to_string(*outbox.scrolled_to));
  send_if_any("withdrawn", outbox.withdrawn);
  send_if_any("announcement", outbox.announcement);
  send_if_any("print", outbox.printed);
  send_if_any("clipboard", outbox.clipboard);
  send_if_any("link", outbox.link);
  if (outbox.cancels_reading) send("cancelReading", "");
  if (outbox.wants_larger_font) send("largerFont", "");
  if (outbox.wants_file_dialog) send("fileDialog", "");
  if (outbox.wants_licences) send("licences", "");
  for (const app::Download& download : outbox.downloads)
    page_download(download.name.c_str(), download.mime_type.c_str(), download.bytes.data(),
                  static_cast<int>(download.bytes.size()), download.is_last, download.is_given_up);
}

void send_matrices(const std::vector<scenes::TakenMatrix>& matrices) {
  struct Joined {
    std::string text;
    std::vector<int> ends;
    explicit Joined(const std::vector<std::string>& names) {
      for (const std::string& name : names) ends.push_back(static_cast<int>((text += name).size()));
    }
    int count() const { return static_cast<int>(ends.size()); }
  };
  for (const scenes::TakenMatrix& matrix : matrices) {
    const core::Tensor& tensor = *matrix.tensor;
    const std::vector<double> shape(tensor.shape.begin(), tensor.shape.end());
    const bool is_told = !tensor.data.empty() && tensor.data.size() <= kMostNumbersTold;
    const Joined rows(*matrix.row_names), columns(*matrix.column_names);
    page_matrix(matrix.name.c_str(), shape.data(), static_cast<int>(shape.size()),
                is_told ? tensor.data.data() : nullptr, static_cast<int>(tensor.data.size()), rows.text.data(),
                rows.ends.data(), rows.count(), columns.text.data(), columns.ends.data(), columns.count());
  }
}

bool draw_glyph_on_page(std::string_view characters, float em, view::DrawnGlyph& drawn) {
  double place[6];
  void* const pixels = page_draw_glyph(characters.data(), static_cast<int>(characters.size()), em, place);
  if (!pixels) return false;
  drawn.left = static_cast<int>(place[0]);
  drawn.top = static_cast<int>(place[1]);
  drawn.width = static_cast<int>(place[2]);
  drawn.height = static_cast<int>(place[3]);
  drawn.advance = static_cast<float>(place[4]);
  drawn.is_colored = place[5] != 0;
  const auto* const bytes = static_cast<const std::uint8_t*>(pixels);
  drawn.pixels.assign(bytes, bytes + drawn.width * drawn.height * 4);
  std::free(pixels);
  return true;
}

bool is_context_lost() { return page_context_is_lost(); }

void refuse_listeners(bool is_refusing) { page_refuse_listeners(is_refusing); }

}  // namespace platform
#endif
