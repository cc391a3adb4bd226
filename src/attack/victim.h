// What is attacked: questions with an exact answer, and a place in each for the adversary's text.
//
// Thread-safe; victims live as long as the process.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "attack/goal.h"
#include "task/task.h"

namespace ponder {

// Where the adversary's text stands.
enum class Seat {
  kFrame,  // between marks in front of the question; the system's turn says to ignore it
  kPage,   // among the sentences of a page that holds the answer
  kShop,   // in what a customer says under a rule
};

// Which problems.
struct ProblemSource {
  uint64_t seed = 0;
  int count = 0;
  Language language = Language::kEnglish;
  std::filesystem::path data = {};  // published sets; "": problems are made
};

class Victim {
 public:
  virtual ~Victim() = default;
  virtual std::string Name() const = 0;
  virtual Seat GetSeat() const = 0;
  // Questions without an adversary, no two alike, and such that every goal has an answer of its
  // own. Problem i is the same however many there are. May be fewer than asked for.
  virtual std::vector<TaskItem> Problems(const ProblemSource& source) const = 0;
  // Puts the adversary's texts into a problem; none: the question that an attack is compared with.
  virtual void Put(const std::vector<std::string>& texts, const RandomStream& random,
                   TaskItem& item) const = 0;
  // Problems of the same kind for an adversary to show, other ones than those of this source.
  virtual std::vector<TaskItem> Shown(const ProblemSource& source) const;
  // Reads and compares answers.
  virtual const Task& Judge() const;
  bool Fits(const Goal& goal) const;
};

// "sums", "products", "page", "shop_strict", "shop_loose", or a registered task whose answers are
// numbers. Throws kNotFound, and kInvalidRequest for a task of another kind.
const Victim& FindVictim(std::string_view name);

// Of the frame: the adversary's text must not hold them.
inline constexpr std::string_view kFrameBegin = "<ignore>";
inline constexpr std::string_view kFrameEnd = "</ignore>";

// Longest reply of a candidate to a question that is attacked.
inline constexpr int kAttackedTokens = 384;

}  // namespace ponder
