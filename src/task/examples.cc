// Worked examples are data: files of src/task/examples, compiled in. A line "---" parts examples;
// "question:", "reasoning:", "draft:" and "answer:" begin their parts, which may go over lines.
#include <array>

#include "embedded/task_examples.h"
#include "ponder/error.h"
#include "task/task.h"
#include "text/scan.h"

namespace ponder {
namespace {

struct Part {
  std::string_view name;
  std::string Example::*text;
};
constexpr std::array<Part, 4> kParts = {{{"question:", &Example::question},
                                         {"reasoning:", &Example::reasoning},
                                         {"draft:", &Example::draft},
                                         {"answer:", &Example::answer}}};

void AddLine(std::string& text, std::string_view line) {
  if (!text.empty()) text += '\n';
  text += scan::Trim(line);
}

std::vector<Example> ParseExamples(std::string_view file) {
  std::vector<Example> examples(1);
  std::string* text = nullptr;
  while (!file.empty()) {
    const size_t end = std::min(file.find('\n'), file.size() - 1);
    std::string_view line = file.substr(0, end + 1);
    file.remove_prefix(end + 1);
    if (scan::Trim(line) == "---") {
      examples.emplace_back();
      text = nullptr;
      continue;
    }
    for (const Part& part : kParts) {
      if (!line.starts_with(part.name)) continue;
      text = &(examples.back().*part.text);
      line.remove_prefix(part.name.size());
    }
    if (text) AddLine(*text, line);
  }
  for (Example& example : examples) {
    for (const Part& part : kParts) example.*part.text = scan::Trim(example.*part.text);
  }
  return examples;
}

}  // namespace

std::vector<Example> Examples(const TaskInfo& info, Language language) {
  const std::string name(info.examples.empty() ? info.name : info.examples);
  for (const std::string_view code : {LanguageCode(language), LanguageCode(Language::kEnglish)}) {
    const std::string_view file =
        embedded::task_examples::Get("examples/" + name + "." + std::string(code) + ".txt");
    if (!file.empty()) return ParseExamples(file);
  }
  return {};
}

}  // namespace ponder
