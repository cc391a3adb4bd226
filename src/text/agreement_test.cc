// Agreement with public gold answers. Needs the data folder named by PONDER_TEST_DATA, which has
// math500/test.jsonl and gsm8k/test.jsonl; skipped otherwise.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "text/answer.h"
#include "text/equations.h"

namespace ponder {
namespace {

// The value of a string field of a flat JSON line; enough for the two files.
std::string Field(const std::string& line, const std::string& name) {
  const std::string mark = "\"" + name + "\": \"";
  size_t pos = line.find(mark);
  if (pos == std::string::npos) return "";
  std::string out;
  for (pos += mark.size(); pos < line.size() && line[pos] != '"'; ++pos) {
    if (line[pos] != '\\') {
      out += line[pos];
      continue;
    }
    const char c = line[++pos];
    if (c == 'u') {
      const unsigned code = static_cast<unsigned>(std::stoul(line.substr(pos + 1, 4), nullptr, 16));
      if (code < 0x80) {
        out += static_cast<char>(code);
      } else if (code < 0x800) {
        out += static_cast<char>(0xC0 | (code >> 6));
        out += static_cast<char>(0x80 | (code & 0x3F));
      } else {
        out += static_cast<char>(0xE0 | (code >> 12));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
      }
      pos += 4;
    } else {
      out += c == 'n' ? '\n' : c == 't' ? '\t' : c;
    }
  }
  return out;
}

std::optional<std::vector<std::string>> Lines(const std::string& name) {
  const char* folder = std::getenv("PONDER_TEST_DATA");
  if (folder == nullptr) return std::nullopt;
  std::ifstream in(std::string(folder) + "/" + name);
  if (!in) return std::nullopt;
  std::vector<std::string> out;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty()) out.push_back(line);
  }
  return out;
}

constexpr char kSkip[] = "no test data: set PONDER_TEST_DATA to a folder that holds ";

TEST(Agreement, Gsm8kGolds) {
  const auto lines = Lines("gsm8k/test.jsonl");
  if (!lines) GTEST_SKIP() << kSkip << "gsm8k/test.jsonl";
  size_t same = 0;
  EquationCheck equations;
  for (const std::string& line : *lines) {
    const std::string solution = Field(line, "answer");
    const std::string gold = solution.substr(solution.rfind("####") + 4);
    const auto answer = ExtractAnswer(solution, AnswerKind::kNumber);
    const bool good =
        answer && AnswersEqual(*answer, gold, AnswerKind::kNumber) && HasAnswerMark(solution);
    EXPECT_TRUE(good) << gold << " got " << answer.value_or("nothing");
    same += good;
    const EquationCheck check = CheckEquations(solution);
    equations.right += check.right;
    equations.wrong += check.wrong;
    if (check.wrong > 0 && std::getenv("PONDER_TEST_VERBOSE") != nullptr) {
      std::cout << check.right << "/" << check.wrong << "\n" << solution << "\n---\n";
    }
  }
  std::cout << "GSM8K golds extracted and equal: " << same << " of " << lines->size()
            << "; equations of the solutions: " << equations.right << " right, " << equations.wrong
            << " wrong\n";
  EXPECT_EQ(same, lines->size());
  EXPECT_GT(equations.right, 50 * equations.wrong);
}

TEST(Agreement, Math500Golds) {
  const auto lines = Lines("math500/test.jsonl");
  if (!lines) GTEST_SKIP() << kSkip << "math500/test.jsonl";
  size_t same = 0;
  size_t keyed = 0;
  for (const std::string& line : *lines) {
    const std::string gold = Field(line, "answer");
    const auto answer = ExtractAnswer(Field(line, "solution"), AnswerKind::kMath);
    const bool good = answer && AnswersEqual(*answer, gold, AnswerKind::kMath);
    if (!good) std::cout << "  differs: " << gold << " got " << answer.value_or("nothing") << "\n";
    same += good;
    keyed += answer && CanonicalAnswer(*answer, AnswerKind::kMath) ==
                           CanonicalAnswer(gold, AnswerKind::kMath);
  }
  std::cout << "MATH-500 golds extracted and equal: " << same << " of " << lines->size()
            << ", equal keys: " << keyed << "\n";
  EXPECT_GE(same * 1000, lines->size() * 995);
  EXPECT_GE(keyed * 1000, lines->size() * 995);
}

// Other ways to write the same answer stay equal, and different golds stay apart.
TEST(Agreement, Math500Variants) {
  const auto lines = Lines("math500/test.jsonl");
  if (!lines) GTEST_SKIP() << kSkip << "math500/test.jsonl";
  const std::vector<std::function<std::string(const std::string&)>> variants = {
      [](const std::string& s) { return "$" + s + "$"; },
      [](const std::string& s) { return " " + s + ". "; },
      [](const std::string& s) { return "**" + s + "**"; },
      [](const std::string& s) { return "\\(" + s + "\\)"; },
      [](const std::string& s) {
        std::string out = s;
        for (size_t p = 0; (p = out.find("\\frac", p)) != std::string::npos; p += 6) {
          out.replace(p, 5, "\\dfrac");
        }
        return out;
      },
  };
  size_t same = 0;
  size_t total = 0;
  std::vector<std::string> golds;
  for (const std::string& line : *lines) {
    golds.push_back(Field(line, "answer"));
    for (const auto& variant : variants) {
      const std::string text = variant(golds.back());
      ++total;
      const bool good = AnswersEqual(text, golds.back(), AnswerKind::kMath);
      if (!good) std::cout << "  differs: " << text << "\n";
      same += good;
    }
  }
  std::map<std::string, std::string> clashes;
  size_t false_equal = 0;
  for (size_t i = 0; i < golds.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (golds[i] == golds[j] || !AnswersEqual(golds[i], golds[j], AnswerKind::kMath)) continue;
      ++false_equal;
      clashes[golds[j]] = golds[i];
    }
  }
  std::cout << "MATH-500 variants equal: " << same << " of " << total
            << "; differently written golds held equal: " << false_equal << " pairs\n";
  for (const auto& [a, b] : clashes) std::cout << "  equal: " << a << "  |  " << b << "\n";
  EXPECT_GE(same * 1000, total * 995);
}

}  // namespace
}  // namespace ponder
