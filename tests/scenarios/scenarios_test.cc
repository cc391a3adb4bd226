// Plays every *.scenario file of this folder (README.md says what stands in them).
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/fake/scripted.h"
#include "ponder/runner.h"

namespace ponder {
namespace {

struct Line {
  std::string key;
  std::string argument;  // what stands in brackets behind the key
  std::string value;
};

std::string Unescape(const std::string& text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      ++i;
      plain += text[i] == 'n' ? '\n' : text[i];
    } else {
      plain += text[i];
    }
  }
  return plain;
}

std::vector<Line> ReadLines(const std::filesystem::path& file) {
  std::vector<Line> lines;
  std::ifstream in(file);
  std::string text;
  while (std::getline(in, text)) {
    if (text.empty() || text[0] == '#') continue;
    const size_t colon = text.find(": ");
    if (colon == std::string::npos) throw Error(ErrorCode::kInvalidRequest, "no \": \" in " + text);
    Line line{text.substr(0, colon), "", Unescape(text.substr(colon + 2))};
    const size_t open = line.key.find('[');
    if (open != std::string::npos) {
      line.argument = line.key.substr(open + 1, line.key.size() - open - 2);
      line.key.resize(open);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

// "0.7 No": confidence, and what has the rest of the probability.
ScriptedReply Reply(const std::string& text, const std::string& how) {
  ScriptedReply reply{.text = text};
  if (how.empty()) return reply;
  const size_t blank = how.find(' ');
  reply.confidence = std::stod(how.substr(0, blank));
  if (blank != std::string::npos) reply.instead = how.substr(blank + 1);
  return reply;
}

AnswerKind KindOf(const std::string& name) {
  if (name == "number") return AnswerKind::kNumber;
  if (name == "choice") return AnswerKind::kChoice;
  if (name == "yes_no") return AnswerKind::kYesNo;
  if (name == "text") return AnswerKind::kText;
  return AnswerKind::kAuto;
}

struct Scenario {
  Request request;
  std::vector<ScriptedReply> replies;
  std::vector<std::pair<std::string, ScriptedReply>> by_prompt;
  std::vector<Line> expectations;
};

void Apply(Scenario& scenario, const Line& line) {
  Request& request = scenario.request;
  if (line.key == "question") {
    request.messages.emplace_back("user", line.value);
  } else if (line.key == "system") {
    request.messages.emplace_back("system", line.value);
  } else if (line.key == "kind") {
    request.kind = KindOf(line.value);
  } else if (line.key == "language") {
    request.language = line.value == "ko" ? Language::kKorean : Language::kEnglish;
  } else if (line.key == "max_tokens") {
    request.max_tokens = std::stoi(line.value);
  } else if (line.key == "budget") {
    request.budget.tokens = std::stoll(line.value);
  } else if (line.key == "forward_budget") {
    request.budget.forward_tokens = std::stoll(line.value);
  } else if (line.key == "stop") {
    request.stop.push_back(line.value);
  } else if (line.key == "method") {
    NameAndOptions parsed = ParseNameAndOptions(line.value);
    request.method = parsed.name;
    request.options = parsed.options;
  } else if (line.key == "scorer") {
    NameAndOptions parsed = ParseNameAndOptions(line.value);
    request.scorer = parsed.name;
    request.scorer_options = parsed.options;
  } else if (line.key == "reply") {
    scenario.replies.push_back(Reply(line.value, line.argument));
  } else if (line.key == "when") {
    const size_t bar = line.value.find(" => ");
    scenario.by_prompt.emplace_back(line.value.substr(0, bar),
                                    Reply(line.value.substr(bar + 4), line.argument));
  } else if (line.key.starts_with("expect ")) {
    scenario.expectations.push_back(line);
  } else {
    throw Error(ErrorCode::kInvalidRequest, "unknown key " + line.key);
  }
}

std::string Found(const RunResult& result, const std::string& what) {
  const auto number = [](int64_t value) { return std::to_string(value); };
  const Answer& answer = result.answer;
  if (what == "answer") return answer.text;
  if (what == "thinking") return answer.thinking;
  if (what == "final") return answer.final.value_or("none");
  if (what == "chosen") return number(answer.chosen);
  if (what == "stop") return std::string(StopReasonName(answer.stop));
  if (what == "candidates") return number(static_cast<int64_t>(answer.candidates.size()));
  if (what == "tokens") return number(result.usage.completion_tokens);
  if (what == "reasoning_tokens") return number(result.usage.reasoning_tokens);
  if (what == "scorer_tokens") return number(result.usage.scorer_tokens);
  if (what == "calls") return number(result.usage.calls);
  if (what == "cancelled") {
    return number(
        std::count_if(answer.candidates.begin(), answer.candidates.end(),
                      [](const Candidate& c) { return c.stop == StopReason::kCancelled; }));
  }
  if (what == "warnings") return number(static_cast<int64_t>(answer.warnings.size()));
  return "(unknown expectation " + what + ")";
}

void Play(const std::filesystem::path& file) {
  Scenario scenario;
  scenario.request.sampling.temperature = 0;
  scenario.request.max_tokens = 200;
  for (const Line& line : ReadLines(file)) Apply(scenario, line);
  ASSERT_FALSE(scenario.expectations.empty());
  const auto engine = std::make_shared<ScriptedEngine>(scenario.replies, scenario.by_prompt);
  std::string error;
  RunResult result;
  try {
    result = Runner(engine).Run(scenario.request);
  } catch (const Error& caught) {
    error = caught.what();
  }
  for (const Line& line : scenario.expectations) {
    const std::string what = line.key.substr(7);
    if (what == "error") {
      EXPECT_NE(error.find(line.value), std::string::npos) << error;
      error.clear();
    } else {
      EXPECT_EQ(Found(result, what), line.value) << what;
    }
  }
  EXPECT_EQ(error, "");
}

class FromFile : public testing::Test {
 public:
  explicit FromFile(std::filesystem::path file) : file_(std::move(file)) {}
  void TestBody() override { Play(file_); }

 private:
  std::filesystem::path file_;
};

}  // namespace
}  // namespace ponder

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(PONDER_SCENARIOS)) {
    if (entry.path().extension() == ".scenario") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    testing::RegisterTest("Scenario", file.stem().c_str(), nullptr, nullptr, __FILE__, __LINE__,
                          [file]() -> testing::Test* { return new ponder::FromFile(file); });
  }
  return files.empty() ? 1 : RUN_ALL_TESTS();
}
