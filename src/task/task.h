// Tasks: questions with exact golds, made from a seed or read from a published set, and what tells
// right from wrong.
//
// One file a task, and its name in the list of CMakeLists.txt. A task is stateless; all functions
// are thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ponder/answer_kind.h"
#include "ponder/language.h"
#include "ponder/random.h"
#include "ponder/world_model.h"

namespace ponder {

struct TaskItem {
  std::string id;  // unique in its task: "gen-en-2-7-15" (language, level, seed, index), or the
                   // published set's own
  int level = 0;   // index into TaskInfo::levels
  Language language = Language::kEnglish;
  std::string question;  // the user's turn, without worked examples
  std::string gold;      // as the checker accepts it and people read it
  AnswerKind kind = AnswerKind::kNumber;
  std::string instructions;       // for the system turn; "" none
  std::vector<std::string> stop;  // stop strings
  int max_tokens = 256;           // of one answer
  nlohmann::json meta;            // what solver and checker need beyond the gold; null often
};

// What a checker says about an answer.
struct Verdict {
  bool right = false;  // by the truth: what accuracy counts
  std::string reason;  // why it is wrong, one line; "" when right
  // The published rules where they are stricter or looser, 0 or 1 each ("exact", "published"), and
  // degrees ("f1").
  std::vector<std::pair<std::string, double>> scores = {};
};

// A worked example for the prompt.
struct Example {
  std::string question;
  std::string reasoning;  // a few sentences
  std::string draft;      // the same in drafts of at most five words
  std::string answer;
};

struct PublishedFile {
  std::string name;  // in the folder of its set: "test.jsonl"
  std::string url;   // its public home
  std::string sha256;
};

// Where a published set comes from.
struct PublishedSet {
  std::string folder;  // its name below a data folder that the user names: "gsm8k"
  std::vector<PublishedFile> files;
  // Read where none of `files` is there: another part of the set, or the same rows in another form.
  std::vector<std::string> other_files = {};
  std::string licence;
  std::string credit;  // who made it, and where it is found
};

class Task {
 public:
  virtual ~Task() = default;

  // One item of this level, drawn from `random` alone: question, gold and what else differs from
  // the defaults; MakeItems adds id, level and language. Only when TaskInfo::generates.
  virtual TaskItem Make(const RandomStream& random, int level, Language language) const;
  // The items of a published file in its published form, in file order. Throws kInvalidRequest
  // with file, line and field. Only when the task has a PublishedSet.
  virtual std::vector<TaskItem> Read(const std::filesystem::path& file) const;
  // Solves the item from its question and meta, not from its gold: an independent way. nullopt
  // where nobody knows how (most published sets).
  virtual std::optional<std::string> Solve(const TaskItem& item) const;

  // The short answer of a reply; nullopt when there is none.
  virtual std::optional<std::string> Extract(const TaskItem& item, std::string_view reply) const;
  // What equal answers have in common: votes are counted by it.
  virtual std::string VoteKey(const TaskItem& item, std::string_view answer) const;
  virtual Verdict Check(const TaskItem& item, std::string_view answer) const;
  // The world of an item that has states; null: it has none.
  virtual std::shared_ptr<const WorldModel> World(const TaskItem& item) const;
  // Judges a whole reply: its short answer and, where the task has scores for it, the way there.
  virtual Verdict CheckReply(const TaskItem& item, std::string_view reply) const;
};

struct TaskInfo {
  std::string_view name;
  std::string_view summary;                   // one line
  std::vector<std::string_view> levels = {};  // names, easiest first; empty: one level
  // How many different questions each level has, where it is fewer than 1,000 (0: more); empty:
  // more in every level.
  std::vector<int> sizes = {};
  bool generates = true;
  bool korean = false;  // makes questions in Korean too
  std::optional<PublishedSet> published = {};
  std::string_view examples = {};  // whose worked examples it shows; "": its own
  const Task* task;

  int LevelCount() const { return levels.empty() ? 1 : static_cast<int>(levels.size()); }
};

// Every task, in the order of the list that CMake holds.
const std::vector<const TaskInfo*>& Tasks();
// By name; case and '-' or '_' do not matter. Throws kNotFound with the nearest name.
const TaskInfo& FindTask(std::string_view name);

// Items 0 .. count - 1 of this seed and level, no question twice: item i is the same however many
// are made. Fewer when the level has no more different items. `level` -1: all levels in turn.
// A seed's items are the same in both languages as far as words allow. Throws kInvalidRequest when
// the task has no such level or language, or does not generate.
std::vector<TaskItem> MakeItems(std::string_view task, uint64_t seed, int count, int level = -1,
                                Language language = Language::kEnglish);

// The files of the published set that are at hand: `where` itself when it is a file, else those in
// the data folder or set folder `where`. Throws kNotFound that says what is missing, where it comes
// from and how to get it.
std::vector<std::filesystem::path> FindPublished(const TaskInfo& info,
                                                 const std::filesystem::path& where);
// The items of those files, no two with one id.
std::vector<TaskItem> ReadPublished(const TaskInfo& info, const std::filesystem::path& where);

// Worked examples in words of our own: in `language`, else in English; may be empty.
std::vector<Example> Examples(const TaskInfo& info, Language language);

}  // namespace ponder
