#include "method/nested.h"

#include <iterator>
#include <variant>

namespace ponder {

void NestedContext::Emit(const Event& event) {
  Event shifted = event;
  std::visit(
      [this](auto& inner) {
        if constexpr (requires { inner.candidate; }) inner.candidate += first_;
      },
      shifted);
  outer_.Emit(shifted);
}

Answer Behind(std::vector<Candidate> before, Answer answer) {
  const auto shift = static_cast<int>(before.size());
  before.insert(before.end(), std::make_move_iterator(answer.candidates.begin()),
                std::make_move_iterator(answer.candidates.end()));
  answer.candidates = std::move(before);
  if (answer.chosen >= 0) answer.chosen += shift;
  return answer;
}

}  // namespace ponder
