#include "cli/request_flags.h"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "cli/messages.h"
#include "eval/effort_spec.h"
#include "server/effort_plan.h"
#include "text/answer_kind.h"
#include "text/question_language.h"

namespace ponder {
namespace {

// "ID=X"
void AddBias(const std::string& text, Sampling& sampling) {
  const size_t equals = text.find('=');
  Token token = 0;
  double bias = 0;
  const char* end = text.data() + text.size();
  bool good = equals != std::string::npos;
  if (good) {
    const char* middle = text.data() + equals;
    const auto id = std::from_chars(text.data(), middle, token);
    const auto value = std::from_chars(middle + 1, end, bias);
    good = id.ec == std::errc() && id.ptr == middle && value.ec == std::errc() &&
           value.ptr == end && token >= 0 && bias >= -100 && bias <= 100;
  }
  if (!good) {
    throw Error(ErrorCode::kInvalidRequest,
                "--logit-bias: \"" + text.substr(0, 60) +
                    "\" is not a token id, \"=\" and a number from -100 to 100");
  }
  sampling.logit_bias[token] = static_cast<float>(bias);
}

}  // namespace

void RequestFlags::AddTo(CLI::App& app) {
  const std::string group = "How to answer";
  app.add_option("--method", method_, "how to answer; ponder methods lists them (default direct)")
      ->type_name("NAME[:key=value,...]")
      ->group(group);
  app.add_option("--effort,--interaction", effort_,
                 "instead of a method: how much thought the answer gets")
      ->type_name("none|minimal|low|medium|high|xhigh|auto")
      ->group(group);
  app.add_option("--effort-table", effort_table_,
                 "what the levels of effort mean (ponder methods --effort prints it)")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--n", n_, "short for the method's option n")->type_name("N")->group(group);
  app.add_option("--scorer", scorer_, "what rates candidates; ponder scorers lists them")
      ->type_name("NAME[:key=value,...]")
      ->group(group);
  app.add_option("--system", system_, "what the model is told first")->group(group);
  app.add_option("--kind", kind_, "how the short answer is read (default auto)")
      ->type_name("auto|number|math|choice|yesno|date|text|code")
      ->group(group);
  app.add_option("--lang", language_, "language of messages and prompts")
      ->type_name("en|ko")
      ->group(group);
  options_.AddTo(app, "Limits and sampling");
  // One value a time, so that a question may follow.
  app.add_option("--stop", stop_, "end a reply at this text; may be given several times")
      ->allow_extra_args(false)
      ->type_name("TEXT")
      ->group("Limits and sampling");
  app.add_option("--logit-bias", logit_bias_,
                 "add X to the logit of token ID; may be given several times")
      ->allow_extra_args(false)
      ->type_name("ID=X")
      ->group("Limits and sampling");
  app.add_option("--grammar", grammar_file_, "hold replies to this GBNF grammar")
      ->type_name("FILE")
      ->group("Limits and sampling");
  app.add_option("--json-schema", schema_file_, "hold replies to this JSON schema")
      ->type_name("FILE")
      ->group("Limits and sampling");
}

Request RequestFlags::ToRequest() const {
  RequestOptions options = options_.Read();
  Request request;
  if (effort_.empty()) {
    SetMethod(method_.empty() ? request.method : method_, n_, request);
    if (!scorer_.empty()) SetScorer(scorer_, request);
  }
  request.seed = static_cast<uint64_t>(options.seed);
  if (options.budget_tokens >= 0) request.budget.tokens = options.budget_tokens;
  if (options.budget_forward_tokens >= 0) {
    request.budget.forward_tokens = options.budget_forward_tokens;
  }
  if (options.budget_seconds >= 0) request.budget.seconds = options.budget_seconds;
  request.max_tokens = options.max_tokens;
  request.kind = ParseAnswerKind(kind_, "--kind");
  const EffortDial dial = Dial();
  if (dial.level) dial.Turn(*dial.level, EngineInfo{}, request);
  request.sampling = std::move(options.sampling);
  for (const std::string& text : logit_bias_) AddBias(text, request.sampling);
  if (!grammar_file_.empty()) request.sampling.grammar = ReadWholeFile(grammar_file_, "--grammar");
  if (!schema_file_.empty()) {
    request.sampling.json_schema = ReadWholeFile(schema_file_, "--json-schema");
  }
  request.sampling.Validate();
  for (const std::string& text : stop_) {
    if (text.empty()) {
      throw Error(ErrorCode::kInvalidRequest, "--stop: a stop text must not be empty");
    }
  }
  request.stop = stop_;
  if (!language_.empty()) ParseUiLanguage(language_);
  return request;
}

EffortDial RequestFlags::Dial() const {
  EffortDial dial;
  if (!effort_table_.empty()) {
    dial.table = EffortTable::Parse(ReadWholeFile(effort_table_, "--effort-table"), effort_table_);
  }
  const RequestOptions options = options_.Read();
  dial.usual_limit = RequestOptions{}.max_tokens;
  if (options_.Given("--max-tokens")) dial.limit = options.max_tokens;
  if (effort_.empty()) return dial;
  const std::pair<const char*, const std::string*> others[] = {
      {"--method", &method_}, {"--n", &n_}, {"--scorer", &scorer_}};
  for (const auto& [flag, value] : others) {
    if (value->empty()) continue;
    throw Error(ErrorCode::kInvalidRequest, std::string("--effort: chooses the method, and ") +
                                                flag + " does too; drop one of them");
  }
  try {
    dial.level = ParseEffort(effort_);
  } catch (const Error& error) {
    throw Error(error.code(), std::string("--effort: ") + error.what());
  }
  EffortSpec(*dial.level, dial.table);  // throws for a line whose method does not fit
  return dial;
}

std::vector<std::string> EffortDial::Turn(Effort effort, const EngineInfo& engine,
                                          Request& request) const {
  request.scorer.clear();
  request.scorer_options.clear();
  request.max_tokens = limit.value_or(usual_limit);
  return SetLevel(effort, table, engine, limit.has_value(), request);
}

void SetMethod(const std::string& text, const std::string& n, Request& request) {
  NameAndOptions parsed = ParseNameAndOptions(text);
  const MethodInfo& info = FindMethod(parsed.name);
  if (!n.empty()) {
    bool has_n = false;
    for (const OptionInfo& option : info.options) has_n = has_n || option.name == "n";
    if (!has_n) {
      throw Error(ErrorCode::kInvalidRequest, "--n: method " + info.name + " has no option n");
    }
    if (parsed.options.contains("n") && parsed.options["n"] != n) {
      throw Error(ErrorCode::kInvalidRequest, "--n " + n + " and n=" + parsed.options["n"] +
                                                  " in --method contradict each other");
    }
    parsed.options["n"] = n;
  }
  info.create(parsed.options);  // throws for options that do not fit
  request.method = info.name;
  request.options = std::move(parsed.options);
}

void SetScorer(const std::string& text, Request& request) {
  NameAndOptions parsed = ParseNameAndOptions(text);
  const ScorerInfo& info = FindScorer(parsed.name);
  info.create(parsed.options);
  const MethodInfo& method = FindMethod(request.method);
  if (method.default_scorer.empty()) {
    throw Error(ErrorCode::kInvalidRequest, "--scorer: method " + method.name + " does not score");
  }
  request.scorer = info.name;
  request.scorer_options = std::move(parsed.options);
}

Language PromptLanguage(const std::string& flag, std::string_view question) {
  if (flag == "ko") return Language::kKorean;
  if (flag == "en") return Language::kEnglish;
  return LanguageOf(question);
}

std::string ReadWholeFile(const std::string& path, const std::string& flag) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    throw Error(ErrorCode::kNotFound, flag + ": " + path + " is not a file");
  }
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) throw Error(ErrorCode::kNotFound, flag + ": " + path + " cannot be read");
  return text;
}

}  // namespace ponder
