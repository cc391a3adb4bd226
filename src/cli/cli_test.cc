#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/chat_file.h"
#include "cli/command_line.h"
#include "cli/completion.h"
#include "cli/console.h"
#include "cli/listings.h"
#include "cli/progress.h"
#include "cli/report.h"
#include "cli/request_flags.h"

namespace ponder {
namespace {

struct Result {
  int code;
  std::string out;
  std::string err;
};

Result RunWith(const std::vector<std::string>& args) {
  std::istringstream in;
  std::ostringstream out, err;
  Console console{in, out, err};
  const int code = RunCommandLine(args, console);
  return {code, out.str(), err.str()};
}

// Wrong usage: code 2, one line that says `part`, nothing on standard output.
void ExpectUsageError(const std::vector<std::string>& args, const std::string& part) {
  const Result result = RunWith(args);
  EXPECT_EQ(result.code, kWrongUsage) << result.err;
  EXPECT_EQ(result.out, "");
  EXPECT_TRUE(result.err.starts_with("ponder: error: ")) << result.err;
  EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
  EXPECT_NE(result.err.find(part), std::string::npos) << result.err;
}

TEST(CommandLine, WrongUsageIsOneClearLine) {
  ExpectUsageError({}, "no command");
  ExpectUsageError({"aks", "hi"}, "did you mean ask?");
  ExpectUsageError({"ask"}, "question");
  ExpectUsageError({"ask", ""}, "empty");
  ExpectUsageError({"ask", " \n "}, "empty");
  ExpectUsageError({"ask", "--nonsense", "hi"}, "--nonsense");
  ExpectUsageError({"ask", "--method", "self_consistenci", "hi"}, "self_consistency");
  ExpectUsageError({"ask", "--method", "direct:x=1", "hi"}, "no option");
  ExpectUsageError({"ask", "--method", "best_of_n:n", "hi"}, "key=value");
  ExpectUsageError({"ask", "--method", "best_of_n:n=2,n=3", "hi"}, "twice");
  ExpectUsageError({"ask", "--method", "best_of_n", "--scorer", "logprop", "hi"}, "logprob");
  ExpectUsageError({"ask", "--scorer", "logprob", "hi"}, "does not score");
  ExpectUsageError({"ask", "--n", "3", "hi"}, "no option n");
  for (const char* n : {"0", "-1", "1000000000", "x", "1.5", "99999999999999999999"}) {
    ExpectUsageError({"ask", "--method", "best_of_n", "--n", n, "hi"}, "1 to 256");
  }
  ExpectUsageError({"ask", "--method", "best_of_n:n=4", "--n", "5", "hi"}, "contradict");
  for (const char* value : {"nan", "inf", "-1", "hot", "1e999"}) {
    ExpectUsageError({"ask", "--temperature", value, "hi"}, "--temperature");
  }
  ExpectUsageError({"ask", "--effort", "huge", "hi"}, "--effort: \"huge\" is no effort: none, ");
  for (const char* flag : {"--method", "--n", "--scorer"}) {
    ExpectUsageError({"ask", "--effort", "high", flag, "3", "hi"}, "drop one of them");
  }
  ExpectUsageError({"ask", "--effort-table", "no/such/file", "hi"}, "no/such/file");
  ExpectUsageError({"chat", "--resume", "no/such/file"}, "no/such/file is not a file");
  ExpectUsageError({"ask", "--seed", "-1", "hi"}, "--seed");
  ExpectUsageError({"ask", "--budget-tokens", "-5", "hi"}, "--budget-tokens");
  ExpectUsageError({"ask", "--stop", "", "hi"}, "--stop");
  ExpectUsageError({"ask", "--kind", "colour", "hi"}, "--kind");
  ExpectUsageError({"ask", "--lang", "fr", "hi"}, "--lang");
  ExpectUsageError({"ask", "--logit-bias", "5", "hi"}, "--logit-bias");
  ExpectUsageError({"ask", "--grammar", "no/such/file", "hi"}, "no/such/file");
  ExpectUsageError({"ask", "--layout", "heap", "hi"}, "streams shared");
  ExpectUsageError({"ask", "bad \xff utf-8"}, "UTF-8 (byte 4)");
  ExpectUsageError({"methods", "nothing_like_it"}, "nothing_like_it");
  ExpectUsageError({"models", "pull", "smollm2-135n"}, "smollm2-135m");
  ExpectUsageError({"tasks", "pull"}, "names");
  ExpectUsageError({"tasks", "pull", "gsm9k"}, "did you mean gsm8k?");
  ExpectUsageError({"tasks", "pull", "expressions"}, "has no published set");
  ExpectUsageError({"completion", "fish"}, "fish");
}

TEST(CommandLine, HelpGoesToStandardOutput) {
  for (const std::string command :
       {"", "ask", "chat", "demo", "eval", "tasks", "methods", "models"}) {
    const Result result = command.empty() ? RunWith({"--help"}) : RunWith({command, "--help"});
    EXPECT_EQ(result.code, kDone);
    EXPECT_EQ(result.err, "");
    EXPECT_NE(result.out.find("--help"), std::string::npos) << command;
  }
}

TEST(CommandLine, ListingsAreComplete) {
  for (const MethodInfo* method : Methods()) {
    EXPECT_NE(RunWith({"methods"}).out.find(method->name), std::string::npos);
    const Result page = RunWith({"methods", method->name});
    EXPECT_EQ(page.code, kDone);
    for (const OptionInfo& option : method->options) {
      EXPECT_NE(page.out.find(option.help), std::string::npos) << option.name;
    }
    const auto json = nlohmann::json::parse(RunWith({"methods", method->name, "--json"}).out);
    EXPECT_EQ(json["options"].size(), method->options.size());
    for (const std::string& alias : method->aliases) {
      EXPECT_EQ(RunWith({"methods", alias}).out, page.out);
    }
  }
  const auto scorers = nlohmann::json::parse(RunWith({"scorers", "--json"}).out);
  EXPECT_EQ(scorers["scorers"].size(), Scorers().size());
  EXPECT_TRUE(nlohmann::json::accept(RunWith({"models", "--json"}).out));
  EXPECT_TRUE(nlohmann::json::accept(RunWith({"models", "list", "--json"}).out));
  EXPECT_TRUE(nlohmann::json::accept(RunWith({"version", "--json"}).out));
}

TEST(CommandLine, CompletionKnowsCommandsFlagsAndNames) {
  for (const std::string shell : {"bash", "zsh"}) {
    const std::string script = RunWith({"completion", shell}).out;
    for (const char* word : {"ask", "self_consistency", "--budget-tokens", "judge", "pull",
                             "smollm2-135m", "streams"}) {
      EXPECT_NE(script.find(word), std::string::npos) << shell << " " << word;
    }
  }
}

TEST(Report, AsManySequencesAsAMethodRunsSideBySide) {
  const auto sequences = [](const std::string& method, OptionValues options) {
    Request request;
    request.method = method;
    request.options = std::move(options);
    return SequencesFor(request);
  };
  EXPECT_EQ(sequences("direct", {}), 4);
  EXPECT_EQ(sequences("best_of_n", {{"n", "8"}}), 9);
  EXPECT_EQ(sequences("best_of_n", {{"n", "200"}}), 32);
  EXPECT_EQ(sequences("beam_search", {{"n", "16"}}), 17);
  EXPECT_EQ(sequences("mcts", {{"width", "6"}}), 7);
  EXPECT_EQ(sequences("tree_of_thoughts", {{"k", "3"}, {"breadth", "2"}, {"evaluations", "2"}}),
            13);
  EXPECT_EQ(sequences("rap", {}), 5);  // n_action 4
  EXPECT_EQ(sequences("compute_optimal", {}), 32);
}

TEST(RequestFlags, EveryFlagReachesTheRequest) {
  CLI::App app;
  RequestFlags flags;
  flags.AddTo(app);
  app.parse(
      "--method best_of_n:selection=plain --n 3 --scorer logprob --seed 7 --budget-tokens 100 "
      "--budget-forward-tokens 200 --budget-seconds 1.5 --max-tokens 9 --temperature 0.5 --top-k 3 "
      "--top-p 0.8 --min-p 0.1 --typical-p 0.9 --repetition-penalty 1.1 --frequency-penalty 0.2 "
      "--presence-penalty -0.3 --stop a --stop [b,c] --logit-bias 5=-1.5 --kind yesno");
  const Request request = flags.ToRequest();
  EXPECT_EQ(request.method, "best_of_n");
  EXPECT_EQ(request.options, (OptionValues{{"n", "3"}, {"selection", "plain"}}));
  EXPECT_EQ(request.scorer, "logprob");
  EXPECT_EQ(request.seed, 7u);
  EXPECT_EQ(request.budget.tokens, 100);
  EXPECT_EQ(request.budget.forward_tokens, 200);
  EXPECT_EQ(request.budget.seconds, 1.5);
  EXPECT_EQ(request.max_tokens, 9);
  EXPECT_EQ(request.sampling.temperature, 0.5);
  EXPECT_EQ(request.sampling.top_k, 3);
  EXPECT_EQ(request.sampling.presence_penalty, -0.3);
  EXPECT_EQ(request.sampling.repetition_penalty, 1.1);
  EXPECT_EQ(request.sampling.logit_bias.at(5), -1.5f);
  EXPECT_EQ(request.stop, (std::vector<std::string>{"a", "[b,c]"}));
  EXPECT_EQ(request.kind, AnswerKind::kYesNo);
}

TEST(RequestFlags, EffortBecomesAMethodOnceThereIsAModel) {
  const auto turned = [](const std::string& line, const char* chat_template) {
    CLI::App app;
    RequestFlags flags;
    flags.AddTo(app);
    app.parse(line);
    Request request = flags.ToRequest();
    const EffortDial dial = flags.Dial();
    EngineInfo info;
    info.chat_template = chat_template;
    if (dial.level) dial.Turn(*dial.level, info, request);
    return request;
  };
  EXPECT_EQ(turned("--effort off", "").method, "direct");
  const Request high = turned("--effort high --kind number", "");
  EXPECT_EQ(high.method, "self_consistency");
  EXPECT_EQ(high.options.at("n"), "8");
  EXPECT_EQ(high.max_tokens, 512);
  EXPECT_EQ(turned("--interaction on --kind number", "").options.at("n"), "4");
  const Request thinks = turned("--effort high --kind number", "<think>");
  EXPECT_EQ(thinks.method, "budget_forcing");
  EXPECT_EQ(thinks.max_tokens, 10240);
  EXPECT_EQ(turned("--effort high --max-tokens 99", "<think>").max_tokens, 99);
  EXPECT_EQ(turned("--method best_of_n", "<think>").method, "best_of_n");
}

TEST(RequestFlags, PromptsFollowTheQuestionUnlessTold) {
  EXPECT_EQ(PromptLanguage("", "What is 2 + 3?"), Language::kEnglish);
  EXPECT_EQ(PromptLanguage("", "2 더하기 3은?"), Language::kKorean);
  EXPECT_EQ(PromptLanguage("en", "2 더하기 3은?"), Language::kEnglish);
  EXPECT_EQ(PromptLanguage("ko", "What is 2 + 3?"), Language::kKorean);
}

TEST(Console, LinesHaveNoControlCharacters) { EXPECT_EQ(OneLine("a\nb\x1b[2J"), "a b?[2J"); }

TEST(Progress, NothingIsDrawnWithoutATerminal) {
  std::istringstream in;
  std::ostringstream out, err;
  Console console{in, out, err};
  {
    ProgressLine line(console);
    line.Take(CandidateStarted{0});
    line.Show("anything", true);
  }
  EXPECT_EQ(err.str(), "");
  console.err_terminal = true;
  {
    ProgressLine line(console);
    line.Take(CandidateStarted{0});
  }
  EXPECT_NE(err.str().find("1 running"), std::string::npos);
  EXPECT_EQ(err.str().find("\x1b[2m"), std::string::npos);  // no colours were asked for
  EXPECT_TRUE(err.str().ends_with("\r\x1b[K"));
}

TEST(Progress, ShowsCandidatesTokensAndVote) {
  std::istringstream in;
  std::ostringstream out;
  const Console console{in, out, out};
  RunView view;
  view.Take(CandidateStarted{0});
  view.Take(CandidateStarted{1});
  view.Take(TokensGenerated{0, "x", 10, false});
  view.Take(CandidateDone{1, "", "24", 30, StopReason::kEnd});
  view.Take(VoteChanged{{{"24", 3.0}, {"26", 1.0}}, 1});
  EXPECT_EQ(view.Line(console, 2.0),
            "candidates 1 done, 1 running | 40 tokens, 20 a second | vote: 24 x3, 26 x1");
}

TEST(Report, ShortAnswerIsAddedWhereTheTextDoesNotEndInIt) {
  std::istringstream in;
  std::ostringstream out, err;
  Console console{in, out, err};
  RunResult result;
  result.answer.chosen = 0;
  result.answer.text = "2 + 3 = 5\nSo it is 5, I think.";
  result.answer.final = "5";
  PrintAnswer(console, result);
  EXPECT_EQ(out.str(), "2 + 3 = 5\nSo it is 5, I think.\nanswer: 5\n");
  out.str("");
  result.answer.text = "2 + 3 = 5\n#### 5";
  PrintAnswer(console, result);
  EXPECT_EQ(out.str(), "2 + 3 = 5\n#### 5\n");
}

TEST(ChatFile, WhatIsSavedIsLoaded) {
  const std::string file = testing::TempDir() + "ponder_chat_test.json";
  const std::vector<Message> said{
      {"system", "Be brief."}, {"user", "안녕"}, {"assistant", "a \"b\"\n"}};
  SaveChat(file, {said, 1, "m"});
  const std::vector<Message> turns = LoadChat(file).messages;
  ASSERT_EQ(turns.size(), 3u);
  EXPECT_EQ(turns[1].Text(), "안녕");
  EXPECT_EQ(turns[2].Text(), "a \"b\"\n");
  EXPECT_THROW(LoadChat(file + ".none"), Error);
  std::remove(file.c_str());
}

}  // namespace
}  // namespace ponder
