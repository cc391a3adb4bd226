#include "eval/effort_spec.h"

#include <fstream>
#include <iterator>

#include "ponder/error.h"

namespace ponder {

EffortTable ReadEffortTable(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in)
    throw Error(ErrorCode::kNotFound, "table of efforts " + file.string() + " cannot be read");
  return EffortTable::Parse(std::string(std::istreambuf_iterator<char>(in), {}), file.string());
}

EffortSpec::EffortSpec(Effort effort, const EffortTable& table) : effort_(effort), table_(table) {
  for (AnswerKind kind : {AnswerKind::kAuto, AnswerKind::kNumber, AnswerKind::kCode}) {
    for (bool thinks : {false, true}) {
      const std::string& text = table.Method(effort, kind, thinks);
      try {
        methods_.try_emplace(text, ParseMethodSpec(text));
      } catch (const Error& error) {
        throw Error(error.code(), "effort " + std::string(EffortName(effort)) + " is \"" + text +
                                      "\": " + error.what());
      }
    }
  }
}

const MethodSpec& EffortSpec::For(AnswerKind kind, bool thinks) const {
  return methods_.at(table_.Method(effort_, kind, thinks));
}

}  // namespace ponder
