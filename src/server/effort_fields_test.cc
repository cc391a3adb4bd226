// Every spelling of thought that a request may have, alone, together and in conflict.
#include "server/effort_fields.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <string>

#include "ponder/error.h"

namespace ponder {
namespace {

// "high by reasoning_effort; hidden; x has no effect", or "400 " and the message.
std::string Read(const std::string& fields) {
  try {
    const Json whole = WithoutExtraBody(ParseBody("{" + fields + "}"));
    JsonObject body(whole);
    const Json nothing = Json::object();
    const Json* found = body.Find("ponder");
    JsonObject ponder(found == nullptr ? nothing : *found, "ponder");
    const EffortFields read = ReadEffort(body, ponder);
    std::string said = "nothing";
    if (read.effort) said = fmt::format("{} by {}", EffortName(*read.effort), read.path);
    if (read.thinking_tokens) said = fmt::format("{} by {}", *read.thinking_tokens, read.path);
    if (!read.show_thinking) said += "; hidden";
    if (!read.separate_thinking) said += "; in front";
    if (!read.stream_thinking) said += "; whole";
    for (const auto& [name, value] : read.template_arguments) said += "; " + name + "=" + value;
    for (const std::string& warning : read.warnings) said += "; " + warning;
    for (const std::string& path : body.Unread()) said += "; unread " + path;
    return said;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidRequest);
    return std::string("400 ") + error.what();
  }
}

struct Case {
  const char* fields;
  const char* said;
};

class Spelling : public testing::TestWithParam<Case> {};

TEST_P(Spelling, IsRead) { EXPECT_EQ(Read(GetParam().fields), GetParam().said); }

INSTANTIATE_TEST_SUITE_P(
    Levels, Spelling,
    testing::Values(
        Case{"", "nothing"}, Case{R"("reasoning_effort":null)", "nothing"},
        Case{R"("reasoning_effort":"none")", "none by reasoning_effort"},
        Case{R"("reasoning_effort":"minimal")", "minimal by reasoning_effort"},
        Case{R"("reasoning_effort":"low")", "low by reasoning_effort"},
        Case{R"("reasoning_effort":"medium")", "medium by reasoning_effort"},
        Case{R"("reasoning_effort":"High")", "high by reasoning_effort"},
        Case{R"("reasoning_effort":"xhigh")", "xhigh by reasoning_effort"},
        Case{R"("reasoning_effort":"max")", "xhigh by reasoning_effort"},
        Case{R"("reasoning_effort":"auto")", "auto by reasoning_effort"},
        Case{R"("reasoning_effort":0)", "none by reasoning_effort"},
        Case{R"("reasoning_effort":0.1)", "minimal by reasoning_effort"},
        Case{R"("reasoning_effort":0.25)", "low by reasoning_effort"},
        Case{R"("reasoning_effort":0.5)", "medium by reasoning_effort"},
        Case{R"("reasoning_effort":0.7)", "high by reasoning_effort"},
        Case{R"("reasoning_effort":0.99)", "xhigh by reasoning_effort"},
        Case{R"("reasoning":{"effort":"low"})", "low by reasoning.effort"},
        Case{R"("output_config":{"effort":"max"})", "xhigh by output_config.effort"},
        Case{R"("think":"high")", "high by think"},
        Case{R"("ponder":{"effort":"auto"})", "auto by ponder.effort"},
        Case{R"("ponder":{"interaction":"on"})", "medium by ponder.interaction"},
        Case{R"("ponder":{"interaction":"off"})", "none by ponder.interaction"},
        Case{R"("ponder":{"interaction":true})", "medium by ponder.interaction"},
        Case{R"("ponder":{"interaction":"high"})", "high by ponder.interaction"},
        Case{R"("extra_body":{"reasoning_effort":"low"})", "low by reasoning_effort"},
        Case{R"("extra_body":null,"reasoning_effort":"low")", "low by reasoning_effort"},
        Case{R"("chat_template_kwargs":{"reasoning_effort":"high"})",
             "high by chat_template_kwargs.reasoning_effort; reasoning_effort=\"high\""}));

INSTANTIATE_TEST_SUITE_P(
    Switches, Spelling,
    testing::Values(Case{R"("enable_thinking":true)", "medium by enable_thinking"},
                    Case{R"("enable_thinking":false)", "0 by enable_thinking"},
                    Case{R"("think":true)", "medium by think"},
                    Case{R"("think":false)", "0 by think"},
                    Case{R"("thinking":true)", "medium by thinking"},
                    Case{R"("thinking":{"type":"enabled"})", "medium by thinking.type"},
                    Case{R"("thinking":{"type":"disabled"})", "0 by thinking.type"},
                    Case{R"("thinking":{"type":"adaptive"})", "auto by thinking.type"},
                    Case{R"("thinking":{"type":"adaptive"},"output_config":{"effort":"low"})",
                         "low by output_config.effort"},
                    Case{R"("reasoning":{"enabled":true})", "medium by reasoning.enabled"},
                    Case{R"("reasoning":{"enabled":false})", "0 by reasoning.enabled"},
                    Case{R"("chat_template_kwargs":{"enable_thinking":false})",
                         "0 by chat_template_kwargs.enable_thinking; enable_thinking=false"},
                    Case{R"("chat_template_kwargs":{"thinking":true})",
                         "medium by chat_template_kwargs.thinking; thinking=true"},
                    Case{R"("chat_template_kwargs":{"thinking":"slow","tone":{"a":[1]}})",
                         "nothing; thinking=\"slow\"; tone={\"a\":[1]}"}));

INSTANTIATE_TEST_SUITE_P(
    Tokens, Spelling,
    testing::Values(
        Case{R"("thinking_budget":100)", "100 by thinking_budget"},
        Case{R"("thinking_budget":0)", "0 by thinking_budget"},
        Case{R"("thinking_budget":-1)", "nothing"},
        Case{R"("thinking_token_budget":100)", "100 by thinking_token_budget"},
        Case{R"("reasoning_budget_tokens":100)", "100 by reasoning_budget_tokens"},
        Case{R"("thinking_budget_tokens":100)", "100 by thinking_budget_tokens"},
        Case{R"("reasoning_max_tokens":100)", "100 by reasoning_max_tokens"},
        Case{R"("reasoning":{"max_tokens":2000})", "2000 by reasoning.max_tokens"},
        Case{R"("thinking":{"type":"enabled","budget_tokens":1024})",
             "1024 by thinking.budget_tokens"},
        Case{R"("thinking":{"budget_tokens":1024})", "1024 by thinking.budget_tokens"},
        Case{R"("custom_params":{"thinking_budget":64})", "64 by custom_params.thinking_budget"},
        Case{R"("nvext":{"max_thinking_tokens":64})", "64 by nvext.max_thinking_tokens"},
        Case{R"("chat_template_kwargs":{"thinking_budget":64})",
             "64 by chat_template_kwargs.thinking_budget; thinking_budget=64"},
        Case{R"("extra_body":{"enable_thinking":true,"thinking_budget":64})",
             "64 by thinking_budget"}));

INSTANTIATE_TEST_SUITE_P(
    Precedence, Spelling,
    testing::Values(
        Case{R"("thinking_budget":100,"enable_thinking":true)", "100 by thinking_budget"},
        Case{R"("thinking_budget":100,"enable_thinking":false)",
             "100 by thinking_budget; enable_thinking: has no effect beside thinking_budget"},
        Case{R"("thinking_budget":0,"enable_thinking":true)",
             "0 by thinking_budget; enable_thinking: has no effect beside thinking_budget"},
        Case{R"("thinking_budget":100,"reasoning_effort":"high")",
             "100 by thinking_budget; reasoning_effort: has no effect beside thinking_budget"},
        Case{R"("thinking_budget":0,"reasoning_effort":"none")", "0 by thinking_budget"},
        Case{R"("enable_thinking":true,"reasoning_effort":"low")", "low by reasoning_effort"},
        Case{R"("enable_thinking":false,"reasoning_effort":"high")",
             "0 by enable_thinking; reasoning_effort: has no effect beside enable_thinking"},
        Case{R"("enable_thinking":false,"reasoning_effort":"none")", "0 by enable_thinking"},
        Case{R"("enable_thinking":true,"reasoning_effort":"none")",
             "medium by enable_thinking; reasoning_effort: has no effect beside enable_thinking"},
        Case{R"("thinking":{"type":"disabled","budget_tokens":9})",
             "9 by thinking.budget_tokens; thinking.type: has no effect beside "
             "thinking.budget_tokens"},
        Case{R"("reasoning_effort":"low","reasoning":{"effort":"low"})", "low by reasoning_effort"},
        Case{R"("thinking_budget":5,"nvext":{"max_thinking_tokens":5})", "5 by thinking_budget"}));

INSTANTIATE_TEST_SUITE_P(
    Conflicts, Spelling,
    testing::Values(
        Case{R"("reasoning_effort":"low","ponder":{"effort":"high"})",
             "400 ponder.effort: contradicts reasoning_effort; give one of them"},
        Case{R"("ponder":{"effort":"low","interaction":"off"})",
             "400 ponder.interaction: contradicts ponder.effort; give one of them"},
        Case{R"("thinking_budget":5,"reasoning":{"max_tokens":6})",
             "400 reasoning.max_tokens: contradicts thinking_budget; give one of them"},
        Case{R"("enable_thinking":true,"thinking":{"type":"disabled"})",
             "400 thinking.type: contradicts enable_thinking; give one of them"},
        Case{R"("enable_thinking":true,"chat_template_kwargs":{"enable_thinking":false})",
             "400 chat_template_kwargs.enable_thinking: contradicts enable_thinking; give one of "
             "them"},
        Case{R"("include_reasoning":true,"reasoning":{"exclude":true})",
             "400 include_reasoning: contradicts reasoning.exclude; give one of them"},
        Case{R"("separate_reasoning":true,"reasoning_format":"none")",
             "400 reasoning_format: contradicts separate_reasoning; give one of them"},
        Case{R"("reasoning_effort":"low","extra_body":{"reasoning_effort":"high"})",
             "400 extra_body.reasoning_effort: contradicts reasoning_effort; give one of them"}));

INSTANTIATE_TEST_SUITE_P(
    Wrong, Spelling,
    testing::Values(
        Case{R"("reasoning_effort":"huge")",
             "400 reasoning_effort: \"huge\" is no effort: none, minimal, low, medium, high, xhigh "
             "or auto"},
        Case{R"("reasoning_effort":7)",
             "400 reasoning_effort: a number from 0 to 1 is wanted, not 7"},
        Case{R"("reasoning_effort":["low"])",
             "400 reasoning_effort: a level of effort is wanted, not a list"},
        Case{R"("reasoning":"high")", "400 reasoning: an object is wanted, not \"high\""},
        Case{R"("thinking":{"type":"on"})",
             "400 thinking.type: enabled, disabled or adaptive is wanted, not on"},
        Case{R"("thinking_budget":"many")",
             "400 thinking_budget: a number from -1 to 1e+06 is wanted, not \"many\""},
        Case{R"("thinking_budget":-2)",
             "400 thinking_budget: a number from -1 to 1e+06 is wanted, not -2"},
        Case{R"("thinking_budget":1.5)",
             "400 thinking_budget: a whole number from -1 to 1e+06 is wanted, not 1.5"},
        Case{R"("enable_thinking":"yes")",
             "400 enable_thinking: true or false is wanted, not \"yes\""},
        Case{R"("think":1)", "400 think: true or false is wanted, not 1"},
        Case{R"("chat_template_kwargs":[1])",
             "400 chat_template_kwargs: an object is wanted, not a list"},
        Case{R"("nvext":{"max_thinking_tokens":true})",
             "400 nvext.max_thinking_tokens: a number from -1 to 1e+06 is wanted, not true"},
        Case{R"("reasoning_format":"xml")",
             "400 reasoning_format: auto, deepseek, none, parsed, raw or hidden is wanted, not "
             "xml"},
        Case{R"("extra_body":"x")", "400 extra_body: an object is wanted, not \"x\""}));

INSTANTIATE_TEST_SUITE_P(
    Showing, Spelling,
    testing::Values(
        Case{R"("include_reasoning":false)", "nothing; hidden"},
        Case{R"("include_reasoning":true)", "nothing"},
        Case{R"("reasoning":{"exclude":true,"effort":"low"})", "low by reasoning.effort; hidden"},
        Case{R"("thinking":{"type":"adaptive","display":"omitted"})",
             "auto by thinking.type; hidden"},
        Case{R"("separate_reasoning":false)", "nothing; in front"},
        Case{R"("stream_reasoning":false)", "nothing; whole"},
        Case{R"("reasoning_format":"none")", "nothing; in front"},
        Case{R"("reasoning_format":"deepseek")", "nothing"},
        Case{R"("reasoning_format":"auto","separate_reasoning":false)", "nothing; in front"},
        Case{R"("reasoning_format":"hidden")", "nothing; hidden"},
        Case{R"("reasoning_control":true)", "nothing"}));

INSTANTIATE_TEST_SUITE_P(
    Warnings, Spelling,
    testing::Values(
        Case{R"("reasoning":{"summary":"auto","effort":"low"})",
             "low by reasoning.effort; reasoning.summary: has no effect: thinking is given as it "
             "is"},
        Case{R"("thinking":{"type":"adaptive","display":"summarized"})",
             "auto by thinking.type; thinking.display: has no effect: thinking is given as it is"},
        Case{R"("reasoning_format":"deepseek-legacy")",
             "nothing; reasoning_format: is taken as deepseek: thinking is apart from the answer, "
             "not in both"},
        Case{R"("reasoning_control":false)",
             "nothing; reasoning_control: has no effect: a running answer can always be "
             "controlled"},
        Case{R"("reasoning_budget_message":"Enough.")",
             "nothing; reasoning_budget_message: has no effect: the option final_cue of "
             "budget_forcing opens a forced answer"},
        Case{R"("output_config":{"format":{}})",
             "nothing; output_config.format: has no effect here"},
        Case{R"("custom_params":{"other":1})", "nothing; custom_params.other: has no effect here"},
        Case{R"("reasoning":{"mode":"x"})", "nothing; reasoning.mode: has no effect here"},
        Case{R"("custom_logit_processor":"x")", "nothing; unread custom_logit_processor"}));

}  // namespace
}  // namespace ponder
