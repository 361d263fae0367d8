#include <doctest/doctest.h>

#include "formats/problem.h"

using namespace formats;

TEST_CASE("a sentence is filled with the file and the parts in either order") {
  const Problem problem = problem_with("权重.npy", "{file} 有 {1}、{0}。", "{file}: {0}, {1}; {2} stays", {"a", "b"});
  CHECK(problem.zh == "“权重.npy” 有 b、a。");
  CHECK(problem.en == "“权重.npy”: a, b; {2} stays");
}

TEST_CASE("a part that looks like a place to fill is not filled again") {
  CHECK(problem_with("{0}", "", "{file} {0}", {"{file}{1}"}).en == "“{0}” {file}{1}");
}

TEST_CASE("broken and invisible characters of a name are shown as question marks") {
  CHECK(for_display("a\nb\x7F\t\x1B") == "a⏎b␡↹␛");
  CHECK(for_display("\xC0\xAF") == "��");            // overlong
  CHECK(for_display("\xED\xA0\x80") == "���");       // surrogate
  CHECK(for_display("\xF4\x90\x80\x80") == "����");  // above U+10FFFF
  CHECK(for_display("\xC2\x85") == "�");             // C1 control
  CHECK(for_display("\xE6\x9D") == "��");            // ends early
  CHECK(for_display("权é𝒳") == "权é𝒳");
}

TEST_CASE("a long name loses its middle and keeps both ends") {
  CHECK(for_display("abcdefghij", 10) == "abcdefghij");
  CHECK(for_display("abcdefghijk", 10) == "abcde…hijk");
  CHECK(for_display("一二三四五六七八九十甲", 10) == "一二三四五…八九十甲");
  const std::string shown = for_display("start" + std::string(1'000'000, 'x') + "end.npy", 20);
  CHECK(shown == "startxxxxx…xxend.npy");
}

TEST_CASE("numbers are written for reading") {
  CHECK(with_thousands(0) == "0");
  CHECK(with_thousands(999) == "999");
  CHECK(with_thousands(1000) == "1,000");
  CHECK(with_thousands(18446744073709551615u) == "18,446,744,073,709,551,615");
}
