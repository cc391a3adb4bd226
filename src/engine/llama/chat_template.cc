#include "engine/llama/chat_template.h"

#include <chat.h>

#include <mutex>

namespace ponder {
namespace {

// Stands in a rendered prompt for a message whose tokens are known. Private-use characters, so that
// no template has a reason to touch them.
std::string TurnMark(size_t index) { return "\uE000" + std::to_string(index) + "\uE001"; }

bool HasTokens(const Message& message) {
  for (const Piece& piece : message.content) {
    if (!piece.tokens.empty()) return true;
  }
  return false;
}

common_chat_tool_choice ChoiceOf(ToolChoice choice) {
  switch (choice) {
    case ToolChoice::kAuto:
      return COMMON_CHAT_TOOL_CHOICE_AUTO;
    case ToolChoice::kRequired:
      return COMMON_CHAT_TOOL_CHOICE_REQUIRED;
    case ToolChoice::kNone:
      return COMMON_CHAT_TOOL_CHOICE_NONE;
  }
  return COMMON_CHAT_TOOL_CHOICE_AUTO;
}

void AddTrigger(const common_grammar_trigger& trigger, ChatTemplate::ToolForm& form) {
  switch (trigger.type) {
    case COMMON_GRAMMAR_TRIGGER_TYPE_TOKEN:
      form.trigger_tokens.push_back(trigger.token);
      return;
    case COMMON_GRAMMAR_TRIGGER_TYPE_WORD:
      form.triggers.push_back(regex_escape(trigger.value));
      return;
    case COMMON_GRAMMAR_TRIGGER_TYPE_PATTERN:
      form.triggers.push_back(trigger.value);
      return;
    case COMMON_GRAMMAR_TRIGGER_TYPE_PATTERN_FULL:
      form.triggers.push_back("^" + trigger.value + "$");
      return;
  }
}

common_chat_templates_inputs InputsOf(const Prompt& prompt) {
  common_chat_templates_inputs inputs;
  inputs.use_jinja = true;
  inputs.add_generation_prompt = prompt.add_generation_prompt;
  inputs.reasoning_format = COMMON_REASONING_FORMAT_DEEPSEEK;
  inputs.chat_template_kwargs = prompt.template_arguments;
  if (const auto thinking = prompt.template_arguments.find("enable_thinking");
      thinking != prompt.template_arguments.end()) {
    inputs.enable_thinking = thinking->second != "false";
  }
  // A template that prints the date must not make a prompt differ from one day to the next.
  inputs.now = std::chrono::system_clock::time_point{};
  for (size_t i = 0; i < prompt.messages->size(); ++i) {
    const Message& message = (*prompt.messages)[i];
    common_chat_msg turn;
    turn.role = message.role;
    turn.content = HasTokens(message) ? TurnMark(i) : message.Text();
    turn.reasoning_content = message.reasoning;
    turn.tool_call_id = message.tool_call_id;
    for (const ToolCall& call : message.tool_calls) {
      turn.tool_calls.push_back({call.name, call.arguments, call.id});
    }
    inputs.messages.push_back(std::move(turn));
  }
  if (prompt.tools) {
    for (const Tool& tool : *prompt.tools) {
      inputs.tools.push_back({tool.name, tool.description, tool.parameters});
    }
    inputs.tool_choice = ChoiceOf(prompt.tool_choice);
    inputs.parallel_tool_calls = prompt.parallel_tool_calls;
  }
  return inputs;
}

}  // namespace

void ChatTemplate::Deleter::operator()(common_chat_templates* templates) const {
  common_chat_templates_free(templates);
}

ChatTemplate::ChatTemplate(const llama_model* model,
                           std::shared_ptr<const LlamaVocabulary> vocabulary,
                           const std::string& override_text)
    : vocabulary_(std::move(vocabulary)) {
  has_template_ = !override_text.empty() || llama_model_chat_template(model, nullptr) != nullptr;
  if (!has_template_) return;
  try {
    templates_.reset(common_chat_templates_init(model, override_text).release());
  } catch (const std::exception& error) {
    throw Error(ErrorCode::kModel, std::string("chat template: ") + error.what());
  }
}

ChatTemplate::~ChatTemplate() = default;

std::string ChatTemplate::Source() const {
  return has_template_ ? common_chat_templates_source(templates_.get()) : "";
}

std::vector<Token> ChatTemplate::Render(const Prompt& prompt) const {
  std::vector<Token> result;
  std::vector<Piece> pieces;
  if (prompt.messages) {
    if (!has_template_) {
      throw Error(
          ErrorCode::kModel,
          "the model has no chat template: give one (--chat-template) or ask with raw text");
    }
    const std::string rendered = Apply(InputsOf(prompt)).prompt;
    size_t at = 0;
    for (size_t i = 0; i < prompt.messages->size(); ++i) {
      const Message& message = (*prompt.messages)[i];
      if (!HasTokens(message)) continue;
      const std::string mark = TurnMark(i);
      const size_t found = rendered.find(mark, at);
      if (found == std::string::npos) continue;  // the template leaves this turn out
      pieces.push_back({rendered.substr(at, found - at), {}, 0});
      pieces.insert(pieces.end(), message.content.begin(), message.content.end());
      at = found + mark.size();
    }
    pieces.push_back({rendered.substr(at), {}, 0});
  }
  pieces.insert(pieces.end(), prompt.partial.begin(), prompt.partial.end());
  AppendPieces(*vocabulary_, pieces, true, result);
  const Token beginning = vocabulary_->BeginningToken();
  const bool wanted = prompt.messages || prompt.add_beginning_token;
  if (beginning >= 0 && wanted && (result.empty() || result.front() != beginning)) {
    result.insert(result.begin(), beginning);
  }
  return result;
}

bool ChatTemplate::TakesTools() const {
  if (!has_template_) return false;
  const auto caps = common_chat_templates_get_caps(templates_.get());
  const auto found = caps.find("supports_tools");
  return found != caps.end() && found->second;
}

ChatTemplate::ToolForm ChatTemplate::FormOf(const Prompt& prompt) const {
  const bool callable = prompt.messages && prompt.tools && !prompt.tools->empty() &&
                        prompt.tool_choice != ToolChoice::kNone;
  if (!callable || !has_template_) return {};
  const common_chat_params applied = Apply(InputsOf(prompt));
  ToolForm form{applied.grammar, applied.grammar_lazy, {}, {}, applied.additional_stops};
  for (const common_grammar_trigger& trigger : applied.grammar_triggers) {
    AddTrigger(trigger, form);
  }
  if (prompt.tool_choice == ToolChoice::kRequired) form.grammar = RequiredCall(prompt, applied);
  return form;
}

// llama.cpp's grammar of a required call lets the model talk for as long as it likes before it.
// Where it does not think, the call comes at once: the grammar that an optional call is held to
// from its mark on, from the first token on.
std::string ChatTemplate::RequiredCall(const Prompt& prompt,
                                       const common_chat_params& required) const {
  if (required.grammar.empty()) {
    throw Error(ErrorCode::kUnsupported,
                "tool_choice: a call cannot be required with this model's chat template");
  }
  if (required.supports_thinking) return required.grammar;
  common_chat_templates_inputs inputs = InputsOf(prompt);
  inputs.tool_choice = COMMON_CHAT_TOOL_CHOICE_AUTO;
  const common_chat_params optional = Apply(inputs);
  return optional.grammar_lazy && !optional.grammar.empty() ? optional.grammar : required.grammar;
}

common_chat_params ChatTemplate::Apply(const common_chat_templates_inputs& inputs) const {
  static std::mutex mutex;  // for all models: a template is told the date, by std::localtime
  std::lock_guard lock(mutex);
  try {
    return common_chat_templates_apply(templates_.get(), inputs);
  } catch (const std::exception& error) {
    throw Error(ErrorCode::kModel, std::string("chat template failed: ") + error.what());
  }
}

ParsedReply ChatTemplate::Parse(const Prompt& prompt, std::string_view reply, bool partial) const {
  if (!prompt.messages || !has_template_) return {"", std::string(reply), {}};
  try {
    const common_chat_params applied = Apply(InputsOf(prompt));
    common_chat_parser_params parameters(applied);
    parameters.reasoning_format = COMMON_REASONING_FORMAT_DEEPSEEK;
    if (!applied.parser.empty()) parameters.parser.load(applied.parser);
    const common_chat_msg message = common_chat_parse(std::string(reply), partial, parameters);
    ParsedReply parsed{message.reasoning_content, message.content, {}};
    for (const common_chat_tool_call& call : message.tool_calls) {
      if (!prompt.parallel_tool_calls && !parsed.tool_calls.empty()) break;
      parsed.tool_calls.push_back({call.id, call.name, call.arguments});
    }
    return parsed;
  } catch (const std::exception&) {
    return {"", std::string(reply), {}};  // not in the template's form: all of it is content
  }
}

}  // namespace ponder
