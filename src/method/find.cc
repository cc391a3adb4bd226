#include "ponder/method.h"

namespace ponder {

const MethodInfo& FindMethod(std::string_view name) {
  const std::string wanted = NormalName(name);
  std::vector<std::string> known;
  std::string list;
  for (const MethodInfo* info : Methods()) {
    if (info->name == wanted) return *info;
    for (const std::string& alias : info->aliases) {
      if (alias == wanted) return *info;
      known.push_back(alias);
    }
    known.push_back(info->name);
    list += " " + info->name;
  }
  const std::string near = NearestName(wanted, known);
  throw Error(ErrorCode::kNotFound,
              "no method \"" + std::string(name) + "\"; " +
                  (near.empty() ? "there are" + list : "did you mean " + near + "?"));
}

}  // namespace ponder
