// Random command lines: each parses, prints help, or is one line of wrong usage. Nothing is run.
#include <gtest/gtest.h>

#include <sstream>

#include "cli/command_line.h"
#include "ponder/error.h"
#include "ponder/random.h"

namespace ponder {
namespace {

const std::vector<std::string> kWords = {"ask",
                                         "chat",
                                         "demo",
                                         "methods",
                                         "scorers",
                                         "models",
                                         "pull",
                                         "remove",
                                         "version",
                                         "completion",
                                         "bash",
                                         "--method",
                                         "--n",
                                         "--scorer",
                                         "--seed",
                                         "--temperature",
                                         "--stop",
                                         "--json",
                                         "--model",
                                         "--kind",
                                         "--lang",
                                         "--logit-bias",
                                         "--budget-tokens",
                                         "--rpc",
                                         "--layout",
                                         "--no-mmap",
                                         "--help",
                                         "--",
                                         "-",
                                         "",
                                         "-1",
                                         "0",
                                         "1000000000",
                                         "nan",
                                         "1e999",
                                         "best_of_n",
                                         "best_of_n:n=4,",
                                         "cot",
                                         "direct:x=",
                                         ":",
                                         "=",
                                         "a=b",
                                         "self_consistency:n=0",
                                         "judge",
                                         "5=1",
                                         "\xff\xfe",
                                         "질문",
                                         "[a,b]",
                                         "{}",
                                         "--method=best_of_n:n=2",
                                         "--seed=",
                                         "---",
                                         "-x",
                                         "@file",
                                         "'",
                                         "\"",
                                         "\n",
                                         "%s%n"};

class Arguments {
 public:
  explicit Arguments(const RandomStream& random) : random_(random) {}

  std::vector<std::string> Next() {
    std::vector<std::string> args;
    const int64_t count = random_.Integer(next_++, 0, 8);
    for (int64_t i = 0; i < count; ++i) args.push_back(Word());
    return args;
  }

 private:
  std::string Word() {
    const auto last = static_cast<int64_t>(kWords.size()) - 1;
    std::string word = kWords[static_cast<size_t>(random_.Integer(next_++, 0, last))];
    if (random_.Integer(next_++, 0, 9) > 0) return word;
    const int64_t changes = random_.Integer(next_++, 1, 4);
    for (int64_t i = 0; i < changes; ++i) {  // any byte but the 0 that no argument can hold
      const auto size = static_cast<int64_t>(word.size());
      const auto at = static_cast<size_t>(random_.Integer(next_++, 0, size));
      word.insert(at, 1, static_cast<char>(random_.Integer(next_++, 1, 255)));
    }
    return word;
  }

  RandomStream random_;
  uint64_t next_ = 0;
};

TEST(ParseFuzz, AnyArgumentsParseOrAreWrongUsage) {
  Arguments arguments(RandomStream(20240));
  int parsed = 0, wrong = 0;
  for (int i = 0; i < 1500; ++i) {
    const std::vector<std::string> args = arguments.Next();
    std::istringstream in;
    std::ostringstream out, err;
    Console console{in, out, err};
    try {
      CommandLine line;
      line.Parse(args, console);
      ++parsed;
    } catch (const Error& error) {
      ++wrong;
      EXPECT_TRUE(error.code() == ErrorCode::kInvalidRequest ||
                  error.code() == ErrorCode::kNotFound)
          << error.what();
      EXPECT_NE(std::string(error.what()), "");
    }
  }
  EXPECT_GT(parsed, 20);
  EXPECT_GT(wrong, 500);
}

}  // namespace
}  // namespace ponder
