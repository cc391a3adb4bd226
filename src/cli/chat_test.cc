// Conversations: kept, resumed, and turned to another effort.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "cli/chat_file.h"
#include "cli/chat_session.h"
#include "engine/fake/toy.h"
#include "ponder/error.h"

namespace ponder {
namespace {

namespace fs = std::filesystem;

class Talk {
 public:
  explicit Talk(EffortDial dial = {})
      : console_{in_, out_, err_},
        session_(console_, MakeToyEngine(1), Request{}, std::move(dial), "", "en") {}

  ChatSession& session() { return session_; }
  // What was said since.
  std::string Say(const std::string& line) {
    out_.str("");
    err_.str("");
    session_.Take(line);
    return out_.str();
  }
  std::string said() const { return err_.str(); }

 private:
  std::istringstream in_;
  std::ostringstream out_, err_;
  Console console_;
  ChatSession session_;
};

std::string TempFile(const std::string& name) {
  const fs::path folder = fs::path(testing::TempDir()) / "ponder_chat";
  fs::create_directories(folder);
  return (folder / name).string();
}

TEST(Chat, AResumedOneGoesOnAsIfItHadNeverStopped) {
  const std::string file = TempFile("kept.json");
  Talk whole;
  whole.Say("How many apples?");
  const std::string second = whole.Say("And pears?");

  Talk before;
  before.session().KeepIn(file);
  before.Say("How many apples?");
  Talk after;
  after.session().Load(file);
  EXPECT_EQ(after.Say("And pears?"), second);
  EXPECT_EQ(after.session().messages().size(), 4u);
}

TEST(Chat, TokensAreKeptForTheSameModelOnly) {
  const std::string file = TempFile("other.json");
  Message answer("assistant", std::vector<Piece>{{"yes", {1, 2}, 3}});
  Talk talk;
  SaveChat(file, {{{"user", "Is it?"}, answer}, 1, MakeToyEngine(1)->Info().model});
  talk.session().Load(file);
  EXPECT_EQ(talk.session().messages()[1].content.front().tokens, (std::vector<Token>{1, 2}));
  EXPECT_EQ(talk.session().messages()[1].content.front().covered, 3u);
  SaveChat(file, {{{"user", "Is it?"}, answer}, 1, "another"});
  talk.session().Load(file);
  EXPECT_TRUE(talk.session().messages()[1].content.front().tokens.empty());
  EXPECT_EQ(talk.session().messages()[1].Text(), "yes");
}

TEST(Chat, AFailedWriteLeavesTheFileAsItWas) {
  const std::string file = TempFile("whole.json");
  SaveChat(file, {{{"user", "one"}}, 1, "m"});
  EXPECT_THROW(SaveChat(TempFile("none") + "/no/file", {{{"user", "two"}}, 1, "m"}), Error);
  EXPECT_EQ(LoadChat(file).messages.front().Text(), "one");
  for (const auto& entry : fs::directory_iterator(fs::path(file).parent_path())) {
    EXPECT_NE(entry.path().extension(), ".new");
  }
}

TEST(Chat, ABadFileIsSaidAndChangesNothing) {
  const std::string file = TempFile("bad.json");
  const std::pair<const char*, const char*> cases[] = {
      {"{", "it is no JSON"},
      {"[]", "an object with a list of messages"},
      {R"({"messages":[7]})", "messages[0]: a role and a content"},
      {R"({"messages":[{"role":"king","content":"x"}]})", "messages[0].role: system"},
      {R"({"messages":[{"role":"user","content":"x","tokens":["a"]}]})", "messages[0].tokens"},
      {R"({"messages":[{"role":"user","content":"x","tokens":[1],"covered":9}]})",
       "messages[0].covered"},
      {R"({"messages":[],"turns":-1})", "turns: a whole number"},
  };
  Talk talk;
  talk.Say("How many apples?");
  for (const auto& [text, what] : cases) {
    std::ofstream(file) << text;
    talk.Say("/load " + file);
    EXPECT_NE(talk.said().find(what), std::string::npos) << text << " " << talk.said();
    EXPECT_EQ(talk.session().messages().size(), 2u);
  }
}

TEST(Chat, EffortIsSwitchedInTheConversation) {
  EffortDial dial;
  dial.table = EffortTable::Parse("low any any chain_of_thought 77", "mine.txt");
  dial.level = Effort::kLow;
  Talk talk(dial);
  EXPECT_EQ(talk.session().request().method, "chain_of_thought");
  EXPECT_EQ(talk.session().request().max_tokens, 77);
  talk.Say("/effort off");
  EXPECT_EQ(talk.session().request().method, "direct");
  EXPECT_EQ(talk.session().request().max_tokens, 512);
  talk.Say("/effort huge");
  EXPECT_NE(talk.said().find("\"huge\" is no effort: none, minimal"), std::string::npos);
  EXPECT_EQ(talk.session().request().method, "direct");
  talk.Say("/effort high");
  EXPECT_EQ(talk.session().request().scorer, "self_certainty");
  talk.Say("/method self_consistency");
  EXPECT_EQ(talk.session().request().scorer, "");
}

}  // namespace
}  // namespace ponder
